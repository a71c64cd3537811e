import type { Db, Value } from "./sqlite.ts";

/** Rows that one statement writes: a quarter of a row's cost is its statement. */
const together = 25;

export type BulkInsert = {
  readonly add: (row: readonly Value[]) => void;
  /** Writes what is left. Nothing may be left over at the end of a transaction. */
  readonly flush: () => void;
  /** Forgets what is left, after a transaction that failed. */
  readonly discard: () => void;
};

/** Inserts many rows of a table that are new to it. `columns`: how many values a row has. */
export const bulkInsert = (db: Db, table: string, columns: number): BulkInsert => {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  const one = db.sql(`INSERT INTO ${table} VALUES ${row}`);
  const many = db.sql(`INSERT INTO ${table} VALUES ${Array.from({ length: together }, () => row).join(", ")}`);
  let waiting: Value[] = [];
  return {
    add: (values) => {
      waiting.push(...values);
      if (waiting.length < together * columns) return;
      const full = waiting;
      waiting = [];
      many.run(...full);
    },
    flush: () => {
      const left = waiting;
      waiting = [];
      for (let at = 0; at < left.length; at += columns) one.run(...left.slice(at, at + columns));
    },
    discard: () => {
      waiting = [];
    },
  };
};
