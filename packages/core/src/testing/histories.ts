import fc, { type Arbitrary } from "fast-check";
import type { Command, JobChange } from "../command.ts";
import type { Job } from "../model/job.ts";
import { runsPerNode, type JobSpec, type JobType } from "../model/job-spec.ts";
import type { Capacity } from "../model/resources.ts";
import type { TaskReport } from "../model/run.ts";
import type { SchedulerSettings } from "../model/settings.ts";
import { allocationDueAt } from "../due.ts";
import { jobOf, type GroupGiven } from "./specs.ts";
import {
  did,
  nodeCommand,
  openRuns,
  origin,
  pendingEvaluations,
  report,
  send,
  workOff,
  type TestServer,
} from "./test-server.ts";

/** Ids that a careless lookup would find on every object, beside ordinary ones; one id always has the same type. */
const jobTypes = new Map<string, JobType>([
  ["web", "service"],
  ["constructor", "batch"],
  ["__proto__", "batch"],
  ["everywhere", "system"],
  ["once", "sysbatch"],
]);
const groupNames = ["web", "toString", "__proto__"];

/** Tasks with their places in their group's life: most groups have a main one alone. */
const tasks = (): Arbitrary<Pick<GroupGiven, "tasks" | "more">> =>
  fc.constantFrom<Pick<GroupGiven, "tasks" | "more">[]>(
    { tasks: ["main"] },
    { tasks: ["main"] },
    { tasks: ["main"] },
    { tasks: ["main", "constructor"] },
    { tasks: ["main", "constructor"], more: { main: { leader: true, shutdownDelayMs: 500 } } },
    {
      tasks: ["constructor", "main", "__proto__"],
      more: {
        constructor: { lifecycle: { hook: "prestart", sidecar: false } },
        ["__proto__"]: { lifecycle: { hook: "poststop", sidecar: false } },
      },
    },
    {
      tasks: ["main", "warm", "proxy"],
      more: {
        warm: { lifecycle: { hook: "poststart", sidecar: false } },
        proxy: { lifecycle: { hook: "prestart", sidecar: true } },
      },
    },
  );

const group = (name: string, type: JobType): Arbitrary<GroupGiven> =>
  fc.tuple(groupAlone(name, type), tasks()).map(([alone, own]) => ({ ...alone, ...own }));

const groupAlone = (name: string, type: JobType): Arbitrary<GroupGiven> =>
  fc.record<GroupGiven>({
    shutdownDelayMs: fc.constantFrom(0, 0, 0, 1000),
    ...(type === "batch" ? { maxRunDurationMs: fc.constantFrom(undefined, undefined, 8000) as Arbitrary<number> } : {}),
    name: fc.constant(name),
    count: runsPerNode(type) ? fc.constantFrom(0, 1, 1, 1) : fc.integer({ min: 0, max: 4 }),
    memoryMb: fc.constantFrom(100, 300, 700),
    cpuMhz: fc.constantFrom(100, 400),
    env: fc.constantFrom({}, { A: "1" }, { A: "2" }),
    killTimeoutMs: fc.constantFrom(5000, 6000),
    driver: fc.constantFrom("raw_exec", "raw_exec", "raw_exec", "raw_exec", "exec"),
    restart: fc.record({
      attempts: fc.integer({ min: 0, max: 2 }),
      intervalMs: fc.constant(10_000),
      delayMs: fc.constantFrom(0, 1000),
      mode: fc.constantFrom("fail", "delay"),
    }),
    ...(type === "batch"
      ? { parallelism: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }) as Arbitrary<number> }
      : {}),
    ...(type === "service"
      ? {
          reschedule: fc.constantFrom(
            { delayMs: 5000, maxDelayMs: 20_000 },
            { attempts: 0, unlimited: false },
            { attempts: 1, unlimited: false, intervalMs: 60_000, delayFunction: "constant" },
          ),
          disconnect: fc.constantFrom(
            undefined,
            undefined,
            { lostAfterMs: 5000 },
            { lostAfterMs: 5000, replace: false },
          ),
        }
      : {}),
    instances: fc.constantFrom({}, {}, { 1: { tasks: { main: { env: { A: "3" }, meta: {}, config: {} } } } }),
  });

