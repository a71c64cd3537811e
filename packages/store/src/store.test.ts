import { instanceKey, versionKey } from "@longshore/core/state";
import { describe, expect, test } from "vitest";
import { allocationRecord, evaluationRecord, jobRecord, nodeRecord, versionRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const web = jobRecord({ key: 1, id: "web", type: "service", counts: { running: 1 } });
const running = allocationRecord({ key: 1, job: web, client: "running" });
const ended = allocationRecord({ key: 2, job: web, client: "failed", index: 1 });
const open = evaluationRecord(1, web, true);
const start = {
  type: "startTask",
  key: "start/1/1/run",
  run: { alloc: 1, attempt: 1, task: "run" },
} as const;

const everything = {
  jobs: byKey(web),
  versions: new Map([["1/0", { job: 1, version: versionRecord(web) }]]),
  instances: new Map([["1/0/a/b", { job: 1, group: "a/b", index: 0, instance: { runs: 3, allocation: 1 } }]]),
  allocations: byKey(running, ended),
  evaluations: byKey(open, evaluationRecord(2, web)),
  nodes: byKey(nodeRecord(1)),
};

describe("commit and load", () => {
  test("[S1] a commit is there after the store is opened again: records, counters, effects, journal", () => {
    using temporary = temporaryStore();
    const store = temporary.open();
    const next = { job: 2, allocation: 3, evaluation: 3, deployment: 1, node: 2, plan: 1 };
    store.commit(batchOf(store, everything, { next, effects: { add: [start], settle: [] } }));
    store.close();
    const again = temporary.open();
    const state = again.loadState();
    expect(state.seed).toBe("test-seed");
    expect(state.index).toBe(1);
    expect(state.next).toEqual(next);
    expect(state.indexes.jobs).toBe(1);
    expect(again.effects()).toEqual([start]);
    expect(again.journal(0, 10)).toEqual([{ index: 1, at: 10, events: [] }]);
    expect(again.reader.job("default", "web")).toEqual(web);
    expect(again.reader.version(1, 0)).toEqual(versionRecord(web));
    expect(again.reader.allocation(running.id)).toEqual(running);
    expect(again.reader.nodes()).toEqual([nodeRecord(1)]);
    expect(again.reader.nodeByKey(1)).toEqual(nodeRecord(1));
    expect(again.reader.node(nodeRecord(1).id)).toEqual(nodeRecord(1));
    expect(again.reader.node("")).toBeUndefined();
  });

  test("[S4] what is live is in memory after loading; the rest is fetched when asked for", () => {
    using temporary = temporaryStore();
    const store = temporary.open();
    store.commit(batchOf(store, everything));
    const state = store.loadState();
    expect([...state.allocations.entries()]).toEqual([[1, running]]);
    expect([...state.evaluations.entries()]).toEqual([[1, open]]);
    expect(state.jobs.size()).toBe(0);
    expect([...(state.liveOfJob.get(1) ?? [])]).toEqual([1]);
    expect([...(state.openOfJob.get(1) ?? [])]).toEqual([1]);
    expect(state.used.get(1)).toEqual(running.demand);
    expect(state.allocations.get(2)).toEqual(ended);
    expect(state.jobKeys.get("default\0web")).toBe(1);
    expect(state.jobs.get(1)).toEqual(web);
    expect(state.specs.get(versionKey(1, 0))).toEqual(web.spec);
    expect(state.instances.get(instanceKey(1, "a/b", 0))).toEqual({ runs: 3, allocation: 1 });
    expect(state.jobs.get(99)).toBeUndefined();
  });

  test("[S2] an effect stays until it is settled, and is added once however often it is asked for", () => {
    using temporary = temporaryStore();
    const store = temporary.open();
    store.commit(batchOf(store, {}, { effects: { add: [start], settle: [] } }));
    store.commit(batchOf(store, {}, { effects: { add: [start], settle: [] } }));
    expect(store.effects()).toEqual([start]);
    store.commit(batchOf(store, {}, { effects: { add: [], settle: [start.key] } }));
    expect(store.effects()).toEqual([]);
  });

  test("[S1] a journal entry that does not follow the last is refused, and nothing of its batch is written", () => {
    using temporary = temporaryStore();
    const store = temporary.open();
    const late = batchOf(store, { jobs: byKey(web) }, { entries: [{ index: 2, at: 0, events: [] }] });
    expect(() => store.commit(late)).toThrow("journal entry 2 where 1 is due");
    expect(store.reader.index()).toBe(0);
    expect(store.reader.job("default", "web")).toBeUndefined();
  });

  test("[S1] a job may go and another take its name in one batch", () => {
    using temporary = temporaryStore();
    const store = temporary.open();
    store.commit(batchOf(store, everything));
    const heir = jobRecord({ key: 2, id: "web" });
    const state = store.loadState();
    store.commit(
      batchOf(store, {
        jobs: new Map([
          [2, heir],
          [1, null],
        ]),
      }),
    );
    expect(store.reader.job("default", "web")).toEqual(heir);
    expect(store.reader.jobCounts({}).total).toBe(1);
    expect(store.reader.allocations({ namespace: "default", jobId: "web" }, { limit: 9 }).total).toBe(2);
    expect(state.specs.get(versionKey(1, 0))).toEqual(web.spec);
  });

  test("[S4] ended records leave memory after their commit, and come back the same", () => {
    using temporary = temporaryStore();
    const store = temporary.open({ memory: { ended: 0, jobs: 0, instances: 0, specs: 0 } });
    const state = store.loadState();
    for (const [key, job] of everything.jobs) state.jobs.set(key, job);
    state.jobKeys.set("default\0web", 1);
    for (const [key, allocation] of everything.allocations) state.allocations.set(key, allocation);
    for (const [key, evaluation] of everything.evaluations) state.evaluations.set(key, evaluation);
    const batch = batchOf(store, everything);
    store.commit(batch);
    const newer = { ...ended, clientDescription: "changed, not committed yet" };
    state.allocations.set(2, newer);
    store.evictAfterCommit(batch.touched);
    expect([...state.allocations.entries()].map(([key]) => key)).toEqual([1, 2]);
    expect(state.allocations.get(2)).toBe(newer);
    expect(state.jobs.size()).toBe(0);
    expect(state.jobKeys.size()).toBe(0);
    expect([...state.evaluations.entries()].map(([key]) => key)).toEqual([1]);
    const second = batchOf(store, { allocations: byKey(newer) });
    store.commit(second);
    store.evictAfterCommit(second.touched);
    expect([...state.allocations.entries()].map(([key]) => key)).toEqual([1]);
    expect(state.allocations.get(2)).toEqual(newer);
  });
});
