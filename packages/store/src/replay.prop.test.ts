import type { Command } from "@longshore/core/command";
import type { Effect } from "@longshore/core/effect";
import type { Entry } from "@longshore/core/event";
import {
  dynamicPorts,
  isLive,
  noGarbage,
  type Garbage,
  type JobSpec,
  type PlanBody,
  type TaskReport,
} from "@longshore/core/model";
import { planChange } from "@longshore/core/plan";
import type { State } from "@longshore/core/state";
import { jobSpec } from "@longshore/core/testing/arbitraries";
import { nothingTouched } from "@longshore/core/touched";
import { transact } from "@longshore/core/transact";
import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replay } from "./replay.ts";
import type { Store } from "./store.ts";
import { batchOf, temporaryStore } from "./testing/temporary-store.ts";
import { verify } from "./verify.ts";

const origin = { door: "nomad", by: "tests" } as const;
const names = ["a", "b", "c"];

const healthy = { detected: true, healthy: true, description: "" };
const node: Command = {
  type: "registerNode",
  id: "11111111-0000-4000-8000-000000000000",
  datacenter: "dc1",
  engine: "local",
  fingerprint: {
    name: "here",
    nodeClass: "",
    nodePool: "default",
    meta: {},
    ports: dynamicPorts,
    attributes: { "kernel.name": "linux" },
    drivers: { raw_exec: healthy, exec: healthy },
    resources: { cpuMhz: 4000, memoryMb: 4000, diskMb: 9000 },
  },
};

/** A step of a history; numbers choose among what is there when its turn comes. */
type Step =
  | { readonly type: "register"; readonly spec: JobSpec }
  | { readonly type: "stop" | "start" | "purge"; readonly name: string }
  | { readonly type: "scale"; readonly name: string; readonly count: number }
  | { readonly type: "work" }
  | { readonly type: "report"; readonly pick: number; readonly how: "started" | "ok" | "bad" | "lost" }
  | { readonly type: "restart"; readonly pick: number }
  | { readonly type: "stopAllocation"; readonly pick: number }
  | { readonly type: "tag"; readonly name: string; readonly version: number }
  | { readonly type: "plan"; readonly name: string; readonly count: number }
  | { readonly type: "approvePlan" | "rejectPlan" | "applySavedPlan"; readonly pick: number }
  | { readonly type: "rules"; readonly approval: boolean }
  /** By force: there is no time in these histories. */
  | { readonly type: "collect" };

/** Most jobs should run, or there is little history. */
const placeable = (spec: JobSpec): JobSpec => ({
  ...spec,
  datacenters: ["*"],
  nodePool: "default",
  constraints: [],
  taskGroups: spec.taskGroups.map((group) => ({
    ...group,
    constraints: [],
    tasks: group.tasks.map((task) => ({ ...task, constraints: [] })),
  })),
});

const named = fc.constantFrom(...names);
const pick = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: named
      .chain((id) => jobSpec({ id }))
      .map((spec) => ({ type: "register" as const, spec: placeable(spec) })),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("stop", "start", "purge" as const), name: named }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("scale" as const), name: named, count: fc.nat(5) }) },
  { weight: 6, arbitrary: fc.constant({ type: "work" as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("report" as const),
      pick,
      how: fc.constantFrom("started", "ok", "bad", "lost" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("restart" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("stopAllocation" as const), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("tag" as const), name: named, version: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.constant({ type: "collect" as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("plan" as const), name: named, count: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom("approvePlan", "rejectPlan", "applySavedPlan", "applySavedPlan" as const),
      pick,
    }),
  },
  // Seldom on: little happens then.
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("rules" as const), approval: fc.constantFrom(false, false, true) }),
  },
);

const chosen = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

const reportOf = (state: State, at: number, how: "started" | "ok" | "bad" | "lost"): TaskReport | undefined => {
  const allocation = chosen([...state.allocations.entries()].map(([, one]) => one).filter(isLive), at);
  const task = allocation && chosen(Object.entries(allocation.tasks), at);
  if (allocation === undefined || task === undefined) return undefined;
  const run = { alloc: allocation.key, attempt: task[1].attempt, task: task[0] };
  if (how === "started") return { type: "started", run, at, pid: 1 };
  if (how === "lost") return { type: "lost", withNode: false, run, at, reason: "gone" };
  return { type: "exited", run, at, exitCode: how === "ok" ? 0 : 1, signal: 0, oomKilled: false };
};

