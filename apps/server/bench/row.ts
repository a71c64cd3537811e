import type { Spread } from "./statistics.ts";

/** One line of a result. Of a ratio above 1, ours is the greater value. */
export type Row = {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  /** Null where it could not be measured; `note` says why. */
  readonly ours: Spread | null;
  readonly rival: string | null;
  readonly theirs: Spread | null;
  readonly goal: Goal | null;
  readonly note: string;
};

/** What is asked of the ratio to the rival, or of our own value. */
export type Goal = {
  readonly of: "ratio" | "value";
  readonly is: "at least" | "below";
  readonly limit: number;
};

/** A row of the file that `--json` writes; `goal` is asked of the ratio where there is a rival, else of the value. */
export type JsonRow = {
  readonly suite: string;
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly rival: string | null;
  readonly rivalValue: number | null;
  readonly ratio: number | null;
  readonly goal: number | null;
  readonly met: boolean | null;
};

const rounded = (value: number): number => Number(value.toPrecision(4));

export const ratioOf = ({ ours, theirs }: Row): number | null =>
  ours === null || theirs === null ? null : ours.median / theirs.median;

/** Null without a goal, or when nothing was measured to hold against it. */
export const isMet = (row: Row): boolean | null => {
  if (row.goal === null) return null;
  const measured = row.goal.of === "ratio" ? ratioOf(row) : (row.ours?.median ?? null);
  if (measured === null) return null;
  return row.goal.is === "at least" ? measured >= row.goal.limit : measured < row.goal.limit;
};

export const toJson = (row: Row): JsonRow => {
  const ratio = ratioOf(row);
  return {
    suite: row.suite,
    name: row.name,
    value: row.ours === null ? null : rounded(row.ours.median),
    unit: row.unit,
    rival: row.rival,
    rivalValue: row.theirs === null ? null : rounded(row.theirs.median),
    ratio: ratio === null ? null : rounded(ratio),
    goal: row.goal?.limit ?? null,
    met: isMet(row),
  };
};
