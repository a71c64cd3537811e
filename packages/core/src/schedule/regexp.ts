import { no, ok, type Result } from "../result.ts";
import { parsePattern, type Assertion, type CharSet, type Pattern } from "./regexp-parse.ts";

/**
 * Regular expressions that are matched in time proportional to pattern × text, whatever the pattern (Thompson's construction, all threads
 * in step): specifications come from anywhere, and the built-in ones can take time without end.
 */
type Instruction =
  | { readonly type: "set"; readonly set: CharSet }
  | { readonly type: "assert"; readonly what: Assertion; readonly next: number }
  /** Goes on at all of these. */
  | { readonly type: "fork"; readonly to: number[] }
  | { readonly type: "match" };

export type Matcher = (text: string) => boolean;

const longestPattern = 256;
/** In instructions. An expression of this size takes about half a millisecond for a name of 36 characters. */
const longestProgram = 300;
/** A longer text matches nothing. */
const longestText = 512;

type Program = Instruction[];

const emitRepeat = (program: Program, { item, least, most }: Extract<Pattern, { type: "repeat" }>): boolean => {
  for (let times = 0; times < least; times++) {
    const before = program.length;
    if (!emit(program, item)) return false;
    // What matches nothing but the empty text needs to be there no more than once.
    if (program.length === before) break;
  }
  if (most === null) {
    const fork: Instruction = { type: "fork", to: [program.length + 1] };
    const start = program.push(fork) - 1;
    if (!emit(program, item)) return false;
    program.push({ type: "fork", to: [start] });
    fork.to.push(program.length);
    return true;
  }
  const exits: { readonly to: number[] }[] = [];
  for (let times = least; times < most; times++) {
    const fork: Instruction = { type: "fork", to: [program.length + 1] };
    program.push(fork);
    exits.push(fork);
    if (!emit(program, item)) return false;
  }
  for (const { to } of exits) to.push(program.length);
  return true;
};

const emitChoice = (program: Program, items: readonly Pattern[]): boolean => {
  const fork: Instruction = { type: "fork", to: [] };
  program.push(fork);
  const exits: { readonly to: number[] }[] = [];
  for (const item of items) {
    fork.to.push(program.length);
    if (!emit(program, item)) return false;
    const exit: Instruction = { type: "fork", to: [] };
    program.push(exit);
    exits.push(exit);
  }
  for (const { to } of exits) to.push(program.length);
  return true;
};

/** Appends what matches the pattern; false when the program becomes too long. */
const emit = (program: Program, pattern: Pattern): boolean => {
  if (program.length > longestProgram) return false;
  switch (pattern.type) {
    case "set":
      program.push({ type: "set", set: pattern.set });
      return true;
    case "assert":
      program.push({ type: "assert", what: pattern.what, next: program.length + 1 });
      return true;
    case "sequence":
      return pattern.items.every((item) => emit(program, item));
    case "choice":
      return emitChoice(program, pattern.items);
    case "repeat":
      return emitRepeat(program, pattern);
  }
};

const within = (ranges: readonly number[], point: number): boolean => {
  for (let at = 0; at < ranges.length; at += 2)
    if (point >= (ranges[at] ?? 0) && point <= (ranges[at + 1] ?? -1)) return true;
  return false;
};

const otherCases = (point: number): readonly number[] => {
  const char = String.fromCodePoint(point);
  return [char.toLowerCase(), char.toUpperCase()].map((other) => other.codePointAt(0) ?? point);
};

const isIn = ({ ranges, isNegated, ignoresCase }: CharSet, point: number): boolean =>
  (within(ranges, point) || (ignoresCase && otherCases(point).some((other) => within(ranges, other)))) !== isNegated;

const isWord = (point: number | undefined): boolean =>
  point !== undefined && within([48, 57, 65, 90, 95, 95, 97, 122], point);

const newline = 10;

const holds = (what: Assertion, points: readonly number[], at: number): boolean => {
  const [before, after] = [points[at - 1], points[at]];
  switch (what) {
    case "textStart":
      return at === 0;
    case "textEnd":
      return at === points.length;
    case "lineStart":
      return at === 0 || before === newline;
    case "lineEnd":
      return at === points.length || after === newline;
    case "wordBoundary":
      return isWord(before) !== isWord(after);
    case "noWordBoundary":
      return isWord(before) === isWord(after);
  }
};

/** Follows forks and assertions from `start`; adds the sets reached to `threads`. True when the end is reached. */
const follow = (
  program: Program,
  at: { readonly start: number; readonly points: readonly number[]; readonly place: number },
  to: { readonly seen: Uint8Array; readonly threads: number[] },
): boolean => {
  const open = [at.start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (to.seen[next] === 1) continue;
    to.seen[next] = 1;
    const instruction = program[next];
    if (instruction === undefined || instruction.type === "match") return true;
    if (instruction.type === "set") to.threads.push(next);
    else if (instruction.type === "fork") open.push(...instruction.to);
    else if (holds(instruction.what, at.points, at.place)) open.push(instruction.next);
  }
  return false;
};

const matches = (program: Program, text: string): boolean => {
  if (text.length > longestText) return false;
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  let threads: number[] = [];
  for (let place = 0; place <= points.length; place++) {
    const reached = { seen: new Uint8Array(program.length), threads: [] as number[] };
    const before = points[place - 1];
    for (const thread of threads) {
      const instruction = program[thread];
      if (instruction?.type !== "set" || before === undefined || !isIn(instruction.set, before)) continue;
      if (follow(program, { start: thread + 1, points, place }, reached)) return true;
    }
    if (follow(program, { start: 0, points, place }, reached)) return true;
    threads = reached.threads;
  }
  return false;
};

const compile = (text: string): Result<Matcher, string> => {
  if (text.length > longestPattern) return no(`longer than ${String(longestPattern)} characters`);
  const parsed = parsePattern(text);
  if (!parsed.ok) return parsed;
  const program: Program = [];
  if (!emit(program, parsed.value) || program.length > longestProgram) return no("expression is too large");
  program.push({ type: "match" });
  return ok((subject) => matches(program, subject));
};

const known = new Map<string, Result<Matcher, string>>();
const keptExpressions = 256;

/** Whether a text contains a match, or what is wrong with the expression. */
export const regexpOf = (text: string): Result<Matcher, string> => {
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  if (known.size >= keptExpressions) known.clear();
  const compiled = compile(text);
  known.set(text, compiled);
  return compiled;
};