/** All that the store finds, as it is on disk. */
const candidatesIn = (store: Store): Garbage => {
  let found: Garbage = noGarbage;
  let piece = store.garbage();
  for (;;) {
    const { candidates, next } = piece;
    const kinds = Object.keys(noGarbage) as (keyof Garbage)[];
    found = Object.fromEntries(
      kinds.map((kind) => [kind, [...found[kind], ...candidates[kind]]]),
    ) as unknown as Garbage;
    if (next === null) return found;
    piece = store.garbage(next);
  }
};

const commandOf = (store: Store, state: State, one: Step): Command | undefined => {
  const allocations = [...state.allocations.entries()].map(([key]) => key);
  switch (one.type) {
    case "collect":
      return { type: "collectGarbage", candidates: candidatesIn(store), force: true };
    case "tag": {
      const { name: id, version } = one;
      return {
        type: "tagVersion",
        namespace: "default",
        id,
        tag: `v-${String(version)}`,
        description: "",
        version,
        origin,
      };
    }
    case "register":
      return { type: "registerJob", spec: one.spec, origin };
    case "stop":
    case "start":
    case "purge":
      return { type: `${one.type}Job`, namespace: "default", id: one.name, origin };
    case "scale": {
      const key = state.jobKeys.get(`default\0${one.name}`);
      const group = key === undefined ? undefined : state.jobs.get(key)?.spec.taskGroups[0]?.name;
      return { type: "scaleJob", namespace: "default", id: one.name, group: group ?? "", count: one.count, origin };
    }
    case "plan": {
      const scale = commandOf(store, state, { ...one, type: "scale" });
      const planned = scale?.type === "scaleJob" ? planChange(state, scale, state.index * 7) : undefined;
      return planned?.ok === true && scale?.type === "scaleJob"
        ? { type: "savePlan", change: scale, plan: planned.value, comment: "", origin }
        : undefined;
    }
    case "approvePlan":
    case "rejectPlan": {
      const plan = 1 + (one.pick % state.next.plan);
      return { type: one.type, plan, comment: "seen", origin: { door: "dashboard", by: "somebody else" } };
    }
    case "applySavedPlan":
      return { type: one.type, plan: Math.max(1, state.next.plan - 1 - (one.pick % 3)), origin };
    case "rules":
      return { type: "setNamespaceRules", namespace: "default", rules: { approval: one.approval }, origin };
    case "work": {
      const pending = [...state.evaluations.entries()].find(([, evaluation]) => evaluation.status === "pending");
      return pending && { type: "advanceEvaluation", evaluation: pending[0], limit: 3 };
    }
    case "report": {
      const report = reportOf(state, one.pick, one.how);
      return report && { type: "observeTask", report };
    }
    case "restart": {
      const allocation = chosen(allocations, one.pick);
      return allocation === undefined ? undefined : { type: "allocationDue", allocation };
    }
    case "stopAllocation": {
      const allocation = chosen(allocations, one.pick);
      return allocation === undefined ? undefined : { type: "stopAllocation", allocation, origin };
    }
  }
};

/** Runs steps as the server does: decided and applied at once, committed a few together, forgotten afterwards. */
const live = (store: Store, steps: readonly Step[], perCommit: number): State => {
  const state = store.loadState();
  const all: readonly (Step | undefined)[] = [undefined, ...steps];
  for (let at = 0; at < all.length; at += perCommit) {
    const touched = nothingTouched();
    const entries: Entry[] = [];
    const add: Effect[] = [];
    const settle: string[] = [];
    const planBodies: PlanBody[] = [];
    for (const one of all.slice(at, at + perCommit)) {
      const command = one === undefined ? node : commandOf(store, state, one);
      if (command === undefined) continue;
      const index = state.index + 1;
      const done = transact(state, command, { index, now: index * 7, touched });
      if (!done.ok) continue;
      add.push(...done.value.effects);
      settle.push(...done.value.settled);
      if (done.value.planBody !== undefined) planBodies.push(done.value.planBody);
      if (done.value.events.length > 0) entries.push({ index, at: index * 7, events: done.value.events });
    }
    const { next, indexes, settings } = state;
    store.commit({ entries, touched, effects: { add, settle }, next, indexes, settings, planBodies, audit: [] });
    store.evictAfterCommit(touched);
  }
  return state;
};

