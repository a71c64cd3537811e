import { existsSync, readdirSync, readFileSync } from "node:fs";
import { SchemaTooNew } from "./fault.ts";
import { type Db, first } from "./sqlite.ts";

export type Migration = { readonly version: number; readonly name: string; readonly sql: string };

/** The numbered SQL files beside this one: `0001-init.sql` leads to schema version 1. Forward only. */
export const migrations = (): readonly Migration[] => {
  const folder = new URL("migrations/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      name,
      sql: readFileSync(new URL(name, folder), "utf8"),
    }));
};

export const schemaVersion = (db: Db): number =>
  first<{ user_version: number }>(db.sql("PRAGMA user_version"))?.user_version ?? 0;

/** A whole copy beside the file, made before the first migration touches it and left there for whoever must go back. */
const keepCopy = (db: Db, version: number): void => {
  const copy = `${db.file}.v${String(version)}.bak`;
  if (!existsSync(copy)) db.sql("VACUUM INTO ?").run(copy);
};

export const refuseNewer = (db: Db, newest: number): void => {
  const present = schemaVersion(db);
  if (present <= newest) return;
  throw new SchemaTooNew(
    `${db.file} has schema version ${String(present)}; this version of Longshore knows up to ${String(newest)}. ` +
      "Start a Longshore at least as new as the one that last used this data directory.",
    "never",
  );
};

/** Brings the schema up to date, each step in a transaction of its own. */
export const migrate = (db: Db, steps: readonly Migration[]): void => {
  const present = schemaVersion(db);
  refuseNewer(db, steps.at(-1)?.version ?? 0);
  const missing = steps.filter((step) => step.version > present);
  if (present > 0 && missing.length > 0) keepCopy(db, present);
  for (const step of missing)
    db.transaction(`Cannot migrate ${db.file} with ${step.name}`, () => {
      db.exec(step.sql);
      db.exec(`PRAGMA user_version = ${String(step.version)}`);
    });
};