/** Small jobs that crowd small nodes: one id always has the same type. */
export const crowdedSpec = (): Arbitrary<JobSpec> =>
  fc
    .record({
      id: fc.constantFrom(...jobTypes.keys()),
      names: fc.uniqueArray(fc.constantFrom(...groupNames), { minLength: 1, maxLength: 2 }),
    })
    .chain(({ id, names }) => {
      const type = jobTypes.get(id) ?? "service";
      return fc
        .record({
          groups: fc.tuple(...names.map((name) => group(name, type))),
          datacenters: fc.constantFrom(["*"], ["*"], ["*"], ["dc2"]),
          meta: fc.constantFrom({}, {}, { M: "1" }),
          priority: fc.constantFrom(50, 50, 20, 90),
        })
        .map((given) => jobOf({ id, type, ...given }));
    });

export const capacity = (): Arbitrary<Capacity> =>
  fc.record({
    cpuMhz: fc.constantFrom(500, 2000),
    memoryMb: fc.constantFrom(400, 900, 2000),
    diskMb: fc.constantFrom(30, 1000),
  });

type ReportKind = TaskReport["type"];

/** One step of a history; numbers choose among what there is when the step is taken. */
export type Step =
  | { readonly type: "register"; readonly spec: JobSpec; readonly preserveCounts: boolean }
  | {
      readonly type: "change";
      readonly what: "stopJob" | "startJob" | "purgeJob" | "evaluateJob";
      readonly job: number;
    }
  | { readonly type: "scale"; readonly job: number; readonly group: number; readonly count: number }
  | { readonly type: "revert"; readonly job: number; readonly version: number }
  | { readonly type: "stopAllocation"; readonly pick: number }
  | { readonly type: "report"; readonly kind: ReportKind; readonly pick: number; readonly exitCode: number }
  | { readonly type: "progress"; readonly kind: "start" | "stop" }
  | { readonly type: "late"; readonly kind: ReportKind; readonly pick: number }
  | { readonly type: "time"; readonly milliseconds: number }
  | { readonly type: "restart"; readonly pick: number }
  | { readonly type: "advance"; readonly pick: number; readonly limit: number }
  | { readonly type: "settle"; readonly limit: number }
  | { readonly type: "node"; readonly node: number; readonly resources: Capacity }
  | { readonly type: "sight"; readonly node: number; readonly status: "ready" | "down" }
  | {
      readonly type: "drain";
      readonly node: number;
      readonly deadlineMs: number | null;
      readonly ignoreSystemJobs: boolean;
    }
  | { readonly type: "cancelDrain"; readonly node: number; readonly makeEligible: boolean }
  | { readonly type: "eligibility"; readonly node: number; readonly eligibility: "eligible" | "ineligible" }
  | { readonly type: "nodeDue"; readonly node: number }
  | { readonly type: "removeNode"; readonly node: number }
  | { readonly type: "preemption"; readonly isOn: boolean };

const small = fc.nat({ max: 20 });
const limit = fc.constantFrom(1, 2, 3, 250);
const kinds = fc.constantFrom<ReportKind>(
  "started",
  "started",
  "exited",
  "exited",
  "startFailed",
  "lost",
  "signalled",
  "leaked",
);

export const changeStep = (): Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant("register" as const),
        spec: crowdedSpec(),
        preserveCounts: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant("scale" as const),
        job: small,
        group: small,
        count: fc.integer({ min: 0, max: 5 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("revert" as const), job: small, version: small }) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant("change" as const),
        what: fc.constantFrom(
          "stopJob" as const,
          "startJob" as const,
          "startJob" as const,
          "purgeJob" as const,
          "evaluateJob" as const,
        ),
        job: small,
      }),
    },
  );

const node = fc.integer({ min: 1, max: 2 });

/** What happens to nodes, and how the scheduler is set. */
const nodeStep = (): Arbitrary<Step> =>
  fc.oneof(
    fc.record({
      type: fc.constant("sight" as const),
      node,
      status: fc.constantFrom("ready" as const, "down" as const),
    }),
    fc.record({
      type: fc.constant("drain" as const),
      node,
      deadlineMs: fc.constantFrom(null, 0, 5000),
      ignoreSystemJobs: fc.boolean(),
    }),
    fc.record({ type: fc.constant("cancelDrain" as const), node, makeEligible: fc.boolean() }),
    fc.record({
      type: fc.constant("eligibility" as const),
      node,
      eligibility: fc.constantFrom("eligible" as const, "ineligible" as const),
    }),
    fc.record({ type: fc.constant("nodeDue" as const), node }),
    fc.record({ type: fc.constant("removeNode" as const), node }),
    fc.record({ type: fc.constant("preemption" as const), isOn: fc.boolean() }),
  );

