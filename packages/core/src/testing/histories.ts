import type { Command, JobChange } from "../command.ts";
import type { Job } from "../model/job.ts";
import type { Capacity } from "../model/resources.ts";
import type { TaskReport } from "../model/run.ts";
import type { SchedulerSettings } from "../model/settings.ts";
import { allocationDueAt } from "../due.ts";
import { rolloutCommandOf } from "./rollout-steps.ts";
import type { ReportKind, Step } from "./steps.ts";
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

export { capacity } from "./crowded-jobs.ts";
export { changeStep, step, type Step } from "./steps.ts";

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
    case "rollout":
      return rolloutCommandOf(server, one);
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
