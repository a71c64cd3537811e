import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { batchOf, temporaryStore } from "./testing/temporary-store.ts";

type LogState = { readonly log: number; readonly checkpointed: number };

test("[S14] a log that has grown long is folded back while commits go on, and begins anew", async () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const text = "x".repeat(100_000);
  const write = (): void => {
    const audit = {
      at: 0,
      who: "",
      address: text,
      door: "",
      action: "",
      object: "",
      namespace: null,
      requestId: null,
      plan: null,
    };
    store.commit(batchOf(store, {}, { audit: [{ index: 1, ...audit }] }));
  };
  const other = new DatabaseSync(temporary.file, { readOnly: true });
  const look = (): LogState => other.prepare("PRAGMA wal_checkpoint(NOOP)").get() as LogState;
  for (let commits = 0; commits < 60; commits++) write();
  expect(look().log).toBeLessThan(2000);
  for (let commits = 0; commits < 40; commits++) write();
  await expect
    .poll(() => {
      write();
      return look().log;
    })
    .toBeLessThan(500);
  other.close();
});
