import { no, ok, type Result } from "../result.ts";

/** Code points from, to, from, to, …; both ends included. */
export type CharSet = {
  readonly ranges: readonly number[];
  readonly isNegated: boolean;
  readonly ignoresCase: boolean;
};

export type Assertion = "textStart" | "textEnd" | "lineStart" | "lineEnd" | "wordBoundary" | "noWordBoundary";

export type Pattern =
  | { readonly type: "set"; readonly set: CharSet }
  | { readonly type: "assert"; readonly what: Assertion }
  | { readonly type: "sequence"; readonly items: readonly Pattern[] }
  | { readonly type: "choice"; readonly items: readonly Pattern[] }
  /** `most` null: without end. */
  | { readonly type: "repeat"; readonly item: Pattern; readonly least: number; readonly most: number | null };

type Flags = { readonly i: boolean; readonly s: boolean; readonly m: boolean };

type Reader = { readonly chars: readonly string[]; at: number; flags: Flags; depth: number; problem: string | null };

const deepest = 50;
const mostRepeats = 1000;

/** Nothing more is read after the first problem. */
const fail = (reader: Reader, reason: string): void => {
  reader.problem ??= reason;
  reader.at = reader.chars.length;
};

const code = (char: string): number => char.codePointAt(0) ?? 0;
const span = (...pairs: readonly string[]): readonly number[] => pairs.flatMap((pair) => Array.from(pair, code));

const classes: Readonly<Record<string, readonly number[]>> = {
  d: span("09"),
  w: span("09", "AZ", "__", "az"),
  s: span("\t\n", "\f\r", "  "),
};
const posix: Readonly<Record<string, readonly number[]>> = {
  alnum: span("09", "AZ", "az"),
  alpha: span("AZ", "az"),
  digit: span("09"),
  lower: span("az"),
  upper: span("AZ"),
  punct: span("!/", ":@", "[`", "{~"),
  space: span("\t\r", "  "),
  word: span("09", "AZ", "__", "az"),
  xdigit: span("09", "AF", "af"),
};
const controls: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\u0007" };
const assertions: Readonly<Record<string, Assertion>> = {
  A: "textStart",
  z: "textEnd",
  b: "wordBoundary",
  B: "noWordBoundary",
};

const lastPoint = 0x10ffff;

const complement = (ranges: readonly number[]): readonly number[] => {
  const pairs = Array.from({ length: ranges.length / 2 }, (_, at) => [ranges[at * 2] ?? 0, ranges[at * 2 + 1] ?? 0]);
  const gaps: number[] = [];
  let next = 0;
  for (const [from = 0, to = 0] of pairs.toSorted(([a = 0], [b = 0]) => a - b)) {
    if (from > next) gaps.push(next, from - 1);
    next = Math.max(next, to + 1);
  }
  return next > lastPoint ? gaps : [...gaps, next, lastPoint];
};

const peek = (reader: Reader): string | undefined => reader.chars[reader.at];
const startsWith = (reader: Reader, text: string): boolean =>
  Array.from(text).every((char, by) => reader.chars[reader.at + by] === char);
const skip = (reader: Reader, text: string): boolean => {
  if (!startsWith(reader, text)) return false;
  reader.at += text.length;
  return true;
};
const until = (reader: Reader, end: string): string => {
  const from = reader.at;
  while (peek(reader) !== undefined && peek(reader) !== end) reader.at += 1;
  if (!skip(reader, end)) fail(reader, `missing ${end}`);
  return reader.chars.slice(from, reader.at - 1).join("");
};

/** The next character; a problem where there is none. */
const take = (reader: Reader, otherwise: string): string => {
  const char = peek(reader);
  if (char === undefined) fail(reader, otherwise);
  reader.at += 1;
  return char ?? "";
};

const setOf = (reader: Reader, ranges: readonly number[], isNegated = false): Pattern => ({
  type: "set",
  set: { ranges, isNegated, ignoresCase: reader.flags.i },
});

const hexEscape = (reader: Reader): number => {
  const digits = skip(reader, "{") ? until(reader, "}") : reader.chars.slice(reader.at, (reader.at += 2)).join("");
  const point = /^[0-9a-fA-F]{1,6}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (point <= lastPoint) return point;
  fail(reader, "invalid escape sequence \\x");
  return 0;
};

/** After the backslash: what the escape stands for, as ranges. */
const escaped = (reader: Reader): readonly number[] => {
  const char = take(reader, "trailing backslash");
  const known = Object.hasOwn(classes, char.toLowerCase()) ? classes[char.toLowerCase()] : undefined;
  if (known !== undefined) return char === char.toLowerCase() ? known : complement(known);
  const control = Object.hasOwn(controls, char) ? controls[char] : undefined;
  if (control !== undefined) return span(control + control);
  if (char === "x") {
    const point = hexEscape(reader);
    return [point, point];
  }
  if (/[0-9A-Za-z]/.test(char)) fail(reader, `invalid escape sequence \\${char}`);
  return [code(char), code(char)];
};

const classItem = (reader: Reader): readonly number[] => {
  if (skip(reader, "[:")) {
    const isNegated = skip(reader, "^");
    const name = until(reader, ":");
    const ranges = Object.hasOwn(posix, name) ? posix[name] : undefined;
    if (ranges === undefined || !skip(reader, "]")) {
      fail(reader, `invalid character class [:${name}:]`);
      return [];
    }
    return isNegated ? complement(ranges) : ranges;
  }
  if (skip(reader, "\\")) return escaped(reader);
  const char = take(reader, "missing ]");
  return [code(char), code(char)];
};

