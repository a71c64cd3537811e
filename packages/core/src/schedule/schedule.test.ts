import { describe, expect, test } from "vitest";
import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { Constraint } from "../model/job-spec.ts";
import type { Capacity } from "../model/resources.ts";
import type { Plan } from "../model/plan.ts";
import { planChange } from "../plan.ts";
import { uuidOf } from "../uuid.ts";
import { failureText } from "./failure-text.ts";
import { reconcile } from "./reconcile.ts";
import { jobOf, type GroupGiven, type JobGiven } from "../testing/specs.ts";
import {
  bigNode,
  did,
  exited,
  nodeCommand,
  openRuns,
  origin,
  pendingEvaluations,
  serverWith,
  startAll,
  stopAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

const named = { namespace: "default", id: "web", origin };
const room = (memoryMb: number): Capacity => ({ ...bigNode, memoryMb });

const register = (server: TestServer, given: JobGiven = {}): void => {
  did(server, { type: "registerJob", spec: jobOf(given), origin });
  workOff(server);
};

const planOf = (server: TestServer, given: JobGiven): Plan => {
  const planned = planChange(server.state, { type: "registerJob", spec: jobOf(given), origin }, server.now);
  if (!planned.ok) throw new Error(planned.rejection.kind);
  return planned.value;
};

const running = (group: GroupGiven = {}, resources = bigNode, job: JobGiven = {}): TestServer => {
  const server = serverWith(resources);
  register(server, { ...job, groups: [group] });
  startAll(server);
  return server;
};

const now = (server: TestServer, group = "web") => server.state.jobs.get(1)?.groups[group]?.now;
const blocked = (server: TestServer) =>
  [...server.state.blocked.entries()].map(([key]) => must(server.state.evaluations.get(key), "evaluation"));
const verbs = (plan: Plan) => plan.instances.map(({ verb }) => verb);
const reasons = (plan: Plan) => plan.instances.map(({ reason }) => reason);

describe("what happens to running instances", () => {
  test("[P10] changed environment replaces, and the reason names the field", () => {
    const server = running({ count: 2, env: { A: "1" } });
    const plan = planOf(server, { groups: [{ count: 2, env: { A: "2" } }] });
    expect(plan.counts).toEqual({ stop: 0, replace: 2, inPlace: 0, create: 0, wait: 0, keep: 0 });
    expect(reasons(plan)[0]).toBe(
      "Changed: main: Env. A running task cannot take that over, so the instance is replaced",
    );
    expect(plan.instances[0]).toMatchObject({
      from: { node: "node-1", version: 0, allocation: uuidOf("seed", "allocation", 1) },
      to: { node: "node-1", version: 1 },
    });
  });

  test("[P10] a longer kill timeout is an update without a restart; a new count leaves the others as they are", () => {
    const server = running({ count: 2 });
    const inPlace = planOf(server, { groups: [{ count: 2, killTimeoutMs: 9000 }] });
    expect(verbs(inPlace)).toEqual(["inPlace", "inPlace"]);
    expect(reasons(inPlace)[0]).toBe("Changed: main: KillTimeout. Updated without a restart");
    const more = planOf(server, { groups: [{ count: 3 }] });
    expect(verbs(more)).toEqual(["inPlace", "inPlace", "create"]);
    expect(reasons(more)[0]).toBe("Moves to the new version, nothing in this group changed");
  });

  test("[P10] an update in place moves the allocation to the new version and asks nothing of the engine", () => {
    const server = running();
    const asked = server.asked.size;
    register(server, { groups: [{ killTimeoutMs: 9000 }] });
    expect(server.state.allocations.get(1)).toMatchObject({ version: 1, client: "running", desired: "run" });
    expect(server.asked.size).toBe(asked);
  });

  test("[P5] [P10] the same definition keeps everything", () => {
    const server = running({ count: 2 });
    expect(planOf(server, { groups: [{ count: 2 }] })).toMatchObject({
      version: 0,
      counts: { keep: 2, replace: 0, create: 0 },
      diff: { kind: "none" },
    });
  });

  test("[P18] an override replaces the instance it names and no other", () => {
    const server = running({ count: 3 });
    const instances = { 1: { tasks: { main: { env: { A: "1" }, meta: {}, config: {} } } } };
    expect(verbs(planOf(server, { groups: [{ count: 3, instances }] }))).toEqual(["inPlace", "replace", "inPlace"]);
  });

  test("[P15] when the count shrinks the highest numbers stop", () => {
    const server = running({ count: 4 });
    const plan = planOf(server, { groups: [{ count: 2 }] });
    expect(plan.instances.map(({ verb, index }) => [verb, index])).toEqual([
      ["stop", 2],
      ["stop", 3],
      ["inPlace", 0],
      ["inPlace", 1],
    ]);
    expect(plan.groups[0]).toMatchObject({ countBefore: 4, countAfter: 2 });
  });

  test("[P2] a removed group stops, an added one is created", () => {
    const server = running();
    const plan = planOf(server, { groups: [{ name: "other" }] });
    expect(plan.instances.map(({ group, verb }) => [group, verb])).toEqual([
      ["web", "stop"],
      ["other", "create"],
    ]);
    expect(plan.groups.map(({ name, countBefore, countAfter }) => [name, countBefore, countAfter])).toEqual([
      ["other", null, 1],
      ["web", 1, 0],
    ]);
  });

  test("[P19] of a version that is no longer kept: replaced while it lives, left alone once it has ended", () => {
    const server = running({ count: 2 }, bigNode, { type: "batch" });
    exited(server, { alloc: 2, attempt: 1, task: "main" });
    did(server, {
      type: "registerJob",
      spec: jobOf({ type: "batch", groups: [{ count: 2, killTimeoutMs: 1 }] }),
      origin,
    });
    server.state.specs.delete("1/0");
    expect(reconcile(server.state, 1, { now: server.now }).decisions.map(({ verb, reason }) => [verb, reason])).toEqual(
      [
        [
          "replace",
          "Changed: version 0 is no longer kept. A running task cannot take that over, so the instance is replaced",
        ],
        ["keep", "Completed"],
      ],
    );
  });
});

describe("instances that have ended", () => {
  const never = { reschedule: { attempts: 0 } };
  const ended = (exitCode: number): TestServer => {
    const server = running({ restart: { attempts: 0 }, ...never }, bigNode, { type: "batch" });
    exited(server, { alloc: 1, attempt: 1, task: "main" }, exitCode);
    return server;
  };
  const plan = (server: TestServer, group: GroupGiven) =>
    planOf(server, { type: "batch", groups: [{ restart: { attempts: 0 }, ...never, ...group }] }).instances.map(
      ({ verb, reason }) => [verb, reason],
    );

  test("[P4] a completed one is left as it is, unless its definition changed destructively", () => {
    expect(plan(ended(0), { killTimeoutMs: 1 })).toEqual([["keep", "Completed"]]);
    expect(plan(ended(0), { env: { A: "1" } })).toEqual([["create", "Changed: main: Env. It runs again"]]);
  });

  test("[P4] a failed one runs again as soon as anything in its definition changed", () => {
    expect(plan(ended(1), {})).toEqual([["keep", "Failed, and its policy allows no other attempt"]]);
    expect(plan(ended(1), { killTimeoutMs: 1 })).toEqual([["create", "It had failed, and its definition changed"]]);
  });

  test("[P4] a stopped one is wanted again when its number is", () => {
    const server = running();
    did(server, { type: "scaleJob", ...named, group: "web", count: 0 });
    workOff(server);
    stopAll(server);
    expect(reasons(planOf(server, {}))).toEqual(["Wanted again"]);
  });
});

describe("capacity", () => {
  test("[P14] what does not fit says what is short, in numbers", () => {
    const server = serverWith({ cpuMhz: 4000, memoryMb: 4096, diskMb: 100 });
    const plan = planOf(server, { groups: [{ count: 5, memoryMb: 2000, diskMb: 10 }] });
    expect(plan.counts).toMatchObject({ create: 2, wait: 3 });
    const failure = must(plan.groups[0]?.failure, "failure");
    expect(failure).toMatchObject({
      nodesEvaluated: 1,
      nodesExhausted: 1,
      nodesFiltered: 0,
      nodesAvailable: { dc1: 1 },
      coalescedFailures: 2,
      shortages: [{ dimension: "memoryMb", asked: 2000, free: 96, total: 4096, nodes: 1 }],
    });
    expect(failureText(failure)).toBe("Memory: 2,000 MiB asked, 96 of 4,096 MiB free on the best of 1 node");
    expect(plan.instances.at(-1)).toMatchObject({ verb: "wait", to: null, reason: failureText(failure) });
  });

  test("[P14] every short dimension is named, on the best of several nodes", () => {
    const server = serverWith({ cpuMhz: 100, memoryMb: 100, diskMb: 5 });
    did(server, nodeCommand("node-2", { cpuMhz: 1500, memoryMb: 50, diskMb: 7 }));
    const plan = planOf(server, { groups: [{ cpuMhz: 2000, memoryMb: 300, diskMb: 10 }] });
    expect(reasons(plan)).toEqual([
      "CPU: 2,000 MHz asked, 1,500 of 1,500 MHz free on the best of 2 nodes; Memory: 300 MiB asked, 100 of 100 MiB free on the best of 2 nodes; Disk: 10 MiB asked, 7 of 7 MiB free on the best of 2 nodes",
    ]);
  });

  test("[P13] the fullest node wins, then the oldest", () => {
    const server = serverWith(room(1000));
    did(server, nodeCommand("node-2", room(1000)));
    const nodeOf = (key: number) => server.state.nodes.get(server.state.allocations.get(key)?.node ?? 0)?.id;
    register(server, { id: "a" });
    register(server, { id: "b" });
    expect([nodeOf(1), nodeOf(2)]).toEqual(["node-1", "node-1"]);
    did(server, nodeCommand("node-3", { cpuMhz: 200, memoryMb: 200, diskMb: 200 }));
    register(server, { id: "c" });
    expect(nodeOf(3)).toBe("node-3");
  });

  test("[P16] a replacement takes over its predecessor's share and holds only what goes beyond", () => {
    const server = running({ memoryMb: 300 }, room(400));
    register(server, { groups: [{ memoryMb: 400 }] });
    expect(server.state.used.get(1)?.memoryMb).toBe(400);
    expect(now(server)).toMatchObject({ stopping: 1, starting: 1 });
    stopAll(server);
    expect(server.state.used.get(1)?.memoryMb).toBe(400);
    expect(openRuns(server)).toHaveLength(1);
  });

  test("[P17] a replacement that fits nowhere waits, and the old one keeps running", () => {
    const server = running({ memoryMb: 300 }, room(400));
    const plan = planOf(server, { groups: [{ memoryMb: 500 }] });
    expect(verbs(plan)).toEqual(["wait"]);
    expect(reasons(plan)[0]).toMatch(/; the old one keeps running meanwhile$/);
    register(server, { groups: [{ memoryMb: 500 }] });
    expect(now(server)).toMatchObject({ running: 1, stopping: 0 });
    expect(blocked(server)).toHaveLength(1);
  });
});

describe("blocked evaluations", () => {
  test("[P8] [P9] what fits nowhere waits under one blocked evaluation that says for what", () => {
    const server = serverWith(room(250));
    register(server, { groups: [{ count: 3 }, { name: "small", memoryMb: 10 }] });
    expect(now(server)).toMatchObject({ starting: 2, queued: 1 });
    expect(blocked(server)).toMatchObject([
      {
        triggeredBy: "queued-allocs",
        previous: 1,
        queued: { web: 1 },
        failedGroups: { web: { coalescedFailures: 0 } },
      },
    ]);
    expect(server.state.evaluations.get(1)).toMatchObject({ status: "complete", blocked: 2 });
    register(server, { groups: [{ count: 4 }, { name: "small", memoryMb: 10 }] });
    expect(blocked(server)).toHaveLength(1);
    expect(server.state.evaluations.get(2)).toMatchObject({ status: "canceled" });
  });

  test("[P8] the end of an allocation makes room", () => {
    const server = running({ count: 3 }, room(250), { type: "batch" });
    exited(server, must(openRuns(server)[0], "run").run);
    expect(pendingEvaluations(server)).toHaveLength(1);
    workOff(server);
    expect(now(server)).toMatchObject({ complete: 1, running: 1, starting: 1, queued: 0 });
    expect(blocked(server)).toEqual([]);
  });

  test("[P8] an end that makes too little room wakes nobody", () => {
    const server = running({ count: 1, memoryMb: 50 }, room(250), { id: "small", type: "batch" });
    register(server, { id: "big", groups: [{ count: 1, memoryMb: 260 }] });
    exited(server, must(openRuns(server)[0], "run").run);
    expect(pendingEvaluations(server)).toEqual([]);
    expect(blocked(server)).toHaveLength(1);
  });

  const queued = (): TestServer => {
    const server = running({ count: 2, restart: { attempts: 0 } }, room(250), { type: "batch" });
    for (const [id, priority] of [
      ["old", 50],
      ["young", 50],
      ["important", 60],
    ] as const)
      register(server, { id, priority, type: "batch" });
    expect(blocked(server).map(({ jobId }) => jobId)).toEqual(["old", "young", "important"]);
    return server;
  };
  const end = (server: TestServer): readonly string[] => {
    const { events } = exited(server, must(openRuns(server)[0], "run").run);
    return wokenBy(server, events);
  };
  const wokenBy = (server: TestServer, events: readonly Event[]): readonly string[] =>
    events.flatMap((event) =>
      event.type === "evaluationUnblocked" ? (server.state.evaluations.get(event.evaluation)?.jobId ?? []) : [],
    );
  const waiting = (server: TestServer) => blocked(server).map(({ jobId }) => jobId);

  test("[P50] [P8] room is offered to as many as it would take, the most important first, then the oldest", () => {
    const server = queued();
    expect(end(server)).toEqual(["important"]);
    workOff(server);
    expect(waiting(server)).toEqual(["old", "young"]);
    expect(end(server)).toEqual(["old"]);
    workOff(server);
    expect(waiting(server)).toEqual(["young"]);
  });

  test("[P50] what one leaves of the room that was offered to it is offered to the others", () => {
    const server = queued();
    expect(end(server)).toEqual(["important"]);
    did(server, { type: "stopJob", namespace: "default", id: "important", origin });
    workOff(server);
    expect(waiting(server)).toEqual(["young"]);
    const failing = queued();
    end(failing);
    const evaluation = must(pendingEvaluations(failing)[0], "evaluation");
    const failed = did(failing, { type: "failEvaluation", evaluation, reason: "it could not be worked off" });
    expect(wokenBy(failing, failed.events)).toEqual(["old", "young"]);
  });

  test("[P8] room for a replacement in its predecessor's place is enough", () => {
    const server = running({ memoryMb: 50 }, room(250), { id: "small", type: "batch" });
    register(server, { groups: [{ memoryMb: 200 }] });
    startAll(server);
    register(server, { groups: [{ memoryMb: 220 }] });
    expect(blocked(server)).toHaveLength(1);
    exited(server, must(openRuns(server)[0], "run").run);
    workOff(server);
    expect(blocked(server)).toEqual([]);
    expect(server.state.jobs.get(2)?.groups["web"]?.now).toMatchObject({ stopping: 1, starting: 1 });
  });

  test.each(["stopJob", "stopAllocation"] as const)("[P8] %s of what has no process makes room at once", (type) => {
    const server = running({ restart: { attempts: 1, delayMs: 60_000 } }, room(150));
    exited(server, must(openRuns(server)[0], "run").run, 1);
    register(server, { id: "other" });
    expect(blocked(server)).toHaveLength(1);
    if (type === "stopJob") did(server, { type, ...named });
    else did(server, { type, allocation: 1, origin });
    if (type === "stopAllocation") did(server, { type: "stopJob", ...named });
    workOff(server);
    expect(blocked(server)).toEqual([]);
    expect(server.state.jobs.get(2)?.groups["web"]?.now.starting).toBe(1);
  });

  test("[P9] what a slice stops at once wakes other jobs, and never the job's own canceled evaluation", () => {
    const retry = { attempts: 1, delayMs: 60_000 };
    const server = running({ restart: retry, memoryMb: 200 }, room(250));
    exited(server, must(openRuns(server)[0], "run").run, 1);
    register(server, { groups: [{ restart: retry, memoryMb: 300 }, { name: "more" }] });
    register(server, { id: "other" });
    expect(blocked(server).map(({ jobId }) => jobId)).toEqual(["web", "other"]);
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ name: "more" }] }), origin });
    const [evaluation] = pendingEvaluations(server);
    const { events } = did(server, { type: "advanceEvaluation", evaluation: must(evaluation, "evaluation"), limit: 9 });
    const woken = events.flatMap((event) => (event.type === "evaluationUnblocked" ? [event.evaluation] : []));
    expect(woken.map((key) => server.state.evaluations.get(key)?.jobId)).toEqual(["other"]);
    expect(blocked(server)).toEqual([]);
  });

  test("[P8] a node that grows is looked at", () => {
    const server = running({ count: 3 }, room(250));
    did(server, nodeCommand("node-1", room(350)));
    workOff(server);
    expect(now(server)).toMatchObject({ queued: 0 });
    expect(did(server, nodeCommand("node-1", room(350))).events).toEqual([]);
  });

  test("[P6] a second pending evaluation finds nothing to do, and both end", () => {
    const server = serverWith();
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ count: 5, update: { maxParallel: 0 } }] }), origin });
    did(server, { type: "evaluateJob", ...named });
    did(server, { type: "advanceEvaluation", evaluation: 2, limit: 2 });
    expect(server.state.evaluations.get(2)).toMatchObject({ status: "pending", written: 2 });
    did(server, { type: "advanceEvaluation", evaluation: 1, limit: 0 });
    did(server, { type: "advanceEvaluation", evaluation: 1, limit: 10 });
    expect(did(server, { type: "advanceEvaluation", evaluation: 1, limit: 10 }).events).toEqual([]);
    expect(did(server, { type: "advanceEvaluation", evaluation: 2, limit: 10 }).events).toMatchObject([
      { type: "evaluationEnded", status: "complete" },
    ]);
    expect(server.state.jobs.get(1)?.openEvaluations).toBe(0);
  });
});

