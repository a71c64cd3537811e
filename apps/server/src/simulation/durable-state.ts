import type { Effect } from "@longshore/core/effect";
import type { Entry } from "@longshore/core/event";
import { sameJson } from "@longshore/core/equal";
import { evolve } from "@longshore/core/evolve";
import { emptyState, type State } from "@longshore/core/state";
import { reversed, tablesOf } from "@longshore/core/testing/tables";
import { nothingTouched, type Touched } from "@longshore/core/touched";

/** What becomes durable together. */
export type Change = {
  readonly entries: readonly Entry[];
  readonly touched: Touched;
  readonly effects: readonly Effect[];
  readonly settled: readonly string[];
};

/** What outlives a crash. */
export type DurableState = {
  /** `memory` is the state after the change. */
  readonly commit: (change: Change, memory: State) => void;
  /** The state as last committed, made anew: what was in memory is of no use any more. */
  readonly load: () => State;
  /** Not settled yet, in the order in which they were added. */
  readonly effects: () => readonly Effect[];
  /** Every entry ever committed, replayed. */
  readonly replayed: State;
  /** Whether `load` brings everything that `replayed` holds into memory at once. */
  readonly loadsAll: boolean;
  /** What the state in memory, nothing being uncommitted, has otherwise than the committed one. */
  readonly differences: (memory: State) => readonly string[];
  readonly close: () => void;
};

/** The tables in which two states differ. */
export const differing = (
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Object.keys(expected).flatMap((table) =>
    sameJson(found[table], expected[table])
      ? []
      : [`${table} differs from what was committed: ${difference(found[table], expected[table])}`],
  );

/** The first of the rows that differ, in short. */
const difference = (found: unknown, expected: unknown): string => {
  if (!Array.isArray(found) || !Array.isArray(expected))
    return `${JSON.stringify(found)} for ${JSON.stringify(expected)}`.slice(0, 400);
  const at = expected.findIndex((row, index) => !sameJson(found[index], row));
  return `${JSON.stringify(found[at])} for ${JSON.stringify(expected[at])}, ${String(found.length)} rows for ${String(expected.length)}`;
};

/** A disk that is none: entries are replayed as they are committed, and that is what is loaded. */
export const memoryState = (seed: string): DurableState => {
  const replayed = emptyState(seed);
  const owed = new Map<string, Effect>();
  return {
    commit: ({ entries, effects, settled }) => {
      for (const entry of entries) evolve(replayed, entry, nothingTouched());
      for (const effect of effects) if (!owed.has(effect.key)) owed.set(effect.key, effect);
      for (const key of settled) owed.delete(key);
    },
    load: () => reversed(replayed),
    effects: () => [...owed.values()],
    replayed,
    loadsAll: true,
    differences: (memory) => differing(tablesOf(memory), tablesOf(replayed)),
    close: () => undefined,
  };
};
