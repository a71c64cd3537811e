import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { Allocation } from "../model/allocation.ts";
import { jobHealth, nomadJobStatus } from "../model/job.ts";
import type { Node } from "../model/node.ts";
import type { Capacity } from "../model/resources.ts";
import { planChange } from "../plan.ts";
import { failureText } from "../schedule/failure-text.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import {
  bigNode,
  did,
  exited,
  nodeCommand,
  openRuns,
  origin,
  refusal,
  serverWith,
  settle,
  startAll,
  stopAll,
  wait,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

const small: Capacity = { cpuMhz: 1000, memoryMb: 1000, diskMb: 10_000 };

const two = (resources: Capacity = bigNode): TestServer => {
  const server = serverWith(resources);
  did(server, nodeCommand("node-2", resources));
  return server;
};

const register = (server: TestServer, given: JobGiven): void => {
  did(server, { type: "registerJob", spec: jobOf(given), origin });
  workOff(server);
  startAll(server);
};

const node = (server: TestServer, id: string): Node =>
  must(
    [...server.state.nodes.entries()].map(([, one]) => one).find((one) => one.id === id),
    "node",
  );
const all = (server: TestServer): readonly Allocation[] =>
  [...server.state.allocations.entries()].map(([, one]) => one);
const live = (server: TestServer, id: string): readonly Allocation[] =>
  all(server).filter(
    (one) => one.node === node(server, id).key && !["complete", "failed", "lost"].includes(one.client),
  );
const counts = (server: TestServer, job = 1) => server.state.jobs.get(job)?.groups["web"]?.now;

const goDown = (server: TestServer, id = "node-1") => {
  did(server, { type: "reportNode", node: node(server, id).key, status: "down", description: "no answer" });
  for (const run of openRuns(server))
    if (server.state.allocations.get(run.run.alloc)?.client === "lost") run.ended = true;
  workOff(server);
  startAll(server);
};
const comeBack = (server: TestServer, id = "node-1") => {
  did(server, { type: "reportNode", node: node(server, id).key, status: "ready", description: "" });
  workOff(server);
};
const drain = (server: TestServer, given: { deadlineMs?: number | null; ignoreSystemJobs?: boolean } = {}) => {
  did(server, { type: "drainNode", id: "node-1", deadlineMs: null, ignoreSystemJobs: false, origin, ...given });
  workOff(server);
};

