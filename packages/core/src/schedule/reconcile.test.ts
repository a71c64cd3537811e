import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Capacity } from "../model/resources.ts";
import type { SchedulerSettings } from "../model/settings.ts";
import { planChange } from "../plan.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import {
  bigNode,
  did,
  exited,
  nodeCommand,
  openRuns,
  origin,
  pendingEvaluations,
  serverWith,
  settle,
  startAll,
  stopAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

const small: Capacity = { cpuMhz: 1000, memoryMb: 1000, diskMb: 10_000 };
const noRestart = { attempts: 0 } as const;
const pushing: SchedulerSettings = {
  algorithm: "binpack",
  preemption: { service: true, batch: true, system: true, sysbatch: true },
};

const register = (server: TestServer, given: JobGiven): void => {
  did(server, { type: "registerJob", spec: jobOf(given), origin });
  workOff(server);
  startAll(server);
};
const allOf = (server: TestServer, job?: string): readonly Allocation[] =>
  [...server.state.allocations.entries()].map(([, one]) => one).filter((one) => job === undefined || one.jobId === job);
const counts = (server: TestServer, job = 1) => server.state.jobs.get(job)?.groups["web"]?.now;
const delayed = (server: TestServer) =>
  [...server.state.evaluations.entries()].map(([, one]) => one).filter((one) => one.status === "pending");

describe("jobs that run once per node", () => {
  const three = (): TestServer => {
    const server = serverWith();
    did(server, nodeCommand("node-2", bigNode));
    did(server, nodeCommand("node-3", bigNode, ["exec"]));
    return server;
  };

  test("[P40] have one instance on each node that qualifies, its number being the node's key", () => {
    const server = three();
    register(server, { id: "everywhere", type: "system" });
    expect(allOf(server).map(({ index, node, client }) => [index, node, client])).toEqual([
      [1, 1, "running"],
      [2, 2, "running"],
    ]);
    expect(counts(server)).toMatchObject({ running: 2, queued: 0 });
  });

  test("[P2] [P40] what a node no longer qualifies for leaves its room to the groups after it, and lets those before it look again", () => {
    for (const isFirst of [true, false]) {
      const groups = [
        { memoryMb: 700, driver: "java" },
        { name: "other", memoryMb: 700 },
      ];
      // One that has not started ends as soon as it is asked to.
      const server = serverWith(small);
      register(server, {
        type: "system",
        groups: [{ memoryMb: 700, restart: { attempts: 1, delayMs: 60_000 } }],
      });
      exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
      did(server, {
        type: "registerJob",
        spec: jobOf({ type: "system", groups: isFirst ? groups : groups.toReversed() }),
        origin,
      });
      workOff(server);
      expect(allOf(server).map(({ group, desired }) => [group, desired])).toEqual([
        ["web", "stop"],
        ["other", "run"],
      ]);
    }
  });

  test("[P40] come to a node that joins, returns or becomes eligible, and leave one that no longer qualifies", () => {
    const server = three();
    register(server, { id: "everywhere", type: "system" });
    did(server, nodeCommand("node-4", bigNode));
    settle(server);
    expect(counts(server)).toMatchObject({ running: 3 });
    did(server, nodeCommand("node-4", bigNode, ["exec"]));
    settle(server);
    expect(allOf(server).map(({ node, desired }) => [node, desired])).toContainEqual([4, "stop"]);
    expect(counts(server)).toMatchObject({ running: 2 });
  });

  test("[P40] say how many wait for room, and where no node qualifies that none does", () => {
    const server = serverWith(small);
    did(server, nodeCommand("node-2", small));
    register(server, { groups: [{ count: 2, memoryMb: 800 }] });
    register(server, { id: "everywhere", type: "sysbatch", groups: [{ memoryMb: 500 }] });
    expect(counts(server, 2)).toMatchObject({ running: 0, queued: 2 });
    register(server, { id: "nowhere", type: "system", datacenters: ["dc9"] });
    expect([...server.state.blocked.entries()].map(([, job]) => job)).toEqual([2, 3]);
    did(server, { type: "stopJob", namespace: "default", id: "web", origin });
    workOff(server);
    settle(server);
    expect(counts(server, 2)).toMatchObject({ running: 2, queued: 0 });
  });

  test("[P40] replace an instance on its own node only, and wait where that takes no work", () => {
    const server = three();
    register(server, { id: "everywhere", type: "system" });
    did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
    const spec = jobOf({ id: "everywhere", type: "system", groups: [{ memoryMb: 200, update: { maxParallel: 0 } }] });
    const plan = planChange(server.state, { type: "registerJob", spec, origin }, server.now);
    expect(plan.ok && plan.value.instances.map(({ index, verb, to }) => [index, verb, to?.node])).toEqual([
      [1, "replace", "node-1"],
      [2, "wait", undefined],
    ]);
  });

  test("[P40] sysbatch runs once on each node, and what completed stays so", () => {
    const server = three();
    register(server, { id: "once", type: "sysbatch" });
    exited(server, { alloc: 1, attempt: 1, task: "main" });
    did(server, { type: "evaluateJob", namespace: "default", id: "once", origin });
    workOff(server);
    expect(counts(server)).toMatchObject({ complete: 1, running: 1, queued: 0 });
  });
});