/** After the opening bracket. */
const bracket = (reader: Reader): Pattern => {
  const isNegated = skip(reader, "^");
  const ranges: number[] = [];
  for (let isFirst = true; reader.problem === null && (isFirst || peek(reader) !== "]"); isFirst = false) {
    const item = classItem(reader);
    const isRange =
      item.length === 2 && item[0] === item[1] && peek(reader) === "-" && reader.chars[reader.at + 1] !== "]";
    if (!isRange) {
      ranges.push(...item);
      continue;
    }
    reader.at += 1;
    const end = classItem(reader);
    const [from = 0, to = -1] = [item[0], end[0] === end[1] ? end[0] : -1];
    if (to < from) fail(reader, "invalid character class range");
    ranges.push(from, to);
  }
  reader.at += 1;
  return setOf(reader, ranges, isNegated);
};

/** After `(?`: flags for what follows or for a group; true when it is a group. */
const groupHead = (reader: Reader): boolean => {
  if (skip(reader, ":")) return true;
  if (startsWith(reader, "P<") || (startsWith(reader, "<") && !startsWith(reader, "<=") && !startsWith(reader, "<!"))) {
    skip(reader, "P");
    reader.at += 1;
    if (until(reader, ">") === "") fail(reader, "invalid group name");
    return true;
  }
  const flags = { ...reader.flags };
  let value = true;
  for (let char = peek(reader); char !== undefined && char !== ":" && char !== ")"; char = peek(reader)) {
    if (char === "-") value = false;
    else if (char === "i" || char === "s" || char === "m") flags[char] = value;
    else if (char !== "U") fail(reader, "look-around and this kind of group are not supported");
    reader.at += 1;
  }
  reader.flags = flags;
  return take(reader, "missing closing )") === ":";
};

/** After the opening parenthesis. */
const group = (reader: Reader): Pattern => {
  const before = reader.flags;
  if (skip(reader, "?") && !groupHead(reader)) return { type: "sequence", items: [] };
  reader.depth += 1;
  if (reader.depth > deepest) fail(reader, "nested too deeply");
  const inner = choice(reader);
  if (!skip(reader, ")")) fail(reader, "missing closing )");
  reader.depth -= 1;
  reader.flags = before;
  return inner;
};

const atom = (reader: Reader): Pattern => {
  const char = take(reader, "unexpected end");
  switch (char) {
    case "(":
      return group(reader);
    case "[":
      return bracket(reader);
    case ".":
      return reader.flags.s ? setOf(reader, [0, lastPoint]) : setOf(reader, span("\n\n"), true);
    case "^":
      return { type: "assert", what: reader.flags.m ? "lineStart" : "textStart" };
    case "$":
      return { type: "assert", what: reader.flags.m ? "lineEnd" : "textEnd" };
    case "\\": {
      const next = peek(reader);
      const what = next !== undefined && Object.hasOwn(assertions, next) ? assertions[next] : undefined;
      if (what === undefined) return setOf(reader, escaped(reader));
      reader.at += 1;
      return { type: "assert", what };
    }
    case "*":
    case "+":
    case "?":
      fail(reader, `missing argument to repetition operator ${char}`);
      return setOf(reader, []);
    default:
      return setOf(reader, [code(char), code(char)]);
  }
};

type Times = { readonly least: number; readonly most: number | null };

/** `{2}`, `{2,}`, `{2,5}`; a brace that is none of these stands for itself. */
const braces = (reader: Reader): Times | undefined => {
  const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(reader.chars.slice(reader.at, reader.at + 12).join(""));
  if (found === null) return undefined;
  reader.at += found[0].length;
  const least = Number(found[1]);
  const most = found[2] === undefined ? least : found[3] === "" ? null : Number(found[3]);
  if (least > mostRepeats || (most !== null && (most > mostRepeats || most < least)))
    fail(reader, "invalid repeat count");
  return { least, most };
};

const times = (reader: Reader): Times | undefined => {
  if (skip(reader, "*")) return { least: 0, most: null };
  if (skip(reader, "+")) return { least: 1, most: null };
  if (skip(reader, "?")) return { least: 0, most: 1 };
  return braces(reader);
};

const sequence = (reader: Reader): Pattern => {
  const items: Pattern[] = [];
  for (let char = peek(reader); char !== undefined && char !== "|" && char !== ")"; char = peek(reader)) {
    const item = atom(reader);
    const count = times(reader);
    if (count !== undefined) {
      // Whether as few or as many as possible are taken makes no difference to whether there is a match.
      skip(reader, "?");
      if (times(reader) !== undefined) fail(reader, "invalid nested repetition operator");
    }
    items.push(count === undefined ? item : { type: "repeat", item, ...count });
  }
  return { type: "sequence", items };
};

const choice = (reader: Reader): Pattern => {
  const items = [sequence(reader)];
  while (skip(reader, "|")) items.push(sequence(reader));
  return items.length === 1 && items[0] !== undefined ? items[0] : { type: "choice", items };
};

/** The pattern, in the syntax of Go's regular expressions without Unicode classes, or what is wrong with it. */
export const parsePattern = (text: string): Result<Pattern, string> => {
  const reader: Reader = {
    chars: Array.from(text),
    at: 0,
    flags: { i: false, s: false, m: false },
    depth: 0,
    problem: null,
  };
  const pattern = choice(reader);
  if (reader.at < reader.chars.length) fail(reader, "unexpected )");
  return reader.problem === null ? ok(pattern) : no(reader.problem);
};