describe("a node that is lost", () => {
  test("[O1] [P42] takes what ran there with it, and each job is looked at and placed elsewhere at once", () => {
    const server = two(small);
    register(server, { groups: [{ count: 2, memoryMb: 400 }] });
    const there = live(server, "node-1");
    expect(there.length).toBe(1);
    goDown(server);
    expect(there.map(({ key }) => server.state.allocations.get(key)?.client)).toEqual(["lost"]);
    expect(live(server, "node-2").map(({ client }) => client)).toEqual(["running", "running"]);
    expect(node(server, "node-1")).toMatchObject({ status: "down", statusDescription: "no answer" });
    expect(counts(server)).toMatchObject({ running: 2, queued: 0, lost: 0 });
  });

  test("[O1] what may be out of sight for a while is unknown until then, and another takes its place", () => {
    const server = two(small);
    register(server, { groups: [{ memoryMb: 400, disconnect: { lostAfterMs: 60_000 } }] });
    goDown(server);
    expect(node(server, "node-1").status).toBe("disconnected");
    expect(all(server).map(({ client, previous }) => [client, previous])).toEqual([
      ["unknown", null],
      ["running", null],
    ]);
    server.now += 60_000;
    did(server, { type: "allocationDue", allocation: 1 });
    expect(server.state.allocations.get(1)?.client).toBe("lost");
    expect(counts(server)).toMatchObject({ running: 1, lost: 0 });
  });

  test("[T21] [T1] what was to start once another has ended starts when its own node is back, if that is out of sight then", () => {
    const server = two(small);
    register(server, { groups: [{ memoryMb: 400, disconnect: { lostAfterMs: 60_000, replace: false } }] });
    const successor = "start/2/2/main";
    drain(server);
    expect(all(server).map(({ node: on, desired }) => [on, desired])).toEqual([
      [1, "stop"],
      [2, "run"],
    ]);
    goDown(server, "node-2");
    exited(server, { alloc: 1, attempt: 1, task: "main" }, 143);
    expect(server.asked.has(successor)).toBe(false);
    expect(server.state.allocations.get(2)).toMatchObject({ client: "unknown", tasks: { main: { issued: false } } });
    comeBack(server, "node-2");
    expect(server.asked.get(successor)?.count).toBe(1);
    startAll(server);
    expect(server.state.allocations.get(2)?.client).toBe("running");
  });

  test("[T21] [O1] nothing is asked to start on a node in the moment in which it is lost", () => {
    const disconnect = { lostAfterMs: 60_000, replace: false };
    for (const group of [{ memoryMb: 400, disconnect }, { memoryMb: 400 }]) {
      const server = serverWith(small);
      register(server, { groups: [group] });
      did(server, { type: "registerJob", spec: jobOf({ groups: [{ ...group, env: { A: "1" } }] }), origin });
      workOff(server);
      did(server, { type: "reportNode", node: 1, status: "down", description: "no answer" });
      expect(server.asked.has("start/2/2/main")).toBe(false);
      expect(server.state.allocations.get(2)?.tasks["main"]?.issued).toBe(false);
    }
  });

  test("[O1] without a replacement the instance waits for its node", () => {
    const server = two(small);
    register(server, { groups: [{ memoryMb: 400, disconnect: { lostAfterMs: 60_000, replace: false } }] });
    goDown(server);
    expect(all(server).map(({ client }) => client)).toEqual(["unknown"]);
    comeBack(server);
    expect(all(server).map(({ client }) => client)).toEqual(["running"]);
  });

  test("[O1] [T1] what still waits for its predecessor is replaced, not doubled: that one may run elsewhere", () => {
    const server = two(small);
    const disconnect = { lostAfterMs: 60_000 };
    register(server, { groups: [{ memoryMb: 600, disconnect }] });
    const [first] = all(server).map((one) => node(server, "node-1").key === one.node);
    const [here, there] = first === true ? ["node-1", "node-2"] : ["node-2", "node-1"];
    did(server, { type: "drainNode", id: here, deadlineMs: null, ignoreSystemJobs: false, origin });
    workOff(server);
    did(server, nodeCommand("node-3", small));
    did(server, { type: "reportNode", node: node(server, there).key, status: "down", description: "no answer" });
    workOff(server);
    expect(all(server).map(({ client, node: key }) => [client, server.state.nodes.get(key)?.id])).toEqual([
      ["running", here],
      ["complete", there],
      ["pending", "node-3"],
    ]);
    expect(openRuns(server).length).toBe(1);
    settle(server);
    expect(all(server).map(({ client }) => client)).toEqual(["complete", "complete", "running"]);
  });

  test("[O1] [T1] nothing runs beside it while another of its instance is still stopping in sight", () => {
    const server = two();
    register(server, { groups: [{ disconnect: { lostAfterMs: 60_000 } }] });
    const there = server.state.nodes.get(must(all(server)[0], "allocation").node)?.id;
    goDown(server, there);
    comeBack(server, there);
    goDown(server, there);
    expect(all(server).map(({ client, desired }) => [client, desired])).toEqual([
      ["unknown", "run"],
      ["running", "stop"],
    ]);
    settle(server);
    expect(all(server).map(({ client }) => client)).toEqual(["unknown", "complete", "running"]);
  });

  test("[O2] [T21] that registers again is back like one that is reported", () => {
    const server = serverWith();
    register(server, { groups: [{ disconnect: { lostAfterMs: 60_000, replace: false } }] });
    goDown(server);
    expect(all(server)[0]?.client).toBe("unknown");
    did(server, nodeCommand("node-1", bigNode));
    workOff(server);
    server.now += 60_000;
    did(server, { type: "allocationDue", allocation: 1 });
    expect(all(server).map(({ client }) => client)).toEqual(["running"]);
  });

  test("[O9] when it returns one of the two goes on: the one that was there first", () => {
    const server = two(small);
    register(server, { groups: [{ memoryMb: 400, disconnect: { lostAfterMs: 60_000 } }] });
    goDown(server);
    comeBack(server);
    settle(server);
    expect(all(server).map(({ client, desired }) => [client, desired])).toEqual([
      ["running", "run"],
      ["complete", "stop"],
    ]);
    expect(counts(server)).toMatchObject({ running: 1, stopping: 0, lost: 0 });
  });

  test("[O9] unless the group keeps the replacement, or the definition has changed meanwhile", () => {
    for (const change of [false, true]) {
      const disconnect = { lostAfterMs: 60_000, reconcile: change ? "keep_original" : "keep_replacement" };
      const server = two(small);
      register(server, { groups: [{ memoryMb: 400, disconnect }] });
      goDown(server);
      if (change) {
        register(server, { groups: [{ memoryMb: 400, disconnect, env: { A: "1" } }] });
        settle(server);
      }
      comeBack(server);
      settle(server);
      expect(all(server).filter(({ client }) => client === "running")).toMatchObject([
        { node: node(server, "node-2").key },
      ]);
    }
  });

  test("[O9] when the one that took its place has ended, it goes on, or goes if the work is done", () => {
    for (const type of ["service", "batch"] as const) {
      const server = two(small);
      const never = { attempts: 0, intervalMs: 60_000, delayMs: 0, mode: "fail" };
      register(server, {
        type,
        groups: [{ memoryMb: 400, restart: never, disconnect: { lostAfterMs: 60_000 } }],
      });
      goDown(server);
      exited(server, { alloc: 2, attempt: 2, task: "main" }, type === "batch" ? 0 : 1);
      workOff(server);
      comeBack(server);
      settle(server);
      workOff(server);
      expect(all(server).map(({ client, desired }) => [client, desired])).toEqual(
        type === "batch"
          ? [
              ["complete", "stop"],
              ["complete", "run"],
            ]
          : [
              ["running", "run"],
              ["failed", "run"],
            ],
      );
      expect(counts(server)).toMatchObject({ running: type === "batch" ? 0 : 1, stopping: 0, failed: 0, lost: 0 });
    }
  });

  test("[O9] of several that return, the one that was there first goes on", () => {
    const server = two();
    did(server, nodeCommand("node-3", bigNode));
    register(server, { groups: [{ disconnect: { lostAfterMs: 60_000 } }] });
    for (const key of [1, 2]) goDown(server, server.state.nodes.get(must(all(server)[key - 1], "allocation").node)?.id);
    expect(all(server).map(({ client }) => client)).toEqual(["unknown", "unknown", "running"]);
    for (const { key } of all(server).slice(0, 2))
      did(server, {
        type: "reportNode",
        node: must(all(server)[key - 1], "allocation").node,
        status: "ready",
        description: "",
      });
    workOff(server);
    settle(server);
    expect(all(server).map(({ client }) => client)).toEqual(["running", "complete", "complete"]);
    expect(counts(server)).toMatchObject({ running: 1, stopping: 0, lost: 0 });
  });

  test("[O9] one that changed meanwhile is replaced once, whichever of the two goes on", () => {
    const server = two(small);
    register(server, { groups: [{ memoryMb: 400, disconnect: { lostAfterMs: 60_000 } }] });
    goDown(server);
    did(server, {
      type: "registerJob",
      spec: jobOf({ groups: [{ memoryMb: 400, env: { A: "1" }, disconnect: { lostAfterMs: 60_000 } }] }),
      origin,
    });
    comeBack(server);
    settle(server);
    workOff(server);
    expect(all(server).filter(({ client }) => client === "running")).toMatchObject([{ version: 1 }]);
  });

  test("[O1] [P43] whoever waits there for what it has pushed out looks elsewhere", () => {
    const server = two(small);
    const preemption = { service: true, batch: true, system: true, sysbatch: true };
    did(server, { type: "setScheduler", settings: { algorithm: "binpack", preemption }, origin });
    register(server, { id: "low", priority: 20, groups: [{ count: 2, memoryMb: 900 }] });
    register(server, { id: "high", priority: 90, groups: [{ memoryMb: 900 }] });
    const pushedOut = all(server).find(({ desired }) => desired === "evict");
    goDown(server, server.state.nodes.get(must(pushedOut, "allocation").node)?.id);
    settle(server);
    expect(all(server).filter(({ client }) => client === "running")).toMatchObject([{ jobId: "high" }]);
  });

  test("[O1] [T20] what has run for as long as its group allows does not run again, lost though it is", () => {
    const server = two();
    register(server, { type: "batch", groups: [{ maxRunDurationMs: 5000 }] });
    wait(server, 6000);
    goDown(server, server.state.nodes.get(must(all(server)[0], "allocation").node)?.id);
    expect(all(server).map(({ client }) => client)).toEqual(["lost"]);
  });

  test("[T1] [O9] what returned is changed only when the one that took its place has stopped", () => {
    const server = two(small);
    const group = { memoryMb: 400, disconnect: { lostAfterMs: 60_000 } };
    register(server, { groups: [group] });
    goDown(server);
    comeBack(server);
    expect(all(server).map(({ desired }) => desired)).toEqual(["run", "stop"]);
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ ...group, env: { A: "1" } }] }), origin });
    workOff(server);
    expect(all(server).length).toBe(2);
    settle(server);
    expect(all(server).map(({ client, version }) => [client, version])).toEqual([
      ["complete", 0],
      ["complete", 0],
      ["running", 1],
    ]);
  });

  test("[J15] a job whose only instance is out of sight runs", () => {
    const server = two(small);
    register(server, { groups: [{ disconnect: { lostAfterMs: 60_000, replace: false } }] });
    goDown(server);
    expect(nomadJobStatus(must(server.state.jobs.get(1), "job"))).toBe("running");
    server.now += 60_000;
    did(server, { type: "allocationDue", allocation: 1 });
    expect(node(server, "node-1").status).toBe("down");
    expect(nomadJobStatus({ ...must(server.state.jobs.get(1), "job"), openEvaluations: 0 })).toBe("dead");
  });

  test("[O2] [P46] a node that comes frees only what it could take", () => {
    const server = serverWith(small);
    register(server, { id: "elsewhere", datacenters: ["dc9"] });
    register(server, { id: "big", groups: [{ memoryMb: 5000 }] });
    expect(server.state.blocked.size()).toBe(2);
    did(server, nodeCommand("node-2", bigNode));
    expect([...server.state.blocked.entries()].map(([, job]) => server.state.jobs.get(job)?.spec.id)).toEqual([
      "elsewhere",
    ]);
    workOff(server);
    expect(live(server, "node-2").map(({ jobId }) => jobId)).toEqual(["big"]);
  });
});

