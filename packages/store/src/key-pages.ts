import type { Page, PageRequest } from "@longshore/core/reader";
import { decodeCursor, encodeCursor, pageLength } from "./cursor.ts";
import { type Db, rows, type Value } from "./sqlite.ts";

/** Above every key there is: pages go newest first. */
const newest = Number.MAX_SAFE_INTEGER;

/**
 * A list newest first by an integer key. `sql` selects the keys of one part of a table: it takes the part's values, then the key
 * to stay below, then how many. The parts are merged. `read` brings a key's record.
 */
export type KeyedList<T> = {
  /** In cursors. */
  readonly route: string;
  readonly sql: string;
  readonly parts: readonly (readonly Value[])[];
  readonly read: (key: number) => T | undefined;
};

export const keyPage = <T>(db: Db, list: KeyedList<T>, request: PageRequest): Page<T> => {
  const length = pageLength(request.limit);
  const before = request.cursor === undefined ? newest : Number(decodeCursor(list.route, request.cursor, [0])[0]);
  const statement = db.sql(list.sql);
  const found = list.parts
    .flatMap((part) => rows<{ key: number }>(statement, ...part, before, length + 1))
    .map((row) => row.key)
    .sort((a, b) => b - a);
  const shown = found.slice(0, length);
  const last = shown.at(-1);
  return {
    items: shown.map(list.read).filter((record) => record !== undefined),
    next: found.length > length && last !== undefined ? encodeCursor(list.route, [last]) : null,
  };
};
