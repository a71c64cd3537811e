import { rows, type Body, type Db, type ReadBody } from "./sqlite.ts";
import { prefixEnd } from "./job-filter.ts";

/** As much of a UUID as its index holds; see the first migration. */
const indexed = 8;
export const indexedPart = (id: string): string => id.slice(0, indexed);

type Kept<T> = { readonly table: "allocation" | "evaluation" | "deployment" | "plan"; readonly read: ReadBody<T> };

/** The record with this UUID. */
export const byUuid = <T extends { readonly id: string }>(db: Db, { table, read }: Kept<T>) => {
  const candidates = db.sql(`SELECT body FROM ${table} WHERE id8 = ?`);
  return (id: string): T | undefined =>
    rows<Body>(candidates, indexedPart(id))
      .map(({ body }) => read(body))
      .find((record) => record.id === id);
};

/** At most `limit` records whose UUID starts so, in the order of their UUIDs. Digits may be in either case. */
export const byUuidPrefix = <T extends { readonly id: string }>(db: Db, { table, read }: Kept<T>) => {
  const range = db.sql(`SELECT body FROM ${table} WHERE id8 >= ? AND id8 <= ? ORDER BY id8 LIMIT ?`);
  const same = db.sql(`SELECT body FROM ${table} WHERE id8 = ?`);
  return (prefix: string, limit: number): readonly T[] => {
    const wanted = prefix.toLowerCase();
    const found =
      wanted.length < indexed
        ? rows<Body>(range, wanted, prefixEnd(wanted), limit)
        : rows<Body>(same, indexedPart(wanted));
    const records = found.map(({ body }) => read(body)).filter(({ id }) => id.startsWith(wanted));
    return records.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  };
};