describe("a drain", () => {
  test("[O3] goes on when what was not up yet is no longer wanted", () => {
    const server = two();
    const restart = { attempts: 3, delayMs: 60_000, intervalMs: 600_000, mode: "delay" } as const;
    register(server, { groups: [{ count: 3, restart }] });
    exited(server, { alloc: 3, attempt: 1, task: "main" }, 1);
    expect(counts(server)).toMatchObject({ running: 2, starting: 1 });
    drain(server);
    did(server, { type: "scaleJob", namespace: "default", id: "web", group: "web", count: 2, origin });
    settle(server);
    expect(node(server, "node-1").drain).toBeNull();
    expect(counts(server)).toMatchObject({ running: 2, starting: 0 });
  });

  test("[O3] moves no more instances of a group at a time than its Migrate block says", () => {
    const server = two();
    did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
    register(server, { groups: [{ count: 5, migrate: { maxParallel: 2 } }] });
    did(server, { type: "setEligibility", id: "node-2", eligibility: "eligible", origin });
    drain(server);
    expect(counts(server)).toMatchObject({ stopping: 2, running: 3, starting: 2 });
    stopAll(server);
    workOff(server);
    expect(counts(server)).toMatchObject({ stopping: 0, running: 3, starting: 2 });
    startAll(server);
    workOff(server);
    expect(counts(server)).toMatchObject({ stopping: 2, running: 3, starting: 2 });
    settle(server);
    expect(live(server, "node-1")).toEqual([]);
    expect(counts(server)).toMatchObject({ running: 5, queued: 0 });
  });

  test("[O5] is over when nothing is left to move; the node stays ineligible", () => {
    const server = two();
    register(server, { groups: [{ count: 2 }] });
    drain(server);
    expect(node(server, "node-1").drain).not.toBeNull();
    settle(server);
    expect(node(server, "node-1")).toMatchObject({ drain: null, eligibility: "ineligible", status: "ready" });
    const empty = two();
    drain(empty);
    expect(node(empty, "node-1")).toMatchObject({ drain: null, eligibility: "ineligible" });
  });

  test("[O3] lets batch instances end by themselves until its deadline, then moves everything at once", () => {
    const server = two();
    did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
    register(server, { id: "work", type: "batch", groups: [{ count: 3 }] });
    did(server, { type: "setEligibility", id: "node-2", eligibility: "eligible", origin });
    drain(server, { deadlineMs: 60_000 });
    expect(counts(server)).toMatchObject({ running: 3, stopping: 0 });
    exited(server, { alloc: 1, attempt: 1, task: "main" });
    server.now += 59_999;
    expect(did(server, { type: "nodeDue", node: 1 }).events).toEqual([]);
    server.now += 1;
    did(server, { type: "nodeDue", node: 1 });
    workOff(server);
    expect(counts(server)).toMatchObject({ complete: 1, stopping: 2, starting: 2 });
    settle(server);
    expect(counts(server)).toMatchObject({ complete: 1, running: 2 });
    expect(node(server, "node-1").drain).toBeNull();
  });

  test("[O3] what fits nowhere else runs on until the deadline, and waits afterwards", () => {
    const server = serverWith(small);
    register(server, { groups: [{ memoryMb: 400 }] });
    drain(server, { deadlineMs: 60_000 });
    expect(counts(server)).toMatchObject({ running: 1, stopping: 0 });
    server.now += 60_000;
    did(server, { type: "nodeDue", node: 1 });
    workOff(server);
    settle(server);
    expect(counts(server)).toMatchObject({ running: 0, queued: 1 });
    expect(server.state.blocked.size()).toBe(1);
    did(server, { type: "setEligibility", id: "node-1", eligibility: "eligible", origin });
    workOff(server);
    expect(counts(server)).toMatchObject({ starting: 1, queued: 0 });
  });

  test("[O3] [P8] what a deadline stopped in an earlier slice waits as well", () => {
    const server = serverWith(small);
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ count: 2, memoryMb: 400 }] }), origin });
    workOff(server);
    startAll(server);
    did(server, { type: "drainNode", id: "node-1", deadlineMs: 0, ignoreSystemJobs: false, origin });
    workOff(server, 1);
    stopAll(server);
    workOff(server, 1);
    expect(counts(server)).toMatchObject({ running: 0, stopping: 0, queued: 2 });
    expect(server.state.blocked.size()).toBe(1);
    did(server, { type: "setEligibility", id: "node-1", eligibility: "eligible", origin });
    workOff(server, 1);
    expect(counts(server)).toMatchObject({ starting: 2, queued: 0 });
  });

  test("[O4] jobs that run on every node leave last, or stay if so asked", () => {
    for (const ignoreSystemJobs of [false, true]) {
      const server = two();
      register(server, { id: "everywhere", type: "system" });
      did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
      register(server, {});
      did(server, { type: "setEligibility", id: "node-2", eligibility: "eligible", origin });
      drain(server, { ignoreSystemJobs });
      expect(live(server, "node-1").map(({ jobId, desired }) => [jobId, desired])).toEqual([
        ["everywhere", "run"],
        ["web", "stop"],
      ]);
      settle(server);
      expect(live(server, "node-1").map(({ jobId }) => jobId)).toEqual(ignoreSystemJobs ? ["everywhere"] : []);
      expect(node(server, "node-1").drain).toBeNull();
    }
  });

  test("[O6] that is cancelled leaves what has not moved, and makes the node eligible if so asked", () => {
    for (const makeEligible of [false, true]) {
      const server = two();
      did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
      register(server, { groups: [{ count: 3 }] });
      did(server, { type: "setEligibility", id: "node-2", eligibility: "eligible", origin });
      drain(server);
      did(server, { type: "cancelDrain", id: "node-1", makeEligible, origin });
      settle(server);
      expect(live(server, "node-1").length).toBe(2);
      expect(node(server, "node-1").eligibility).toBe(makeEligible ? "eligible" : "ineligible");
    }
  });

  test("[O6] what cannot be is refused", () => {
    const server = two();
    expect(refusal(server, { type: "cancelDrain", id: "node-1", makeEligible: true, origin }).kind).toBe(
      "nodeIsNotDraining",
    );
    register(server, {});
    drain(server);
    expect(refusal(server, { type: "setEligibility", id: "node-1", eligibility: "eligible", origin }).kind).toBe(
      "nodeIsDraining",
    );
    did(server, { type: "reportNode", node: node(server, "node-2").key, status: "down", description: "" });
    expect(
      refusal(server, { type: "drainNode", id: "node-2", deadlineMs: 0, ignoreSystemJobs: false, origin }).kind,
    ).toBe("nodeIsDown");
    expect(refusal(server, { type: "removeNode", id: "constructor", origin }).kind).toBe("nodeNotFound");
  });
});