describe("an instance that failed", () => {
  const failing = (reschedule: object, count = 1): TestServer => {
    const server = serverWith();
    register(server, { groups: [{ count, restart: noRestart, reschedule }] });
    return server;
  };

  test("[P41] is replaced when its policy says, under an evaluation that waits until then", () => {
    const server = failing({ delayMs: 30_000, delayFunction: "constant" });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
    workOff(server);
    expect(counts(server)).toMatchObject({ failed: 1, queued: 0 });
    expect(delayed(server)).toMatchObject([{ triggeredBy: "alloc-reschedule", waitUntil: server.now + 30_000 }]);
    expect(server.state.allocations.get(1)?.followUp).toBe(delayed(server)[0]?.key);
    server.now += 29_999;
    workOff(server);
    expect(allOf(server).length).toBe(1);
    server.now += 1;
    workOff(server);
    expect(allOf(server)[1]).toMatchObject({
      attempt: 2,
      previous: 1,
      reschedules: [{ previousAllocation: allOf(server)[0]?.id, previousNode: 1, delayMs: 30_000 }],
    });
  });

  test("[P41] those that come due within five seconds are replaced together", () => {
    const server = failing({ delayMs: 30_000, delayFunction: "constant" }, 3);
    for (const alloc of [1, 2, 3]) {
      server.now += 2000;
      exited(server, { alloc, attempt: 1, task: "main" }, 1);
    }
    workOff(server);
    expect(delayed(server).map(({ waitUntil }) => waitUntil)).toEqual([server.now + 30_000]);
    server.now += 30_000;
    workOff(server);
    expect(counts(server)).toMatchObject({ starting: 3, failed: 0 });
  });

  test("[P41] stays failed when the attempts of its interval are used", () => {
    const server = failing({
      attempts: 1,
      unlimited: false,
      intervalMs: 600_000,
      delayMs: 5000,
      delayFunction: "constant",
    });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
    workOff(server);
    server.now += 5000;
    workOff(server);
    startAll(server);
    exited(server, { alloc: 2, attempt: 2, task: "main" }, 1);
    workOff(server);
    expect(delayed(server)).toEqual([]);
    expect(counts(server)).toMatchObject({ failed: 1, queued: 0 });
  });

  test("[P41] a plan says when, and changes nothing about it", () => {
    const server = failing({ delayMs: 30_000, delayFunction: "constant" });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
    const same = server.state.jobs.get(1);
    const plan = planChange(server.state, { type: "registerJob", spec: must(same, "job").spec, origin }, server.now);
    expect(plan.ok && plan.value.followUps).toMatchObject([{ status: "pending", at: server.now + 30_000 }]);
    expect(plan.ok && plan.value.instances).toMatchObject([{ verb: "keep", cause: "rescheduled" }]);
  });
});

