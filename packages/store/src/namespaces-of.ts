import { first, type Db } from "./sqlite.ts";

/** The namespaces that occur in a table which has an index that begins with them: one step of the index each. */
export const namespacesOf = (db: Db, table: "deployment"): readonly string[] => {
  const after = db.sql(`SELECT min(namespace) AS namespace FROM ${table} WHERE namespace > ?`);
  const found: string[] = [];
  for (let last = ""; ; last = found.at(-1) ?? "") {
    const namespace = first<{ namespace: string | null }>(after, last)?.namespace ?? null;
    if (namespace === null) return found;
    found.push(namespace);
  }
};