describe("a node", () => {
  test("[O7] that is ineligible takes nothing new, and what runs there goes on", () => {
    const server = serverWith();
    register(server, {});
    did(server, { type: "setEligibility", id: "node-1", eligibility: "ineligible", origin });
    register(server, { groups: [{ count: 2 }] });
    expect(counts(server)).toMatchObject({ running: 1, queued: 1 });
    did(server, { type: "setEligibility", id: "node-1", eligibility: "eligible", origin });
    workOff(server);
    expect(counts(server)).toMatchObject({ running: 1, starting: 1, queued: 0 });
  });

  test("[O7] [P8] that is ineligible keeps a changed instance of a job that runs on every node, which says why it waits", () => {
    const server = two();
    register(server, { type: "system" });
    did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
    register(server, { type: "system", groups: [{ env: { A: "1" }, update: { maxParallel: 0 } }] });
    settle(server);
    const [blocked] = [...server.state.blocked.entries()].flatMap(([key]) => server.state.evaluations.get(key) ?? []);
    expect(Object.values(blocked?.failedGroups ?? {}).map(failureText)).toEqual(["Its own node takes no work now"]);
    did(server, { type: "setEligibility", id: "node-2", eligibility: "eligible", origin });
    workOff(server);
    settle(server);
    expect(live(server, "node-2")).toMatchObject([{ version: 1, client: "running" }]);
  });

  test("[O8] [X3] that was removed holds nothing, whatever is told of what had run there", () => {
    const server = serverWith();
    register(server, {});
    goDown(server);
    did(server, { type: "removeNode", id: "node-1", origin });
    did(server, {
      type: "observeTask",
      report: { type: "started", run: { alloc: 1, attempt: 1, task: "main" }, at: server.now, pid: 7 },
    });
    expect(server.asked.has("stop/1/1/main")).toBe(true);
    expect(server.state.used.has(1)).toBe(false);
  });

  test("[O10] takes with it what counted of jobs that run on every node when it is removed, but for what completed there", () => {
    for (const type of ["system", "sysbatch"] as const) {
      const server = two();
      register(server, { type });
      did(server, nodeCommand("node-3", bigNode));
      workOff(server);
      startAll(server);
      if (type === "sysbatch") exited(server, { alloc: 3, attempt: 1, task: "main" });
      goDown(server, "node-2");
      if (type === "sysbatch") goDown(server, "node-3");
      expect(counts(server)).toMatchObject({ lost: 1 });
      expect(jobHealth(must(server.state.jobs.get(1), "job"))).toBe("degraded");
      did(server, { type: "removeNode", id: "node-2", origin });
      if (type === "sysbatch") did(server, { type: "removeNode", id: "node-3", origin });
      expect(counts(server)).toMatchObject({ lost: 0, complete: type === "sysbatch" ? 1 : 0 });
      expect(jobHealth(must(server.state.jobs.get(1), "job"))).toBe("running");
    }
  });

  test("[O10] that was removed while such a job was stopped is forgotten when the job is started", () => {
    const server = two();
    register(server, { type: "system" });
    goDown(server, "node-2");
    did(server, { type: "stopJob", namespace: "default", id: "web", origin });
    settle(server);
    did(server, { type: "removeNode", id: "node-2", origin });
    did(server, { type: "startJob", namespace: "default", id: "web", origin });
    settle(server);
    expect(counts(server)).toMatchObject({ running: 1, lost: 0 });
    expect(jobHealth(must(server.state.jobs.get(1), "job"))).toBe("running");
  });

  test("[O8] is removed when it is down and empty, and only then", () => {
    const server = two();
    register(server, { groups: [{ disconnect: { lostAfterMs: 60_000, replace: false } }] });
    expect(refusal(server, { type: "removeNode", id: "node-2", origin }).kind).toBe("nodeIsInUse");
    const [where] = all(server).map((one) => must(server.state.nodes.get(one.node), "node").id);
    goDown(server, where);
    expect(refusal(server, { type: "removeNode", id: must(where, "node"), origin }).kind).toBe("nodeIsInUse");
    server.now += 60_000;
    did(server, { type: "allocationDue", allocation: 1 });
    comeBack(server, where);
    settle(server);
    goDown(server, "node-2");
    settle(server);
    if (where === "node-1") did(server, { type: "removeNode", id: "node-2", origin });
    expect([...server.state.nodes.entries()].map(([, one]) => one.id)).toEqual(["node-1"]);
  });

  test("[O3] a plan shows what a drain leaves to a change of the job: instances move with it", () => {
    const server = two();
    register(server, { groups: [{ count: 1 }] });
    const change = { type: "registerJob", spec: jobOf({ groups: [{ count: 1 }] }), origin } as const;
    did(server, { type: "drainNode", id: "node-1", deadlineMs: null, ignoreSystemJobs: false, origin });
    const planned = planChange(server.state, change, server.now);
    expect(planned.ok && planned.value.instances.map(({ verb, cause }) => [verb, cause])).toEqual([
      ["replace", "drained"],
    ]);
  });
});