describe("a bound on instances at a time", () => {
  test("[P7] [P41] one that is replaced later neither waits for room nor is counted as waiting", () => {
    const server = serverWith();
    register(server, { type: "batch", groups: [{ count: 2, parallelism: 1, restart: noRestart }] });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
    workOff(server);
    startAll(server);
    expect(counts(server)).toMatchObject({ failed: 1, running: 1, queued: 0 });
    did(server, { type: "evaluateJob", namespace: "default", id: "web", origin });
    workOff(server);
    expect([...server.state.evaluations.entries()].map(([, one]) => one.queued)).not.toContainEqual({ web: 2 });
    expect(counts(server)).toMatchObject({ failed: 1, running: 1, queued: 0 });
  });
});

describe("less important work", () => {
  test("[P43] is pushed out where that is allowed, and the instance waits until it is gone", () => {
    const server = serverWith(small);
    register(server, { id: "low", priority: 20, groups: [{ count: 2, memoryMb: 400 }] });
    did(server, { type: "setScheduler", settings: pushing, origin });
    register(server, { id: "high", priority: 80, groups: [{ memoryMb: 500 }] });
    expect(allOf(server, "low").map(({ desired, preemptedBy }) => [desired, preemptedBy])).toContainEqual(["evict", 2]);
    expect(allOf(server, "low").filter(({ desired }) => desired === "evict").length).toBe(1);
    expect(counts(server, 2)).toMatchObject({ queued: 1 });
    settle(server);
    expect(counts(server, 2)).toMatchObject({ running: 1, queued: 0 });
    expect(counts(server, 1)).toMatchObject({ running: 1, queued: 1 });
  });

  test("[P43] that has no process goes at once, and the instance takes its room", () => {
    const server = serverWith(small);
    const restart = { attempts: 1, intervalMs: 60_000, delayMs: 30_000, mode: "fail" };
    register(server, { id: "low", priority: 20, groups: [{ memoryMb: 800, restart }] });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
    did(server, { type: "setScheduler", settings: pushing, origin });
    register(server, { id: "high", priority: 80, groups: [{ memoryMb: 500 }] });
    expect(allOf(server, "low").map(({ desired, client }) => [desired, client])).toEqual([["evict", "complete"]]);
    expect(counts(server, 2)).toMatchObject({ running: 1, queued: 0 });
  });

  test("[P49] leaves its room to whoever pushed it out, even if it looks for room first", () => {
    const server = serverWith(small);
    register(server, { id: "low", priority: 20, groups: [{ count: 2, memoryMb: 400 }] });
    did(server, { type: "setScheduler", settings: pushing, origin });
    register(server, { id: "high", priority: 80, groups: [{ memoryMb: 500 }] });
    const evaluate = { type: "evaluateJob", namespace: "default", id: "low", origin } as const;
    did(server, evaluate);
    stopAll(server);
    const before = allOf(server, "low").length;
    for (const key of pendingEvaluations(server).toReversed())
      did(server, { type: "advanceEvaluation", evaluation: key, limit: 10 });
    expect(allOf(server, "low").length).toBe(before);
    settle(server);
    expect(counts(server, 2)).toMatchObject({ running: 1, queued: 0 });
    expect(allOf(server, "low").filter(({ preemptedBy }) => preemptedBy !== null).length).toBe(1);
  });

  test("[P8] what is replaced and has gone at once leaves its room to what found none before", () => {
    const server = serverWith(small);
    const restart = { attempts: 1, intervalMs: 60_000, delayMs: 30_000, mode: "fail" };
    register(server, { groups: [{ name: "second", memoryMb: 800, restart }] });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 1);
    register(server, {
      groups: [
        { name: "first", memoryMb: 500 },
        { name: "second", memoryMb: 400, restart },
      ],
    });
    expect(allOf(server).map(({ group, client }) => [group, client])).toEqual([
      ["second", "complete"],
      ["second", "running"],
      ["first", "running"],
    ]);
  });

  test("[P33] whose successor takes its room over is waited for no longer", () => {
    const server = serverWith(small);
    did(server, { type: "setScheduler", settings: pushing, origin });
    register(server, { groups: [{ memoryMb: 600 }] });
    did(server, { type: "stopAllocation", allocation: 1, origin });
    const groups = [
      { name: "big", memoryMb: 900 },
      { name: "little", memoryMb: 300 },
    ];
    did(server, { type: "registerJob", spec: jobOf({ id: "second", groups }), origin });
    for (const key of pendingEvaluations(server).toReversed())
      did(server, { type: "advanceEvaluation", evaluation: key, limit: 10 });
    workOff(server);
    expect(allOf(server, "second")).toMatchObject([{ group: "little" }]);
  });

  test("[P33] gives no room that its own successor takes over on the same node", () => {
    const server = serverWith(small);
    did(server, { type: "setScheduler", settings: pushing, origin });
    register(server, { groups: [{ count: 3, memoryMb: 300 }] });
    did(server, { type: "stopAllocation", allocation: 2, origin });
    stopAll(server);
    register(server, { id: "other", priority: 90, groups: [{ memoryMb: 300 }] });
    expect(counts(server)).toMatchObject({ running: 2, queued: 1 });
    register(server, { groups: [{ count: 3, memoryMb: 300, env: { A: "1" }, update: { maxParallel: 0 } }] });
    expect(counts(server)).toMatchObject({ starting: 2, stopping: 2, queued: 1 });
    expect(server.state.reserving.size()).toBe(0);
  });

  test("[P49] has its room back when nobody waits for it any more", () => {
    const server = serverWith(small);
    register(server, { id: "low", priority: 20, groups: [{ count: 2, memoryMb: 400 }] });
    did(server, { type: "setScheduler", settings: pushing, origin });
    register(server, { id: "high", priority: 80, groups: [{ memoryMb: 500 }] });
    did(server, { type: "stopJob", namespace: "default", id: "high", origin });
    settle(server);
    expect(counts(server, 1)).toMatchObject({ running: 2, queued: 0 });
  });

  test("[P43] not by a job whose type may not, nor by one that is hardly more important", () => {
    const server = serverWith(small);
    register(server, { id: "low", priority: 45, groups: [{ count: 2, memoryMb: 400 }] });
    register(server, { id: "high", priority: 80, groups: [{ memoryMb: 500 }] });
    did(server, { type: "setScheduler", settings: pushing, origin });
    did(server, { type: "stopJob", namespace: "default", id: "high", origin });
    workOff(server);
    register(server, { id: "near", priority: 54, groups: [{ memoryMb: 500 }] });
    expect(allOf(server, "low").every(({ desired }) => desired === "run")).toBe(true);
  });

  test("[P43] is listed in the plan, with the instance that needs the room", () => {
    const server = serverWith(small);
    register(server, { id: "low", priority: 20, groups: [{ count: 2, memoryMb: 400 }] });
    did(server, { type: "setScheduler", settings: pushing, origin });
    const spec = jobOf({ id: "high", priority: 80, groups: [{ memoryMb: 500 }] });
    const plan = planChange(server.state, { type: "registerJob", spec, origin }, server.now);
    expect(plan.ok && plan.value.preemptions).toMatchObject([
      { jobId: "low", priority: 20, group: "web", for: { group: "web", index: 0 } },
    ]);
    expect(plan.ok && plan.value.instances).toMatchObject([{ verb: "wait", cause: "preempts" }]);
  });
});

