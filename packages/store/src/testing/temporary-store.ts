import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettings } from "@longshore/core/model";
import { nothingTouched, type Touched } from "@longshore/core/touched";
import type { CommitBatch } from "../batch.ts";
import { openStore, type Store, type StoreOptions } from "../store.ts";

/** A data directory that disposes of itself, with whatever was opened in it. */
export type TemporaryStore = {
  readonly folder: string;
  readonly file: string;
  /** Opens the store, or opens it again after `close`. */
  readonly open: (options?: Partial<StoreOptions>) => Store;
  readonly [Symbol.dispose]: () => void;
};

export const temporaryStore = (): TemporaryStore => {
  const folder = mkdtempSync(join(tmpdir(), "longshore-store-"));
  const file = join(folder, "longshore.db");
  const opened: Store[] = [];
  return {
    folder,
    file,
    open: (options = {}) => {
      const store = openStore({ file, createId: () => "test-seed", now: () => 1000, ...options });
      opened.push(store);
      return store;
    },
    [Symbol.dispose]: () => {
      for (const store of opened) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The next batch: one empty entry that touches these records. */
export const batchOf = (store: Store, touched: Partial<Touched>, rest: Partial<CommitBatch> = {}): CommitBatch => {
  const index = store.reader.index() + 1;
  return {
    entries: [{ index, at: index * 10, events: [] }],
    touched: { ...nothingTouched(), ...touched },
    effects: { add: [], settle: [] },
    next: { job: 1000, allocation: 1000, evaluation: 1000, deployment: 1000, node: 1000, plan: 1000 },
    indexes: { jobs: index, allocations: index, evaluations: index, deployments: index, nodes: index, plans: index },
    settings: defaultSettings,
    audit: [],
    ...rest,
  };
};

/** Records as a touched table, by their key. */
export const byKey = <T extends { readonly key: number }>(...records: readonly T[]): Map<number, T> =>
  new Map(records.map((record) => [record.key, record]));
