import { diffLines, diffWordsWithSpace } from "diff";

/** A piece of a line; `changed` marks what differs from the line on the other side. */
export type Piece = { readonly text: string; readonly changed: boolean };
export type Line = { readonly number: number; readonly pieces: readonly Piece[] };
/** One line on each side; null where the other side has one more. */
export type LinePair = {
  readonly kind: "same" | "changed" | "added" | "deleted";
  readonly before: Line | null;
  readonly after: Line | null;
};
export type Fold = { readonly kind: "fold"; readonly from: number; readonly lines: number };

const timeoutMs = 400;
/** Lines kept around a change. */
const contextLines = 3;
/** Beyond this, two lines are compared as wholes. */
const longLine = 2000;

const split = (text: string): readonly string[] => {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
};

const plain = (number: number, text: string, changed = false): Line => ({
  number,
  pieces: [{ text, changed }],
});

/** What differs within one line. */
export const wordPieces = (
  before: string,
  after: string,
): { readonly before: readonly Piece[]; readonly after: readonly Piece[] } => {
  if (before.length > longLine || after.length > longLine)
    return {
      before: [{ text: before, changed: false }],
      after: [{ text: after, changed: false }],
    };
  const parts = diffWordsWithSpace(before, after);
  const side = (leftOut: "added" | "removed") =>
    parts.filter((part) => !part[leftOut]).map((part) => ({ text: part.value, changed: part.added || part.removed }));
  return { before: side("added"), after: side("removed") };
};

type Part = { readonly value: string; readonly added: boolean; readonly removed: boolean };

/** Else a last line without its end differs from the same line further up. */
const ended = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

const partsOf = (before: string, after: string): readonly Part[] =>
  diffLines(ended(before), ended(after), { timeout: timeoutMs }) ?? [
    // Too different to compare in time: one block goes, one comes.
    { value: before, added: false, removed: true },
    { value: after, added: true, removed: false },
  ];

const pairUp = (
  deleted: readonly string[],
  added: readonly string[],
  [left, right]: readonly [number, number],
): readonly LinePair[] =>
  Array.from({ length: Math.max(deleted.length, added.length) }, (_, at): LinePair => {
    const [gone, come] = [deleted[at], added[at]];
    if (gone === undefined) return { kind: "added", before: null, after: plain(right + at, come ?? "") };
    if (come === undefined) return { kind: "deleted", before: plain(left + at, gone), after: null };
    const words = wordPieces(gone, come);
    return {
      kind: "changed",
      before: { number: left + at, pieces: words.before },
      after: { number: right + at, pieces: words.after },
    };
  });

/** Both texts side by side, line numbers from 1. */
export const linePairs = (before: string, after: string): readonly LinePair[] => {
  const pairs: LinePair[] = [];
  let [left, right] = [1, 1];
  let deleted: readonly string[] = [];
  const flush = (added: readonly string[]): void => {
    pairs.push(...pairUp(deleted, added, [left, right]));
    left += deleted.length;
    right += added.length;
    deleted = [];
  };
  for (const part of partsOf(before, after)) {
    const lines = split(part.value);
    if (part.removed) deleted = lines;
    else if (part.added) flush(lines);
    else {
      flush([]);
      for (const text of lines) pairs.push({ kind: "same", before: plain(left++, text), after: plain(right++, text) });
    }
  }
  flush([]);
  return pairs;
};

/** Replaces long runs of equal lines with a fold, but for those that begin in `open`. */
export const foldSame = (pairs: readonly LinePair[], open: ReadonlySet<number>): readonly (LinePair | Fold)[] => {
  const out: (LinePair | Fold)[] = [];
  let at = 0;
  while (at < pairs.length) {
    const start = at;
    while (at < pairs.length && pairs[at]?.kind === "same") at++;
    const keepBefore = start === 0 ? 0 : contextLines;
    const keepAfter = at === pairs.length ? 0 : contextLines;
    const hidden = at - start - keepBefore - keepAfter;
    if (hidden > 1 && !open.has(start)) {
      out.push(...pairs.slice(start, start + keepBefore));
      out.push({ kind: "fold", from: start, lines: hidden });
      out.push(...pairs.slice(at - keepAfter, at));
    } else out.push(...pairs.slice(start, at));
    const next = pairs[at];
    if (next !== undefined) out.push(next);
    at++;
  }
  return out;
};

export const changeCounts = (pairs: readonly LinePair[]): { readonly added: number; readonly deleted: number } => ({
  added: pairs.filter((pair) => pair.kind !== "same" && pair.after !== null).length,
  deleted: pairs.filter((pair) => pair.kind !== "same" && pair.before !== null).length,
});
