import type { Finder } from "./finder.ts";
import type { LogText } from "./log-text.ts";
import { createNumberList } from "./number-list.ts";

/** Bytes looked through between two chances for others to be answered: some 5 to 20 ms. */
const batchBytes = 1_048_576;

/** The matches of one finder in one text, kept up with as it grows. */
export type Search = {
  readonly total: () => number;
  /** Matches in rows before `row`. */
  readonly before: (row: number) => number;
  /** The row of the `match`th match, from 0. */
  readonly rowOf: (match: number) => number;
  /** Looks through the next batch. False when nothing is left to look through. */
  readonly step: () => Promise<boolean>;
  /** The part looked through, 0 to 1. */
  readonly progress: () => number;
};

export const createSearch = (text: LogText, finder: Finder): Search => {
  const found = createNumberList();
  const { rows, store } = text;
  let next = 0;
  /** How many of `found` lie in rows that can still grow, and up to where those were looked through. */
  let settled = 0;
  let seen = store.base;

  const batchEnd = (): number => {
    const row = rows.rowAt(Math.min(store.end(), rows.startOf(next) + batchBytes));
    return Math.min(rows.settled(), Math.max(next + 1, row));
  };

  const add = (matches: readonly number[]): void => {
    for (const row of matches) found.push(row);
  };

  const step = async (): Promise<boolean> => {
    if (seen === store.end()) return false;
    const to = batchEnd();
    const last = to === rows.settled();
    const until = last ? store.end() : rows.startOf(to);
    const settledMatches = next < to ? await finder.rows(text.visible(next, to), next) : [];
    const count = rows.count();
    const openMatches = last && to < count ? await finder.rows(text.visible(to, count), to) : [];
    found.truncate(settled);
    add(settledMatches);
    settled = found.length();
    add(openMatches);
    next = to;
    seen = until;
    return seen < store.end();
  };

  return {
    total: found.length,
    before: (row) => (row <= 0 ? 0 : found.countUpTo(row - 1)),
    rowOf: found.at,
    step,
    progress: () => (store.end() === store.base ? 1 : (seen - store.base) / (store.end() - store.base)),
  };
};