describe("parallelism", () => {
  const batch = (group: GroupGiven) => ({ type: "batch" as const, groups: [{ restart: { attempts: 0 }, ...group }] });

  test("[P7] so many at a time, each end makes room for the next", () => {
    const server = serverWith();
    register(server, batch({ count: 5, parallelism: 2 }));
    const seen: number[] = [];
    while (openRuns(server).length > 0) {
      seen.push(openRuns(server).length);
      exited(server, must(openRuns(server)[0], "run").run);
      workOff(server);
    }
    expect(seen).toEqual([2, 2, 2, 2, 1]);
    expect(now(server)).toMatchObject({ complete: 5, queued: 0 });
  });

  test("[P7] the plan says what waits, and for what", () => {
    const plan = planOf(serverWith(), batch({ count: 3, parallelism: 1 }));
    expect(plan.counts).toMatchObject({ create: 1, wait: 2 });
    expect(reasons(plan)[1]).toBe("Waits for one of the 1 that run: Parallelism is 1");
  });

  test("[P7] instances that had completed run again one after another", () => {
    const server = serverWith();
    register(server, batch({ count: 3 }));
    for (const { run } of openRuns(server)) exited(server, run);
    register(server, batch({ count: 3, parallelism: 1, env: { A: "1" } }));
    for (let left = 3; left > 0; left--) {
      expect(openRuns(server)).toHaveLength(1);
      exited(server, must(openRuns(server)[0], "run").run);
      workOff(server);
    }
    expect(openRuns(server)).toEqual([]);
    expect(now(server)).toMatchObject({ complete: 3 });
  });

  test("[P7] an instance counts once, its replacement with it", () => {
    const server = serverWith();
    register(server, batch({ count: 2, parallelism: 2 }));
    startAll(server);
    register(server, batch({ count: 2, parallelism: 2, env: { A: "1" } }));
    expect(now(server)).toMatchObject({ stopping: 2, starting: 2 });
  });

  test("[P7] what ends as soon as it is stopped leaves room in the same slice", () => {
    const server = serverWith();
    const retry = { attempts: 1, delayMs: 60_000 };
    register(server, batch({ count: 2, parallelism: 1, restart: retry }));
    exited(server, must(openRuns(server)[0], "run").run);
    workOff(server);
    exited(server, must(openRuns(server)[0], "run").run, 1);
    register(server, batch({ count: 1, parallelism: 1, restart: retry, env: { A: "1" } }));
    expect(now(server)).toMatchObject({ starting: 1, queued: 0, complete: 0 });
  });
});

