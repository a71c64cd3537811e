import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { openReadStore } from "./store.ts";
import { allocationRecord, jobRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const job = jobRecord({ key: 1, id: "x" });

test("[S10] a snapshot is of one commit although commits go on while it is made", async () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const commit = (count: number) => {
    const from = store.reader.index() * 1000;
    const some = Array.from({ length: count }, (_, at) => allocationRecord({ key: from + at + 1, job }));
    store.commit(batchOf(store, { jobs: byKey(job), allocations: byKey(...some) }));
  };
  for (let at = 0; at < 10; at++) commit(500);
  let settled = false;
  const making = store.snapshot().finally(() => (settled = true));
  expect(store.snapshot()).toBe(store.snapshot());
  let during = 0;
  while (!settled) {
    commit(10);
    during++;
    await new Promise(setImmediate);
  }
  const snapshot = await making;
  expect(during).toBeGreaterThan(1);
  const copy = openReadStore(snapshot.file);
  try {
    expect(copy.reader.index()).toBe(snapshot.index);
    const expected = 5000 + (snapshot.index - 10) * 10;
    expect(copy.reader.allocations({ namespace: "default", jobId: "x" }, { limit: 1 }).total).toBe(expected);
    expect(copy.journal(snapshot.index - 1, 9)).toHaveLength(1);
  } finally {
    copy.close();
  }
});

test("[S10] the last two are kept, and one is due after so many entries", async () => {
  using temporary = temporaryStore();
  const store = temporary.open({ snapshotEvery: 100 });
  const commitTo = (index: number): void => {
    while (store.reader.index() < index) store.commit(batchOf(store, {}));
  };
  commitTo(99);
  expect(store.snapshotIsDue()).toBe(false);
  commitTo(100);
  expect(store.snapshotIsDue()).toBe(true);
  for (const index of [100, 150, 200]) {
    commitTo(index);
    await store.snapshot();
  }
  expect(store.snapshotIsDue()).toBe(false);
  expect(store.snapshots().map(({ index }) => index)).toEqual([150, 200]);
  const folder = join(temporary.folder, "snapshots");
  expect(readdirSync(folder).sort()).toEqual(store.snapshots().map(({ file }) => basename(file)));
  store.close();
  expect(temporary.open().snapshots()).toHaveLength(2);
});

test("[S10] the journal is cut behind the older snapshot only, and never into the newest that are to stay", async () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const add = (count: number): void => {
    for (let at = 0; at < count; at++) store.commit(batchOf(store, {}));
  };
  add(10);
  await store.snapshot();
  expect(store.trimJournal({ keep: 0, limit: 500 })).toBe(0);
  add(10);
  await store.snapshot();
  expect(store.trimJournal({ keep: 15, limit: 500 })).toBe(5);
  expect(store.oldestIndex()).toBe(6);
  expect(store.trimJournal({ keep: 0, limit: 3 })).toBe(3);
  expect(store.trimJournal({ keep: 0, limit: 500 })).toBe(2);
  expect(store.oldestIndex()).toBe(11);
  expect(store.journal(0, 500).map((entry) => entry.index)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  expect(store.reader.index()).toBe(20);
});

test("[S10] closing while a snapshot is made ends it as a fault; what it left goes with the next", async () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  store.commit(batchOf(store, { jobs: byKey(job) }));
  const making = store.snapshot();
  store.close();
  await expect(making).rejects.toMatchObject({ name: "StoreFault" });
  const again = temporary.open();
  expect(again.snapshots()).toEqual([]);
  again.commit(batchOf(again, {}));
  await again.snapshot();
  expect(readdirSync(join(temporary.folder, "snapshots"))).toEqual(["2.db"]);
});
