import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";

import type { JsonPath } from "./json-position.ts";

export type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

const keyOf = (state: EditorState, property: SyntaxNode): string | null => {
  const name = property.getChild("PropertyName");
  if (name === null) return null;
  try {
    return String(JSON.parse(state.sliceDoc(name.from, name.to)));
  } catch {
    return null;
  }
};

const indexIn = (array: SyntaxNode, child: SyntaxNode): number => {
  let index = 0;
  for (let node = array.firstChild; node !== null && node.from < child.from; node = node.nextSibling)
    if (node.name !== "[" && node.name !== "," && !node.type.isError) index++;
  return index;
};

/** The path of the value or object that a node of the syntax tree is. */
export const pathOfNode = (state: EditorState, node: SyntaxNode): JsonPath => {
  const path: (string | number)[] = [];
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    const { parent } = at;
    if (at.name === "Property") {
      const key = keyOf(state, at);
      if (key !== null) path.unshift(key);
    } else if (parent?.name === "Array") path.unshift(indexIn(parent, at));
  }
  return path;
};

export const nodeAt = (state: EditorState, position: number, side: -1 | 0 | 1): SyntaxNode =>
  syntaxTree(state).resolveInner(position, side);

const parseMessage = (text: string): string | null => {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    // The engine quotes the text after the first clause; the mark in the margin says where.
    return error instanceof Error ? error.message.replace(/, (\.\.\.)?"[\s\S]*$/, "") : String(error);
  }
};

/** Why the text is not JSON, at the place where its syntax first breaks: not every engine's parser tells one. */
export const syntaxFaults = (state: EditorState): readonly Diagnostic[] => {
  const message = parseMessage(state.doc.toString());
  if (message === null) return [];
  let at: number | null = null;
  ensureSyntaxTree(state, state.doc.length, 100)?.iterate({
    enter: (node) => {
      if (at === null && node.type.isError) at = node.from;
      return at === null;
    },
  });
  const from = Math.min(at ?? state.doc.length, Math.max(0, state.doc.length - 1));
  return [{ from, to: Math.min(from + 1, state.doc.length), severity: "error", message }];
};