describe("the plan of a stop", () => {
  test("[D12] names what it changes, although no field of the definition does", () => {
    const server = serverWith();
    register(server, {});
    const change = { type: "stopJob", namespace: "default", id: "web", origin } as const;
    const plan = planChange(server.state, change, server.now);
    expect(plan.ok && plan.value.diff).toMatchObject({
      kind: "edited",
      fields: [{ kind: "edited", name: "Stop", old: "false", new: "true" }],
    });
  });
});

describe("evaluations", () => {
  test("[P44] that cannot be worked off end as failed, and are followed by another a minute later, then later still", () => {
    const server = serverWith();
    did(server, { type: "registerJob", spec: jobOf(), origin });
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const [evaluation] = pendingEvaluations(server);
      did(server, { type: "failEvaluation", evaluation: must(evaluation, "evaluation"), reason: "a test said so" });
      const next = must(delayed(server)[0], "evaluation");
      waits.push((must(next.waitUntil, "time") - server.now) / 60_000);
      expect(next).toMatchObject({ triggeredBy: "failed-follow-up", previous: evaluation });
      expect(server.state.evaluations.get(must(evaluation, "evaluation"))).toMatchObject({
        status: "failed",
        statusDescription: "a test said so",
        next: next.key,
      });
      server.now = must(next.waitUntil, "time");
    }
    expect(waits).toEqual([1, 2, 3, 4, 5, 6, 6, 6]);
    workOff(server);
    expect(counts(server)).toMatchObject({ starting: 1 });
  });

  test("[P47] go on where the slice before stopped", () => {
    const server = serverWith();
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ count: 5 }] }), origin });
    const [evaluation] = pendingEvaluations(server);
    const advance = () =>
      did(server, { type: "advanceEvaluation", evaluation: must(evaluation, "evaluation"), limit: 2 });
    advance();
    expect(server.state.evaluations.get(must(evaluation, "evaluation"))?.cursor).toEqual({ group: 0, index: 2 });
    advance();
    advance();
    expect(counts(server)).toMatchObject({ starting: 5 });
    expect(server.state.evaluations.get(must(evaluation, "evaluation"))).toMatchObject({
      status: "complete",
      cursor: null,
    });
    expect(openRuns(server).length).toBe(5);
  });
});