export const step = (): Arbitrary<Step> =>
  fc.oneof(
    { weight: 6, arbitrary: changeStep() },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("stopAllocation" as const), pick: small }) },
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant("report" as const),
        kind: kinds,
        pick: small,
        exitCode: fc.constantFrom(0, 1, 137),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("progress" as const),
        kind: fc.constantFrom("start" as const, "stop" as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("late" as const), kind: kinds, pick: small }) },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant("time" as const), milliseconds: fc.constantFrom(1, 1000, 12_000) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("restart" as const), pick: small }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant("advance" as const), pick: small, limit }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant("settle" as const), limit }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("node" as const),
        node: fc.integer({ min: 1, max: 2 }),
        resources: capacity(),
      }),
    },
    { weight: 3, arbitrary: nodeStep() },
  );

const choose = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)];

const jobsOf = ({ state }: TestServer): readonly Job[] =>
  [...state.jobs.entries()].map(([, job]) => job).toSorted((a, b) => a.key - b.key);

/** The command that a change step amounts to here; undefined when there is nothing to change. */
export const changeOf = (server: TestServer, one: Step): JobChange | undefined => {
  if (one.type === "register")
    return { type: "registerJob", spec: one.spec, preserveCounts: one.preserveCounts, origin };
  if (one.type !== "scale" && one.type !== "revert" && one.type !== "change") return undefined;
  const job = choose(jobsOf(server), one.job);
  if (job === undefined) return undefined;
  const { namespace, id } = job.spec;
  if (one.type === "scale") {
    const name = choose(job.spec.taskGroups, one.group)?.name ?? "";
    return { type: "scaleJob", namespace, id, group: name, count: one.count, origin };
  }
  if (one.type === "revert")
    return { type: "revertJob", namespace, id, version: one.version % (job.version + 1), origin };
  return one.what === "evaluateJob" ? undefined : { type: one.what, namespace, id, origin };
};

/** Nothing is heard of what runs on a node that is down. */
const isInSight = ({ state }: TestServer, allocation: number): boolean => {
  const key = state.allocations.get(allocation)?.node;
  return key !== undefined && state.nodes.get(key)?.status === "ready";
};

const reportOf = (
  server: TestServer,
  kind: ReportKind,
  at: { readonly pick: number; readonly exitCode: number; readonly late: boolean },
): TaskReport | undefined => {
  const runs = [...server.runs.values()].filter((run) => run.ended === at.late && isInSight(server, run.run.alloc));
  const run = choose(runs, at.pick)?.run;
  if (run === undefined) return undefined;
  const seen = { run, at: server.now };
  switch (kind) {
    case "started":
      return { type: "started", ...seen, pid: 7 };
    case "exited":
      return { type: "exited", ...seen, exitCode: at.exitCode, signal: 0, oomKilled: false };
    case "startFailed":
      return { type: "startFailed", ...seen, reason: "no such file" };
    case "lost":
      return { type: "lost", ...seen, reason: "the machine restarted", withNode: at.pick % 2 === 0 };
    case "signalled":
      return { type: "signalled", ...seen, signal: "SIGTERM", reason: "stop" };
    case "leaked":
      return { type: "leaked", ...seen, pids: [at.pick] };
  }
};

/** Every process does what is expected of it. */
const progress = (server: TestServer, kind: "start" | "stop"): void => {
  for (const { run, started, stopAsked } of openRuns(server)) {
    if (!isInSight(server, run.alloc)) continue;
    if (kind === "start" && !started) report(server, { type: "started", run, at: server.now, pid: 7 });
    if (kind === "stop" && stopAsked)
      report(server, { type: "exited", run, at: server.now, exitCode: 143, signal: 15, oomKilled: false });
  }
};

const allocationsOf = ({ state }: TestServer): readonly number[] =>
  [...state.liveOfJob.entries()].flatMap(([, keys]) => [...keys]).toSorted((a, b) => a - b);