describe("which nodes", () => {
  test("[P11] a constraint that no node satisfies is named", () => {
    const windows: Constraint = { attribute: "${attr.kernel.name}", operator: "=", value: "windows" };
    const plan = planOf(serverWith(), {
      constraints: [windows],
      groups: [{ constraints: [windows], driver: "docker" }],
    });
    expect(plan.groups[0]?.failure?.constraintFiltered).toEqual({
      "missing drivers": 1,
      "${attr.kernel.name} = windows": 1,
    });
    expect(reasons(plan)[0]).toBe(
      "1 node ruled out by a missing driver; 1 node ruled out by ${attr.kernel.name} = windows",
    );
  });

  test("[P11] a running instance whose node no longer qualifies is moved, if there is where to", () => {
    const server = running();
    const windows: Constraint = { attribute: "${attr.kernel.name}", operator: "=", value: "windows" };
    expect(verbs(planOf(server, { constraints: [windows] }))).toEqual(["wait"]);
  });

  test("[P12] only the job's datacenters and pool are looked at", () => {
    const of = (given: JobGiven) => reasons(planOf(serverWith(), given))[0];
    const none = "No node takes work in the job's datacenters and node pool";
    expect(of({ datacenters: ["dc2"] })).toBe(none);
    expect(of({ datacenters: ["dc2", "d*1"] })).toBe("New instance");
    expect(of({ nodePool: "gpu" })).toBe(none);
    expect(of({ nodePool: "all" })).toBe("New instance");
  });

  test("[P12] what runs outside the new datacenters is to move", () => {
    const server = running();
    did(server, { ...nodeCommand("node-2", bigNode), datacenter: "dc2" });
    const plan = planOf(server, { datacenters: ["dc2"] });
    expect(plan.instances).toMatchObject([{ verb: "replace", from: { node: "node-1" }, to: { node: "node-2" } }]);
  });
});