describe("room that others of the same job leave", () => {
  test("[P8] is looked at by what must keep apart from them, wherever it is", () => {
    const server = serverWith(small);
    for (const [id, rack] of [
      ["node-2", "r1"],
      ["node-3", "r2"],
    ] as const) {
      const command = nodeCommand(id, small);
      did(server, { ...command, fingerprint: { ...command.fingerprint, meta: { rack } } });
    }
    did(server, { type: "setEligibility", id: "node-1", eligibility: "ineligible", origin });
    const apart = { attribute: "${meta.rack}", operator: "distinct_property", value: "" };
    register(server, { type: "batch", constraints: [apart], groups: [{ count: 3 }] });
    expect(counts(server)).toMatchObject({ running: 2, queued: 1 });
    did(server, { type: "setEligibility", id: "node-1", eligibility: "eligible", origin });
    workOff(server);
    exited(server, { alloc: 1, attempt: 1, task: "main" });
    workOff(server);
    expect(counts(server)).toMatchObject({ running: 1, starting: 1, complete: 1, queued: 0 });
  });
});

describe("an update in place", () => {
  test("[P48] changes what a task is to the others, and how long the instance may run", () => {
    const server = serverWith();
    const bounded = (maxRunDurationMs: number | null, leader: boolean) => {
      const spec = jobOf({ type: "batch", groups: [{ tasks: ["main", "side"] }] });
      const taskGroups = spec.taskGroups.map((group) => ({
        ...group,
        maxRunDurationMs,
        tasks: group.tasks.map((task) => ({ ...task, leader: leader && task.name === "main" })),
      }));
      did(server, { type: "registerJob", spec: { ...spec, taskGroups }, origin });
      workOff(server);
      startAll(server);
      return server.state.allocations.get(1);
    };
    const begun = server.now;
    expect(bounded(60_000, false)).toMatchObject({ expiresAt: begun + 60_000 });
    server.now += 10_000;
    expect(bounded(90_000, true)).toMatchObject({
      expiresAt: begun + 90_000,
      version: 1,
      tasks: { main: { role: { leader: true }, phase: "running" }, side: { role: { leader: false } } },
    });
    expect(bounded(null, true)?.expiresAt).toBeNull();
    expect(bounded(5000, true)?.expiresAt).toBe(server.now + 5000);
  });
});
