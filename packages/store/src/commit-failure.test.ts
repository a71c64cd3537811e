import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { committer } from "./commit.ts";
import { StoreFault } from "./fault.ts";
import { plantSeed } from "./meta.ts";
import { migrate, migrations } from "./migrate.ts";
import { createReader } from "./reader.ts";
import { openDatabase } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { allocationRecord, jobRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const job = jobRecord({ key: 1, id: "big" });
const big = Array.from({ length: 400 }, (_, at) => allocationRecord({ key: at + 1, job }));

const caught = (work: () => void): unknown => {
  try {
    work();
  } catch (cause) {
    return cause;
  }
  return undefined;
};

test("[S2] a full disk refuses the commit whole; with room again the same batch goes in", () => {
  using temporary = temporaryStore();
  const db = openDatabase(temporary.file);
  migrate(db, migrations());
  plantSeed(db, () => "test-seed");
  const commit = committer(db);
  const reader = createReader(db);
  const batch = batchOf({ reader } as Store, { jobs: byKey(job), allocations: byKey(...big) });
  const { page_count: pages } = db.sql("PRAGMA page_count").get() as { page_count: number };
  db.exec(`PRAGMA max_page_count = ${String(pages + 20)}`);
  const fault = caught(() => commit(batch));
  expect(fault).toBeInstanceOf(StoreFault);
  expect(fault).toMatchObject({ retry: "later" });
  expect(reader.index()).toBe(0);
  expect(reader.job("default", "big")).toBeUndefined();
  expect(reader.jobCounts({}).total).toBe(0);
  expect(reader.allocationByKey(1)).toBeUndefined();
  db.exec("PRAGMA max_page_count = 1000000");
  commit(batch);
  expect(reader.allocations({ namespace: "default", jobId: "big" }, { limit: 1 }).total).toBe(400);
  db.close();
});

test("[S2] a record that the file cannot hold refuses its whole batch; the store goes on", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const wrong = { ...allocationRecord({ key: 7, job }), evaluation: 1.5 };
  const fault = caught(() => store.commit(batchOf(store, { jobs: byKey(job), allocations: byKey(wrong) })));
  expect(fault).toMatchObject({ name: "StoreFault", retry: "never" });
  expect(store.reader.job("default", "big")).toBeUndefined();
  store.commit(batchOf(store, { jobs: byKey(job) }));
  expect(store.reader.index()).toBe(1);
});

test("[S2] somebody else writing to the file makes a commit wait, then fail as one to try again", () => {
  using temporary = temporaryStore();
  const db = openDatabase(temporary.file);
  migrate(db, migrations());
  plantSeed(db, () => "test-seed");
  const commit = committer(db);
  const reader = createReader(db);
  db.exec("PRAGMA busy_timeout = 10");
  const other = new DatabaseSync(temporary.file);
  other.exec("BEGIN IMMEDIATE");
  const batch = batchOf({ reader } as Store, { jobs: byKey(job) });
  expect(caught(() => commit(batch))).toMatchObject({ name: "StoreFault", retry: "later" });
  other.exec("ROLLBACK");
  other.close();
  commit(batch);
  expect(reader.index()).toBe(1);
  db.close();
});

test("[S2] a closed store says so", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const batch = batchOf(store, {});
  store.close();
  expect(caught(() => store.commit(batch))).toMatchObject({ name: "StoreFault", retry: "never" });
});
