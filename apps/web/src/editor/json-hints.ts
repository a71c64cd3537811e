import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";
import type { EditorView } from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import { nodeAt, pathOfNode } from "./json-context.ts";
import type { SyntaxNode } from "./json-context.ts";
import { describeAt, propertiesAt } from "./schema.ts";
import type { PropertyHint, Schema } from "./schema.ts";

const enclosing = (node: SyntaxNode, names: readonly string[]): SyntaxNode | null => {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) if (names.includes(at.name)) return at;
  return null;
};

/** What is typed for a value of this type right after its name. */
const emptyValue = (type: string): string => {
  if (type.startsWith("object")) return "{}";
  if (type.startsWith("array")) return "[]";
  return type.startsWith("string") ? '""' : "";
};

/** The names that stand in the object already. */
const present = (context: CompletionContext, object: SyntaxNode): ReadonlySet<string> =>
  new Set(
    object.getChildren("Property").flatMap((property) => {
      const name = property.getChild("PropertyName");
      return name === null || (name.from <= context.pos && name.to >= context.pos)
        ? []
        : [context.state.sliceDoc(name.from + 1, name.to - 1)];
    }),
  );

/** Types the name and an empty value, and leaves the cursor where the value is to go. */
const typeName =
  (hint: PropertyHint, hasValue: boolean) =>
  (view: EditorView, ...[, from, to]: [Completion, number, number]): void => {
    const value = hasValue ? "" : emptyValue(hint.type);
    const insert = hasValue ? `"${hint.name}"` : `"${hint.name}": ${value}`;
    const end = from + insert.length;
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: value === "" ? end : end - 1 },
      userEvent: "input.complete",
    });
  };

const nameOption = (hint: PropertyHint, hasValue: boolean): Completion => ({
  label: hint.name,
  apply: typeName(hint, hasValue),
  detail: hint.type,
  ...(hint.description === "" ? {} : { info: hint.description }),
  type: "property",
});

/** Names that begin with what was typed, then those that hold it; the required ones first in each. */
const rank = (hint: PropertyHint, typed: string): number =>
  (hint.name.toLowerCase().startsWith(typed) ? 0 : 2) + (hint.required ? 0 : 1);

const completeName = (
  context: CompletionContext,
  schema: Schema,
  places: { readonly object: SyntaxNode; readonly name: SyntaxNode | null },
): CompletionResult | null => {
  const taken = present(context, places.object);
  const hints = propertiesAt(schema, pathOfNode(context.state, places.object));
  const word = context.matchBefore(/"?\w*/);
  const from = places.name?.from ?? word?.from ?? context.pos;
  const to = places.name?.to ?? context.pos;
  const typed = context.state.sliceDoc(from, context.pos).replaceAll('"', "").toLowerCase();
  const hasValue = /^\s*:/.test(context.state.sliceDoc(to, to + 20));
  return {
    from,
    to,
    filter: false,
    options: hints
      .filter((hint) => !taken.has(hint.name) && hint.name.toLowerCase().includes(typed))
      .toSorted((left, right) => rank(left, typed) - rank(right, typed))
      .map((hint) => nameOption(hint, hasValue)),
  };
};

const completeValue = (context: CompletionContext, schema: Schema, property: SyntaxNode): CompletionResult | null => {
  const { values, description } = describeAt(schema, pathOfNode(context.state, property));
  if (values.length === 0) return null;
  const value = property.lastChild;
  const inside = value !== null && value.name !== "PropertyName" && value.name !== ":" && value.from <= context.pos;
  const from = inside ? value.from : context.pos;
  return {
    from,
    to: inside ? value.to : context.pos,
    filter: false,
    options: [...new Set(values)].map((each) => ({
      label: String(each),
      apply: JSON.stringify(each),
      ...(description === "" ? {} : { info: description }),
      type: "enum",
    })),
  };
};

/** Completes the names and values of job files. */
export const completeJson =
  (schema: () => Schema): CompletionSource =>
  (context) => {
    const node = nodeAt(context.state, context.pos, -1);
    const property = enclosing(node, ["Property", "Object", "Array"]);
    const before = context.state.sliceDoc(Math.max(0, context.pos - 200), context.pos);
    const typing = /["\w]$/.test(before);
    if (!typing && !context.explicit) return null;
    if (property?.name === "Property" && node.name !== "PropertyName" && /:\s*"?[\w.-]*$/.test(before))
      return completeValue(context, schema(), property);
    const object = enclosing(node, ["Object"]);
    if (object === null || property?.name === "Array") return null;
    const name = node.name === "PropertyName" ? node : null;
    return completeName(context, schema(), { object, name });
  };

/** Shows what the name under the pointer means. */
export const hoverJson = (schema: () => Schema): Extension =>
  hoverTooltip((view, position, side) => {
    const node = nodeAt(view.state, position, side);
    const property = enclosing(node, ["Property"]);
    if (property === null) return null;
    const { type, description, values } = describeAt(schema(), pathOfNode(view.state, property));
    if (type === "" && description === "") return null;
    const name = property.getChild("PropertyName") ?? node;
    return {
      pos: name.from,
      end: name.to,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-hint";
        const kind = dom.appendChild(document.createElement("div"));
        kind.className = "cm-hint-type";
        kind.textContent = values.length > 0 ? values.map(String).join(" | ") : type;
        dom.append(description);
        return { dom };
      },
    };
  });
