import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { SchemaTooNew } from "./fault.ts";
import { migrate, migrations, schemaVersion } from "./migrate.ts";
import { openDatabase } from "./sqlite.ts";
import { openReadStore } from "./store.ts";
import { jobRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const known = migrations();
const newest = known.length;
const oneMore = { version: newest + 1, name: "more.sql", sql: "CREATE TABLE more (a INTEGER) STRICT;" };

test("[S5] migrations are numbered without a gap", () => {
  expect(known.map((step) => step.version)).toEqual(known.map((_, at) => at + 1));
});

test("[S5] an existing file is copied before it is migrated; a new one is not", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  store.commit(batchOf(store, { jobs: byKey(jobRecord({ key: 1, id: "kept" })) }));
  store.close();
  const copy = `${temporary.file}.v${String(newest)}.bak`;
  expect(existsSync(copy)).toBe(false);
  const db = openDatabase(temporary.file);
  migrate(db, [...known, oneMore]);
  expect(schemaVersion(db)).toBe(newest + 1);
  db.close();
  const old = openReadStore(copy);
  expect(old.reader.job("default", "kept")?.key).toBe(1);
  old.close();
});

test("[S5] a migration that fails leaves the schema as it was", () => {
  using temporary = temporaryStore();
  temporary.open().close();
  const db = openDatabase(temporary.file);
  const broken = { ...oneMore, sql: `${oneMore.sql} CREATE TABLE job (a);` };
  expect(() => migrate(db, [...known, broken])).toThrow("Cannot migrate");
  expect(schemaVersion(db)).toBe(newest);
  expect(db.sql("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'more'").get()).toEqual({ n: 0 });
  db.close();
});

test("[S5] a newer schema is refused in words, and the file is left alone", () => {
  using temporary = temporaryStore();
  temporary.open().close();
  const raw = new DatabaseSync(temporary.file);
  raw.exec("PRAGMA user_version = 999");
  raw.close();
  expect(() => temporary.open()).toThrow(SchemaTooNew);
  expect(() => temporary.open()).toThrow("has schema version 999");
  expect(() => openReadStore(temporary.file)).toThrow(SchemaTooNew);
});

test("[S5] only its owner may read the database", () => {
  using temporary = temporaryStore();
  temporary.open();
  for (const suffix of ["", "-wal", "-shm"]) expect(statSync(temporary.file + suffix).mode & 0o077).toBe(0);
});

test("[S1] the log is synced with every commit", () => {
  using temporary = temporaryStore();
  const db = openDatabase(temporary.file);
  expect(db.sql("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(db.sql("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  expect(db.sql("PRAGMA foreign_keys").get()).toEqual({ foreign_keys: 1 });
  db.close();
});