const sorted = (keys: Iterable<readonly [number, unknown]>): readonly number[] =>
  [...keys].map(([key]) => key).sort((a, b) => a - b);

/** What is in memory is what loading brings. */
const expectSameState = (state: State, loaded: State): void => {
  expect(loaded.index).toBe(state.index);
  expect(loaded.next).toEqual(state.next);
  expect(loaded.indexes).toEqual(state.indexes);
  expect(sorted(loaded.liveOfJob.entries())).toEqual(sorted(state.liveOfJob.entries()));
  expect(sorted(loaded.openOfJob.entries())).toEqual(sorted(state.openOfJob.entries()));
  for (const [key, used] of state.used.entries()) expect(loaded.used.get(key)).toEqual(used);
  for (const [key, job] of state.jobs.entries()) expect(loaded.jobs.get(key)).toEqual(job);
  for (const [key, allocation] of state.allocations.entries()) expect(loaded.allocations.get(key)).toEqual(allocation);
  expect(loaded.settings).toEqual(state.settings);
  for (const [key, plan] of state.savedPlans.entries()) expect(loaded.savedPlans.get(key)).toEqual(plan);
  for (const [key, instance] of state.instances.entries()) expect(loaded.instances.get(key)).toEqual(instance);
};

const memory = { jobs: 1, specs: 1, instances: 1, ended: 1 };
const histories = fc.tuple(fc.array(step, { minLength: 10, maxLength: 70 }), fc.integer({ min: 1, max: 6 }));

test("[S9] replaying the journal rebuilds the read models, row by row; loading gives the state that was in memory", () => {
  fc.assert(
    fc.property(histories, ([steps, perCommit]) => {
      using temporary = temporaryStore();
      const store = temporary.open({ memory });
      const state = live(store, steps, perCommit);
      expectSameState(state, store.loadState());
      const rebuilt = join(temporary.folder, "rebuilt.db");
      replay({ file: rebuilt, base: undefined, source: store, seed: state.seed });
      expect(verify(temporary.file, rebuilt)).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 30_000);

test("[S9] a snapshot and the journal after it give the same; what the older snapshot does not need can be trimmed", async () => {
  await fc.assert(
    fc.asyncProperty(histories, histories, async ([before, perCommit], [after]) => {
      using temporary = temporaryStore();
      const store = temporary.open({ memory });
      live(store, before, perCommit);
      const first = await store.snapshot();
      expect(first.index).toBe(store.reader.index());
      const half = Math.ceil(after.length / 2);
      live(store, after.slice(0, half), perCommit);
      await store.snapshot();
      const state = live(store, after.slice(half), perCommit);
      while (store.trimJournal({ keep: 0, limit: 5 }) === 5);
      const [older, newer] = store.snapshots();
      expect(store.oldestIndex()).toBe(newer === undefined ? 1 : (older?.index ?? 0) + 1);
      for (const [at, base] of store.snapshots().entries()) {
        const rebuilt = join(temporary.folder, `rebuilt-${String(at)}.db`);
        replay({ file: rebuilt, base, source: store, seed: state.seed });
        expect(verify(temporary.file, rebuilt)).toEqual([]);
      }
    }),
    { numRuns: 10 },
  );
}, 30_000);

test("[S9] replay refuses a journal that begins too late for its base", async () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  for (let at = 0; at < 2; at++) {
    store.commit(batchOf(store, {}));
    await store.snapshot();
  }
  expect(store.trimJournal({ keep: 0, limit: 9 })).toBe(1);
  const file = join(temporary.folder, "rebuilt.db");
  expect(() => replay({ file, base: undefined, source: store, seed: "test-seed" })).toThrow("needs it from 1 on");
});
