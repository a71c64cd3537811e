import { copyFileSync } from "node:fs";
import type { Entry } from "@longshore/core/event";
import { evolve } from "@longshore/core/evolve";
import type { State } from "@longshore/core/state";
import { nothingTouched } from "@longshore/core/touched";
import { committer } from "./commit.ts";
import { StoreFault } from "./fault.ts";
import { loadState, memoryLimits } from "./load-state.ts";
import { plantSeed } from "./meta.ts";
import { migrate, migrations } from "./migrate.ts";
import type { Snapshot } from "./snapshots.ts";
import { type Db, openDatabase } from "./sqlite.ts";
import type { ReadStore } from "./store.ts";

export type Replay = {
  /** The database to make; must not exist yet. */
  readonly file: string;
  /** Where to start; without one, from nothing and the journal's first entry. */
  readonly base: Snapshot | undefined;
  readonly source: Pick<ReadStore, "journal" | "oldestIndex">;
  readonly seed: string;
  /** The last entry to apply; all when left out. */
  readonly upTo?: number;
};

const entriesPerCommit = 250;

const applyAll = (db: Db, { source, upTo = Infinity }: Replay): void => {
  const commit = committer(db);
  const { state, evict } = loadState(db, memoryLimits);
  const next = (): readonly Entry[] =>
    source.journal(state.index, entriesPerCommit).filter((entry) => entry.index <= upTo);
  for (let entries = next(); entries.length > 0; entries = next()) {
    const touched = nothingTouched();
    for (const entry of entries) evolve(state, entry, touched);
    commit({ entries, touched, effects: { add: [], settle: [] }, ...countersOf(state), audit: [] });
    evict(touched);
  }
};

const countersOf = ({ next, indexes, settings }: State) => ({ next, indexes, settings });

/**
 * Builds the read models again in a file of their own: a snapshot, then every entry of the journal after it through `evolve`.
 * Effects, tokens, the audit log and what saved plans would do do not come from events: they stay as the snapshot had them.
 */
export const replay = (request: Replay): void => {
  const from = (request.base?.index ?? 0) + 1;
  if (request.source.oldestIndex() > from)
    throw new StoreFault(
      `The journal begins with ${String(request.source.oldestIndex())}; replay needs it from ${String(from)} on.`,
      "never",
    );
  if (request.base !== undefined) copyFileSync(request.base.file, request.file);
  const db = openDatabase(request.file);
  try {
    migrate(db, migrations());
    plantSeed(db, () => request.seed);
    applyAll(db, request);
  } finally {
    db.close();
  }
};
