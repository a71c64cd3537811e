import { jobHealths } from "@longshore/core/model";
import { BadCursor, type JobFilter, type JobSort } from "@longshore/core/reader";
import { describe, expect, test } from "vitest";
import type { Store } from "./store.ts";
import { jobRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const fleet = [
  jobRecord({ key: 1, id: "web", name: "Web Shop", type: "service", counts: { running: 3 }, changedAt: 50 }),
  jobRecord({ key: 2, id: "WEB-api", type: "service", counts: { failed: 1, running: 1 }, changedAt: 40 }),
  jobRecord({ key: 3, id: "nightly", type: "batch", counts: { complete: 1 }, changedAt: 60 }),
  jobRecord({ key: 4, id: "größe", name: "ÄPFEL", type: "batch", counts: { failed: 1 }, changedAt: 60 }),
  jobRecord({ key: 5, id: "web", name: "web of others", namespace: "other", type: "batch", counts: { running: 1 } }),
];

const names = (store: Store, filter: JobFilter, sort: JobSort = "key"): readonly number[] =>
  store.reader.jobs({ filter, sort, descending: false, limit: 100 }).items.map((job) => job.key);

const filled = (store: Store): Store => {
  store.commit(batchOf(store, { jobs: byKey(...fleet) }));
  return store;
};

describe("job list", () => {
  test("[S6] holds the children of a job alone, in every order, with their counts", () => {
    using temporary = temporaryStore();
    const store = filled(temporary.open());
    const childOf = (key: number, parent: number, counts: object) => ({
      ...jobRecord({ key, id: `nightly/${String(key)}`, type: "batch", counts, changedAt: 100 - key }),
      parent: { job: parent, version: 0, id: "nightly" },
    });
    const children = [
      childOf(6, 3, { running: 1 }),
      childOf(7, 99, {}),
      childOf(8, 3, { failed: 1 }),
      childOf(9, 3, {}),
    ];
    store.commit(batchOf(store, { jobs: byKey(...children) }));
    expect(names(store, { parent: 3 })).toEqual([6, 8, 9]);
    expect(names(store, { parent: 3 }, "health")).toEqual([8, 6, 9]);
    expect(names(store, { parent: 3 }, "changed")).toEqual([9, 8, 6]);
    expect(names(store, { parent: 3, health: { include: ["failed"], exclude: [] } })).toEqual([8]);
    expect(names(store, { parent: 3, namespaces: ["other"] })).toEqual([]);
    expect(names(store, { parent: 1 })).toEqual([]);
    expect(store.reader.jobCounts({ parent: 3 })).toMatchObject({ total: 3, byHealth: { failed: 1, running: 1 } });
    const first = store.reader.jobs({ filter: { parent: 3 }, sort: "key", descending: true, limit: 2 });
    expect(first.items.map((job) => job.key)).toEqual([9, 8]);
    const cursor = first.next ?? undefined;
    const rest = store.reader.jobs({ filter: { parent: 3 }, sort: "key", descending: true, limit: 2, cursor });
    expect([rest.items.map((job) => job.key), rest.next]).toEqual([[6], null]);
  });

  test("[S6] sorts by name whatever the case, by health worst first, by time of change, by key; and the other way", () => {
    using temporary = temporaryStore();
    const store = filled(temporary.open());
    expect(names(store, {}, "name")).toEqual([3, 5, 1, 2, 4]);
    expect(names(store, {}, "health")).toEqual([4, 2, 5, 1, 3]);
    expect(names(store, {}, "changed")).toEqual([5, 2, 1, 3, 4]);
    const backwards = store.reader.jobs({ filter: {}, sort: "key", descending: true, limit: 100 });
    expect(backwards.items.map((job) => job.key)).toEqual([5, 4, 3, 2, 1]);
  });

  test("[S6] filters by words in id or name, by prefix of the id, by health, type and namespace", () => {
    using temporary = temporaryStore();
    const store = filled(temporary.open());
    expect(names(store, { words: { include: ["WEB"], exclude: [] } })).toEqual([1, 2, 5]);
    expect(names(store, { words: { include: ["web", "shop"], exclude: [] } })).toEqual([1]);
    expect(names(store, { words: { include: ["web"], exclude: ["API"] } })).toEqual([1, 5]);
    expect(names(store, { words: { include: ["äpf"], exclude: [] } })).toEqual([4]);
    expect(names(store, { words: { include: ["GRÖSSE", "größe"], exclude: [] } })).toEqual([]);
    expect(names(store, { words: { include: ["%"], exclude: [] } })).toEqual([]);
    expect(names(store, { prefix: "web" })).toEqual([1, 5]);
    expect(names(store, { prefix: "WEB" })).toEqual([2]);
    expect(names(store, { health: { include: ["failed", "degraded"], exclude: [] } })).toEqual([2, 4]);
    expect(names(store, { health: { include: [], exclude: ["running"] } }, "health")).toEqual([4, 2, 3]);
    expect(names(store, { type: { include: ["batch"], exclude: [] }, namespaces: ["default"] })).toEqual([3, 4]);
    expect(names(store, { namespaces: [] })).toEqual([]);
    expect(names(store, { prefix: "web", namespaces: ["other"] })).toEqual([5]);
  });

  test("[S6] a prefix that many ids have, and a filter that fits many namespaces, find the same", () => {
    using temporary = temporaryStore();
    const store = temporary.open();
    const many = Array.from({ length: 5100 }, (_, at) =>
      jobRecord({
        key: at + 1,
        id: `j${String((at * 7919) % 5100).padStart(4, "0")}`,
        namespace: `n${String(at % 70)}`,
        type: at % 2 === 0 ? "batch" : "service",
      }),
    );
    store.commit(batchOf(store, { jobs: byKey(...many) }));
    const walked = (filter: JobFilter): readonly number[] => {
      const keys: number[] = [];
      for (let cursor: string | undefined, more = true; more;) {
        const page = store.reader.jobs({ filter, sort: "name", descending: false, limit: 1000, cursor });
        keys.push(...page.items.map((job) => job.key));
        cursor = page.next ?? undefined;
        more = page.next !== null;
      }
      return keys;
    };
    const inOrder = many.toSorted((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
    const keysOf = (jobs: typeof many) => jobs.map((job) => job.key);
    expect(walked({ prefix: "j" })).toEqual(keysOf(inOrder));
    expect(walked({ prefix: "j00" })).toEqual(keysOf(inOrder.slice(0, 100)));
    expect(store.reader.jobCounts({ prefix: "j" }).total).toBe(5100);
    const notDefault = many.map((job) => job.spec.namespace).filter((name) => name !== "n0");
    const batch = { namespaces: [...new Set(notDefault), "none"], type: { include: [], exclude: ["system"] } } as const;
    expect(walked(batch)).toEqual(keysOf(inOrder.filter((job) => job.spec.namespace !== "n0")));
  });

  test("[S7] counts per health leave the health filter out; the total does not", () => {
    using temporary = temporaryStore();
    const store = filled(temporary.open());
    const running = { include: ["running"], exclude: [] } as const;
    const none = Object.fromEntries(jobHealths.map((health) => [health, 0]));
    expect(store.reader.jobCounts({ health: running })).toEqual({
      byHealth: { ...none, running: 2, degraded: 1, succeeded: 1, failed: 1 },
      total: 2,
    });
    expect(store.reader.jobCounts({ health: running, words: { include: ["web"], exclude: [] } })).toEqual({
      byHealth: { ...none, running: 2, degraded: 1 },
      total: 2,
    });
  });

  test("[S7] a job that changes its health or goes is counted where it is now", () => {
    using temporary = temporaryStore();
    const store = filled(temporary.open());
    const better = jobRecord({ key: 4, id: "größe", counts: { complete: 1 } });
    store.commit(
      batchOf(store, {
        jobs: new Map([
          [4, better],
          [3, null],
        ]),
      }),
    );
    const { byHealth, total } = store.reader.jobCounts({});
    expect([byHealth.failed, byHealth.succeeded, total]).toEqual([0, 1, 4]);
  });

  test("[S8] a cursor of another list, another order or nobody's is refused", () => {
    using temporary = temporaryStore();
    const store = filled(temporary.open());
    const page = { filter: {}, sort: "name", descending: false, limit: 1 } as const;
    const { next } = store.reader.jobs(page);
    const cursor = next ?? "";
    expect(store.reader.jobs({ ...page, cursor }).items[0]?.key).toBe(5);
    for (const wrong of [
      () => store.reader.jobs({ ...page, sort: "changed", cursor }),
      () => store.reader.jobs({ ...page, descending: true, cursor }),
      () => store.reader.jobs({ ...page, cursor: "" }),
      () => store.reader.jobs({ ...page, cursor: "!!" }),
      () => store.reader.jobs({ ...page, cursor: Buffer.from('["jobs/name/up",1,1]').toString("base64url") }),
      () => store.reader.jobs({ ...page, cursor: Buffer.from('["jobs/name/up","a",{}]').toString("base64url") }),
      () => store.reader.allocations({ namespace: "default", jobId: "web" }, { limit: 1, cursor }),
    ])
      expect(wrong).toThrow(BadCursor);
  });
});
