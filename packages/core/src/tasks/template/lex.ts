import { fault } from "./value.ts";

export type Token =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "word"; readonly name: string }
  | { readonly type: "variable"; readonly name: string }
  /** `.A.B`; no names: the dot itself. `isAttached`: it follows what stands before it without a space. */
  | { readonly type: "fields"; readonly names: readonly string[]; readonly isAttached: boolean }
  | { readonly type: "mark"; readonly mark: "|" | "(" | ")" | ":=" | "=" | "," };

/** A template cut into its text and its actions. */
export type Piece =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "action"; readonly tokens: readonly Token[]; readonly line: number };

export type Delimiters = { readonly left: string; readonly right: string };

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

const unescapedOne = (escape: string): string => {
  if (!/^[xuU]./.test(escape)) return escapes[escape] ?? fault(`\\${escape} is no escape`);
  const point = Number.parseInt(escape.slice(1), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : fault(`\\${escape} is no character`);
};

const unescaped = (text: string): string =>
  text.replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/gs, (_whole, escape: string) =>
    unescapedOne(escape),
  );

const space = /\s+/y;
const patterns: readonly (readonly [RegExp, (match: RegExpExecArray, isAttached: boolean) => Token])[] = [
  [/"((?:[^"\\\n]|\\.)*)"/y, ([, text = ""]) => ({ type: "string", value: unescaped(text) })],
  [/`([^`]*)`/y, ([, text = ""]) => ({ type: "string", value: text.replaceAll("\r", "") })],
  [
    /[+-]?(?:0x[0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)(?![\w.])/y,
    ([text]) => ({ type: "number", value: Number(text) }),
  ],
  [/\$(\w*)/y, ([, name = ""]) => ({ type: "variable", name })],
  [
    /(?:\.\p{L}[\p{L}\p{N}_]*|\._[\p{L}\p{N}_]*)+|\./uy,
    ([text], isAttached) => ({ type: "fields", names: text.split(".").filter((name) => name !== ""), isAttached }),
  ],
  [/[\p{L}_][\p{L}\p{N}_]*/uy, ([name]) => ({ type: "word", name })],
  [/:=|[|(),=]/y, ([mark]) => ({ type: "mark", mark: mark as "|" })],
];

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

type At = { readonly at: number; readonly isAttached: boolean; readonly line: number };

const tokenAt = (text: string, { at, isAttached, line }: At): { readonly token: Token; readonly end: number } => {
  for (const [pattern, make] of patterns) {
    const match = matchAt(pattern, text, at);
    if (match !== null) return { token: make(match, isAttached), end: at + match[0].length };
  }
  return fault(`line ${String(line)}: ${JSON.stringify(text.slice(at, at + 12))} is not understood`);
};

/** The tokens from `at` to the right delimiter, and where that begins. */
const tokensAt = (
  text: string,
  from: number,
  by: { readonly right: string; readonly line: number },
): { readonly tokens: readonly Token[]; readonly end: number } => {
  const { right, line } = by;
  const tokens: Token[] = [];
  let at = from;
  let isAttached = false;
  for (;;) {
    const blank = matchAt(space, text, at);
    if (blank !== null) {
      at += blank[0].length;
      isAttached = false;
    }
    if (at >= text.length) return fault(`line ${String(line)}: an action is not closed`);
    const isTrimmed = blank !== null && text.startsWith(`-${right}`, at);
    if (isTrimmed || text.startsWith(right, at)) return { tokens, end: at };
    const { token, end } = tokenAt(text, { at, isAttached, line });
    tokens.push(token);
    at = end;
    isAttached = true;
  }
};

const breaksIn = (text: string): number => {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) breaks += 1;
  return breaks;
};

/** The end of `{{/* … *\/}}` that begins at `at`, or -1. */
const commentEnd = (text: string, at: number): number => (text.startsWith("/*", at) ? text.indexOf("*/", at) + 2 : -1);

/** Cuts a template up; whitespace beside `{{-` and `-}}` is gone. */
export const lex = (text: string, { left, right }: Delimiters): readonly Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  let line = 1;
  let isTrimming = false;
  while (at <= text.length) {
    const open = text.indexOf(left, at);
    const plain = open === -1 ? text.slice(at) : text.slice(at, open);
    const inner = open + left.length;
    const trimsBefore = open !== -1 && /^-\s/.test(text.slice(inner, inner + 2));
    const began = isTrimming ? plain.trimStart() : plain;
    const kept = trimsBefore ? began.trimEnd() : began;
    if (kept !== "") pieces.push({ type: "text", text: kept });
    if (open === -1) break;
    line += breaksIn(plain);
    const start = inner + (trimsBefore ? 1 : 0);
    const begin = start + (/^\s*/.exec(text.slice(start, start + 200))?.[0].length ?? 0);
    const comment = commentEnd(text, begin);
    if (comment === 1) return fault(`line ${String(line)}: a comment is not closed`);
    let end: number;
    if (comment > 1) {
      end = comment + (/^\s*/.exec(text.slice(comment))?.[0].length ?? 0);
    } else {
      const found = tokensAt(text, start, { right, line });
      pieces.push({ type: "action", tokens: found.tokens, line });
      end = found.end;
    }
    isTrimming = text.startsWith(`-${right}`, end);
    const close = isTrimming ? end + 1 : end;
    if (!text.startsWith(right, close)) return fault(`line ${String(line)}: a comment is not closed`);
    at = close + right.length;
    line += breaksIn(text.slice(open, at));
  }
  return pieces;
};
