import type { Entry, Event } from "@longshore/core/event";
import { readMeta } from "./meta.ts";
import { type Db, first, rows } from "./sqlite.ts";

export type JournalReader = {
  /** Entries after this index, oldest first. */
  readonly journal: (afterIndex: number, limit: number) => readonly Entry[];
  /** The oldest entry that is kept; one beyond the last when none is. */
  readonly oldestIndex: () => number;
};

type Row = { readonly idx: number; readonly at: number; readonly body: string };

export const journalReader = (db: Db): JournalReader => {
  const after = db.sql("SELECT idx, at, body FROM journal WHERE idx > ? ORDER BY idx LIMIT ?");
  const oldest = db.sql("SELECT min(idx) AS idx FROM journal");
  return {
    journal: (afterIndex, limit) =>
      rows<Row>(after, afterIndex, limit).map((row) => ({
        index: row.idx,
        at: row.at,
        events: JSON.parse(row.body) as readonly Event[],
      })),
    oldestIndex: () => first<{ idx: number | null }>(oldest)?.idx ?? readMeta(db).index + 1,
  };
};