const restartOf = (server: TestServer, pick: number): Command | undefined => {
  const waiting = allocationsOf(server).flatMap((key) => {
    const allocation = server.state.allocations.get(key);
    return allocation === undefined || allocationDueAt(allocation) === null
      ? []
      : [{ type: "allocationDue" as const, allocation: key }];
  });
  return choose(waiting, pick);
};

/** A node only ever grows: what runs there stays within what it has. */
const nodeOf = (server: TestServer, one: Extract<Step, { readonly type: "node" }>): Command => {
  const id = `node-${String(one.node)}`;
  const known = [...server.state.nodes.entries()].find(([, node]) => node.id === id)?.[1].resources ?? one.resources;
  return nodeCommand(
    id,
    {
      cpuMhz: Math.max(known.cpuMhz, one.resources.cpuMhz),
      memoryMb: Math.max(known.memoryMb, one.resources.memoryMb),
      diskMb: Math.max(known.diskMb, one.resources.diskMb),
    },
    ["raw_exec"],
  );
};

const nodeCommandOf = (server: TestServer, one: Step): Command | undefined => {
  if (!("node" in one) || one.type === "node") return undefined;
  const id = `node-${String(one.node)}`;
  const key = [...server.state.nodes.entries()].find(([, known]) => known.id === id)?.[0];
  switch (one.type) {
    case "sight":
      return key === undefined
        ? undefined
        : { type: "reportNode", node: key, status: one.status, description: "the world said so" };
    case "drain":
      return { type: "drainNode", id, deadlineMs: one.deadlineMs, ignoreSystemJobs: one.ignoreSystemJobs, origin };
    case "cancelDrain":
      return { type: "cancelDrain", id, makeEligible: one.makeEligible, origin };
    case "eligibility":
      return { type: "setEligibility", id, eligibility: one.eligibility, origin };
    case "removeNode":
      return { type: "removeNode", id, origin };
    case "nodeDue":
      return key === undefined ? undefined : { type: "nodeDue", node: key };
  }
};

const everyType = (isOn: boolean): SchedulerSettings => ({
  algorithm: "binpack",
  preemption: { service: isOn, batch: isOn, system: isOn, sysbatch: isOn },
});

const commandOf = (server: TestServer, one: Step): Command | undefined => {
  switch (one.type) {
    case "stopAllocation": {
      const allocation = choose(allocationsOf(server), one.pick);
      return allocation === undefined ? undefined : { type: "stopAllocation", allocation, origin };
    }
    case "restart":
      return restartOf(server, one.pick);
    case "advance": {
      const evaluation = choose(pendingEvaluations(server), one.pick);
      return evaluation === undefined ? undefined : { type: "advanceEvaluation", evaluation, limit: one.limit };
    }
    case "node":
      return nodeOf(server, one);
    case "change": {
      const job = choose(jobsOf(server), one.job);
      if (one.what === "evaluateJob" && job !== undefined)
        return { type: "evaluateJob", namespace: job.spec.namespace, id: job.spec.id, origin };
      return changeOf(server, one);
    }
    case "preemption":
      return { type: "setScheduler", settings: everyType(one.isOn), origin };
    default:
      return nodeCommandOf(server, one) ?? changeOf(server, one);
  }
};

/** What was lost with its node ended there. */
const forgetLost = (server: TestServer): void => {
  for (const run of openRuns(server))
    if (server.state.allocations.get(run.run.alloc)?.client === "lost") run.ended = true;
};

/** Takes one step. Refusals are part of a history. */
export const take = (server: TestServer, one: Step): void => {
  server.now += 1;
  if (one.type === "settle") return workOff(server, one.limit);
  if (one.type === "progress") return progress(server, one.kind);
  if (one.type === "time") return void (server.now += one.milliseconds);
  if (one.type === "report" || one.type === "late") {
    const at = { pick: one.pick, exitCode: one.type === "report" ? one.exitCode : 1, late: one.type === "late" };
    const seen = reportOf(server, one.kind, at);
    if (seen !== undefined) report(server, seen);
    return;
  }
  const command = commandOf(server, one);
  if (command !== undefined) send(server, command);
  if (one.type === "sight") forgetLost(server);
};

/** The first node, which has one driver of the two that jobs ask for. */
export const crowd = (server: TestServer, resources: Capacity): void => {
  did(server, nodeCommand("node-1", resources, ["raw_exec"]));
};
