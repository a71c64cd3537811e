import { defaultSettings, type Settings } from "@longshore/core/model";
import type { NextKeys, TableIndexes } from "@longshore/core/state";
import { emptyState } from "@longshore/core/state";
import { must } from "@longshore/core/invariant";
import { type Db, first } from "./sqlite.ts";

/** The journal's head, and the counters as of it. */
export type Meta = {
  readonly seed: string;
  readonly index: number;
  readonly next: NextKeys;
  readonly indexes: TableIndexes;
  readonly settings: Settings;
};

type Row = {
  readonly seed: string;
  readonly idx: number;
  readonly next: string;
  readonly indexes: string;
  readonly settings: string;
};

export const readMeta = (db: Db): Meta => {
  const row = must(first<Row>(db.sql("SELECT seed, idx, next, indexes, settings FROM meta")), "the meta row");
  return {
    seed: row.seed,
    index: row.idx,
    next: JSON.parse(row.next) as NextKeys,
    indexes: JSON.parse(row.indexes) as TableIndexes,
    settings: { ...defaultSettings, ...(row.settings === "" ? {} : (JSON.parse(row.settings) as Partial<Settings>)) },
  };
};

/** A new file gets its seed once and keeps it: UUIDs derive from it. */
export const plantSeed = (db: Db, createId: () => string): void => {
  const fresh = emptyState("");
  db.transaction("Cannot initialise the store", () =>
    db
      .sql("INSERT INTO meta (one, seed, idx, next, indexes) VALUES (1, ?, 0, ?, ?) ON CONFLICT DO NOTHING")
      .run(createId(), JSON.stringify(fresh.next), JSON.stringify(fresh.indexes)),
  );
};
