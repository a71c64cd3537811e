import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { Allocation } from "../model/allocation.ts";
import type { RolloutPart } from "../model/deployment.ts";
import type { DeploymentKey } from "../model/ids.ts";
import type { Instance } from "../model/job.ts";
import { findGroup, findTask, type TaskGroup } from "../model/job-spec.ts";
import type { TaskState } from "../model/task-state.ts";
import { own } from "../own.ts";
import { instanceKey, specOfVersion } from "../state.ts";
import { lostAfterMs } from "../tasks/lost-after.ts";
import { roleOf } from "../tasks/role.ts";
import { returned } from "../tasks/start.ts";
import {
  applyCheckReport,
  applyReport,
  disconnect,
  expire,
  killTaskNow,
  lose,
  requestStop,
  restartTaskNow,
} from "../tasks/transition.ts";
import { countPlaced } from "./deployments.ts";
import type { Evolution } from "./evolution.ts";
import { moveInstance, putJob } from "./jobs.ts";
import { instanceStateOf, putAllocation } from "./put-allocation.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const changed = (on: Evolution, key: number, change: (before: Allocation) => Allocation): void => {
  const before = must(on.state.allocations.get(key), "allocation");
  putAllocation(on, before, change(before));
};

const groupOf = (on: Evolution, { job, group }: Allocation, version: number): TaskGroup | undefined => {
  // Whether a purged job's definition can still be found depends on where the state is kept.
  const spec = on.state.jobs.has(job) ? specOfVersion(on.state, job, version) : undefined;
  return spec === undefined ? undefined : findGroup(spec, group);
};

/** What is left of a run that may be longer or shorter from now on; a bound that is new counts from now. */
const expiryAfter = (on: Evolution, before: Allocation, longest: number | null): number | null => {
  if (longest === null || before.client !== "running") return null;
  const old = groupOf(on, before, before.version)?.maxRunDurationMs ?? null;
  return before.expiresAt === null || old === null ? on.at + longest : before.expiresAt - old + longest;
};

/** What takes part in a rollout without being replaced has to show its health again. */
const joined = (on: Evolution, before: Allocation, deployment: DeploymentKey): RolloutPart => {
  const policy = own(on.state.deployments.get(deployment)?.groups ?? {}, before.group)?.policy;
  const deadlineAt = policy === undefined ? null : on.at + policy.healthyDeadlineMs;
  return { deployment, canary: false, healthy: null, decidedAt: null, healthyAt: null, deadlineAt };
};

/** An update in place changes what its tasks are to each other, and how long it may run. */
export const evolveAllocationUpdated = (on: Evolution, event: Of<"allocationUpdated">): void => {
  const { deployment } = event;
  changed(on, event.allocation, (before) => {
    const rollout = deployment === null ? before.rollout : joined(on, before, deployment);
    const updated = { ...before, rollout, version: event.version, evaluation: event.evaluation };
    const group = groupOf(on, before, event.version);
    if (group === undefined) return updated;
    const tasks = Object.entries(before.tasks).map(([name, state]): [string, TaskState] => {
      const task = findTask(group, name);
      return [name, task === undefined ? state : { ...state, role: roleOf(task, group) }];
    });
    return {
      ...updated,
      tasks: Object.fromEntries(tasks),
      expiresAt: expiryAfter(on, before, group.maxRunDurationMs),
    };
  });
  const group = on.state.allocations.get(event.allocation)?.group;
  if (deployment !== null && group !== undefined) countPlaced(on, deployment, { group, placed: 1, canaries: [] });
};

export const evolveAllocationStopRequested = (on: Evolution, event: Of<"allocationStopRequested">): void =>
  changed(on, event.allocation, (before) => ({
    ...requestStop(before, event.description, on.at),
    desired: event.preemptedBy === null ? "stop" : "evict",
    preemptedBy: event.preemptedBy,
  }));

export const evolveAllocationLost = (on: Evolution, event: Of<"allocationLost">): void =>
  changed(on, event.allocation, (before) => lose(before, event.reason, on.at));

export const evolveAllocationDisconnected = (on: Evolution, event: Of<"allocationDisconnected">): void =>
  changed(on, event.allocation, (before) => disconnect(before, on.at, lostAfterMs(on.state, before)));

export const evolveAllocationReconnected = (on: Evolution, event: Of<"allocationReconnected">): void =>
  changed(on, event.allocation, (before) => returned(on.state, before));

/** The one that had taken its place no longer is its instance's newest. */
export const evolveAllocationReinstated = (on: Evolution, event: Of<"allocationReinstated">): void => {
  const { state } = on;
  const again = must(state.allocations.get(event.allocation), "allocation");
  const key = instanceKey(again.job, again.group, again.index);
  const known = must(state.instances.get(key), "instance");
  const replacement = known.allocation === null ? undefined : state.allocations.get(known.allocation);
  const instance: Instance = { ...known, allocation: again.key };
  state.instances.set(key, instance);
  on.touched.instances.set(key, { job: again.job, group: again.group, index: again.index, instance });
  const job = state.jobs.get(again.job);
  if (job === undefined) return;
  const without =
    replacement === undefined
      ? job
      : moveInstance(job, again.group, {
          from: instanceStateOf(replacement, true),
          to: instanceStateOf(replacement, false),
        });
  putJob(on, moveInstance(without, again.group, { from: null, to: instanceStateOf(again, true) }));
};

export const evolveAllocationExpired = (on: Evolution, event: Of<"allocationExpired">): void =>
  changed(on, event.allocation, (before) => expire(before, on.at));

export const evolveAllocationRescheduleDelayed = (on: Evolution, event: Of<"allocationRescheduleDelayed">): void =>
  changed(on, event.allocation, (before) => ({ ...before, followUp: event.evaluation }));

/** When an allocation that has just begun to run will have run for as long as its group allows. */
const withExpiry = (on: Evolution, before: Allocation, after: Allocation): Allocation => {
  if (after.client !== "running" || after.expiresAt !== null || before.client === "running") return after;
  const longest = groupOf(on, after, after.version)?.maxRunDurationMs ?? null;
  return longest === null ? after : { ...after, expiresAt: on.at + longest };
};

export const evolveTaskReported = (on: Evolution, event: Of<"taskReported">): void =>
  changed(on, event.report.run.alloc, (before) =>
    withExpiry(on, before, applyReport(before, event.report, event.outcome)),
  );

export const evolveCheckReported = (on: Evolution, event: Of<"checkReported">): void =>
  changed(on, event.report.allocation, (before) => applyCheckReport(before, event.report));

export const evolveTaskKillDue = (on: Evolution, event: Of<"taskKillDue">): void =>
  changed(on, event.allocation, (before) => killTaskNow(before, event.task));

export const evolveTaskRestarted = (on: Evolution, event: Of<"taskRestarted">): void => {
  const before = must(on.state.allocations.get(event.allocation), "allocation");
  const key = instanceKey(before.job, before.group, before.index);
  const known = must(on.state.instances.get(key), "instance");
  const instance: Instance = { ...known, runs: Math.max(known.runs, event.attempt) };
  on.state.instances.set(key, instance);
  on.touched.instances.set(key, { job: before.job, group: before.group, index: before.index, instance });
  putAllocation(on, before, restartTaskNow(before, event.task, event.attempt));
};
