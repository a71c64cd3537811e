import type { Event } from "../event.ts";
import { sameJson } from "../equal.ts";
import { hasEnded, type Allocation } from "../model/allocation.ts";
import { jobNameKey, type JobKey, type NodeKey } from "../model/ids.ts";
import {
  isLaunchedByClock,
  noChildren,
  nomadJobStatus,
  noInstances,
  type CumulativeCounts,
  type GroupCounts,
  type Instance,
  type InstanceState,
  type Job,
  type JobStatus,
  type Launches,
  type ParentRef,
} from "../model/job.ts";
import { findGroup, isTemplate, runsPerNode, type JobSpec } from "../model/job-spec.ts";
import { own } from "../own.ts";
import { dispatchKey, instanceKey, versionKey } from "../state.ts";
import type { Evolution } from "./evolution.ts";
import { moveWaiting } from "./waiting.ts";

/** A child counts for its parent by its status; null: it is not there. */
const countChild = (
  on: Evolution,
  job: Job,
  move: { readonly from: JobStatus | null; readonly to: JobStatus | null },
): void => {
  if (job.parent === null || move.from === move.to) return;
  const parent = on.state.jobs.get(job.parent.job);
  if (parent === undefined || parent.launches === null) return;
  const children = { ...parent.launches.children };
  if (move.from !== null) children[move.from] -= 1;
  if (move.to !== null) children[move.to] += 1;
  const after = { ...parent, launches: { ...parent.launches, children, index: on.index } };
  on.state.jobs.set(parent.key, after);
  on.touched.jobs.set(parent.key, after);
};

/** Stores a job's record. Its modify index moves with its version and with Nomad's status, not with every count. */
export const putJob = (on: Evolution, job: Job): void => {
  const before = on.state.jobs.get(job.key);
  const moved =
    before !== undefined && before.version === job.version && nomadJobStatus(before) !== nomadJobStatus(job);
  const after = moved ? { ...job, modifyIndex: on.index } : job;
  on.state.jobs.set(job.key, after);
  on.state.indexes.jobs = on.index;
  on.touched.jobs.set(job.key, after);
  countChild(on, job, { from: before === undefined ? null : nomadJobStatus(before), to: nomadJobStatus(job) });
};

export const noGroupCounts: GroupCounts = { now: noInstances, ever: { complete: 0, failed: 0, lost: 0 }, reach: 0 };

/** A group may be named like something every object inherits. */
const countsOf = (job: Pick<Job, "groups">, group: string): GroupCounts => own(job.groups, group) ?? noGroupCounts;

/** Instances up to `reach` have been placed. */
export const withReach = (job: Job, group: string, reach: number): Job => {
  const counts = countsOf(job, group);
  return counts.reach >= reach ? job : { ...job, groups: { ...job.groups, [group]: { ...counts, reach } } };
};

/**
 * `queued` is what is wanted and has no allocation. How many nodes want an instance of a job that runs once per node only its evaluations
 * know: see `evolveEvaluationEnded`.
 */
const withQueued = (job: Pick<Job, "spec" | "stop">, name: string, counts: GroupCounts): GroupCounts => {
  if (runsPerNode(job.spec.type)) return job.stop ? { ...counts, now: { ...counts.now, queued: 0 } } : counts;
  const wanted = job.stop || isTemplate(job.spec) ? 0 : (findGroup(job.spec, name)?.count ?? 0);
  const { starting, running, complete, failed, lost } = counts.now;
  return {
    ...counts,
    now: { ...counts.now, queued: Math.max(0, wanted - starting - running - complete - failed - lost) },
  };
};

/** `many` instances of a group go from one state to another; null is none. */
export const moveInstance = (
  job: Job,
  group: string,
  move: { readonly from: InstanceState | null; readonly to: InstanceState | null; readonly many?: number },
): Job => {
  if (move.from === move.to) return job;
  const { many = 1 } = move;
  const counts = countsOf(job, group);
  const now = { ...counts.now };
  if (move.from !== null) now[move.from] -= many;
  if (move.to !== null) now[move.to] += many;
  return { ...job, groups: { ...job.groups, [group]: withQueued(job, group, { ...counts, now }) } };
};

export const countEver = (job: Job, group: string, state: keyof CumulativeCounts): Job => {
  const counts = countsOf(job, group);
  return {
    ...job,
    groups: { ...job.groups, [group]: { ...counts, ever: { ...counts.ever, [state]: counts.ever[state] + 1 } } },
  };
};

const forget = (
  on: Evolution,
  job: Job,
  at: {
    readonly group: string;
    readonly index: number;
    readonly instance: Instance;
    readonly state: Allocation["client"];
  },
): Job => {
  const { group, index } = at;
  const instance = { ...at.instance, allocation: null };
  const key = instanceKey(job.key, group, index);
  on.state.instances.set(key, instance);
  on.touched.instances.set(key, { job: job.key, group, index, instance });
  return moveInstance(job, group, { from: at.state as InstanceState, to: null });
};

/**
 * [J9] An instance that ended by itself and is no longer wanted is history: it stops counting, and when its number is wanted again it is a
 * new one. One that was asked to stop stays its instance's newest allocation, because what it replaced may still be running.
 */
export const forgetUnwanted = (on: Evolution, job: Job, allocation: Allocation): Job => {
  const key = instanceKey(job.key, allocation.group, allocation.index);
  const instance = on.state.instances.get(key);
  const count = findGroup(job.spec, allocation.group)?.count ?? 0;
  const isWanted = runsPerNode(job.spec.type) ? count > 0 : allocation.index < count;
  if (isWanted || !hasEnded(allocation) || allocation.desired !== "run" || instance?.allocation !== allocation.key)
    return job;
  return forget(on, job, { group: allocation.group, index: allocation.index, instance, state: allocation.client });
};

/** [O10] What failed or was lost on a node that is gone will never run again, and what completed there has. */
const forgetOn = (on: Evolution, job: Job, node: NodeKey): Job => {
  let result = job;
  for (const group of Object.keys(job.groups)) {
    const instance = on.state.instances.get(instanceKey(job.key, group, node));
    const newest = instance?.allocation ?? null;
    const ended = newest === null ? undefined : on.state.allocations.get(newest);
    if (instance === undefined || ended?.desired !== "run") continue;
    if (ended.client === "failed" || ended.client === "lost")
      result = forget(on, result, { group, index: node, instance, state: ended.client });
  }
  return result;
};

/** [O10] Of the jobs that run once per node; a stopped one forgets it when it is started. */
export const forgetNode = (on: Evolution, node: NodeKey): void => {
  for (const [key] of on.state.perNodeJobs.entries()) {
    const job = on.state.jobs.get(key);
    const without = job === undefined ? undefined : forgetOn(on, job, node);
    if (without !== undefined && without !== job) putJob(on, without);
  }
};

const forgetGoneNodes = (on: Evolution, job: Job): Job => {
  if (!runsPerNode(job.spec.type)) return job;
  const reach = Math.max(0, ...Object.values(job.groups).map((counts) => counts.reach));
  let result = job;
  for (let node = 0; node < reach; node++) if (!on.state.nodes.has(node)) result = forgetOn(on, result, node);
  return result;
};

const forgetEndedBeyond = (on: Evolution, job: Job, before: JobSpec): Job => {
  let result = job;
  if (runsPerNode(before.type)) return result;
  for (const group of before.taskGroups) {
    for (let index = findGroup(job.spec, group.name)?.count ?? 0; index < group.count; index++) {
      const newest = on.state.instances.get(instanceKey(job.key, group.name, index))?.allocation ?? null;
      const allocation = newest === null ? undefined : on.state.allocations.get(newest);
      if (allocation !== undefined) result = forgetUnwanted(on, result, allocation);
    }
  }
  return result;
};

const firstVersion = (on: Evolution, event: Extract<Event, { readonly type: "jobVersioned" }>): Job => ({
  key: event.job,
  spec: event.version.spec,
  version: event.version.version,
  revision: event.version.revision,
  stop: event.version.stop,
  stable: event.version.stable,
  startedVersion: event.version.version,
  deployment: null,
  stableVersion: null,
  deploymentsIndex: on.index,
  counters: { configuration: 0, desiredState: 0, workflow: 0 },
  created: event.version.origin,
  changed: event.version.origin,
  createdAt: on.at,
  changedAt: on.at,
  jobModifyIndex: on.index,
  createIndex: on.index,
  modifyIndex: on.index,
  allocationsIndex: on.index,
  evaluationsIndex: on.index,
  parent: event.parent ?? null,
  launches: null,
  groups: {},
  openEvaluations: 0,
  lastStartedAt: null,
  lastEndedAt: null,
});

/**
 * A schedule begins where it is registered, changed or started: what was due before that is not launched. Any other change leaves it as it is.
 */
const launchesAfter = (on: Evolution, before: Job | undefined, after: Pick<Job, "spec" | "stop">): Launches | null => {
  if (!isTemplate(after.spec)) return null;
  const kept = before?.launches ?? null;
  if (before === undefined || kept === null)
    return { children: noChildren, through: on.at, last: null, skipped: null, missed: null, index: on.index };
  if (before.stop && !after.stop) return { ...kept, through: on.at, index: on.index };
  return sameJson(before.spec.periodic, after.spec.periodic)
    ? kept
    : { ...kept, through: Math.max(kept.through, on.at), index: on.index };
};

/** The token that a child was dispatched under, with its parent; null when there is none. */
const tokenKey = (parent: ParentRef | null | undefined): string | null => {
  const token = parent?.dispatch?.token ?? "";
  return parent === null || parent === undefined || token === "" ? null : dispatchKey(parent.job, token);
};

const nameJob = ({ state }: Evolution, event: Extract<Event, { readonly type: "jobVersioned" }>): void => {
  const { namespace, id } = event.version.spec;
  state.jobKeys.set(jobNameKey(namespace, id), event.job);
  const token = tokenKey(event.parent);
  if (token !== null) state.dispatched.set(token, event.job);
};

export const evolveJobVersioned = (on: Evolution, event: Extract<Event, { readonly type: "jobVersioned" }>): void => {
  const { state } = on;
  const { version } = event;
  const before = state.jobs.get(event.job);
  state.next.job = Math.max(state.next.job, event.job + 1);
  if (before === undefined) nameJob(on, event);
  else {
    state.specs.set(versionKey(before.key, before.version), before.spec);
    moveWaiting(state, before.key, { from: before.spec, to: version.spec });
  }
  const base = before ?? firstVersion(on, event);
  const counters = { ...base.counters };
  for (const counter of event.bumps) counters[counter] += 1;
  const starts = before === undefined || (before.stop && !version.stop);
  let job: Job = {
    ...base,
    spec: version.spec,
    version: version.version,
    revision: version.revision,
    stop: version.stop,
    stable: version.stable,
    launches: launchesAfter(on, before, version),
    startedVersion: starts ? version.version : base.startedVersion,
    counters,
    changed: version.origin,
    changedAt: on.at,
    jobModifyIndex: on.index,
    modifyIndex: on.index,
  };
  if (before !== undefined) job = forgetEndedBeyond(on, job, before.spec);
  if (before !== undefined && starts) job = forgetGoneNodes(on, job);
  const names = new Set([...version.spec.taskGroups.map((group) => group.name), ...Object.keys(job.groups)]);
  job = {
    ...job,
    groups: Object.fromEntries([...names].map((name) => [name, withQueued(job, name, countsOf(job, name))])),
  };
  putJob(on, job);
  if (runsPerNode(version.spec.type) && !version.stop && !isTemplate(version.spec))
    state.perNodeJobs.set(job.key, true);
  else state.perNodeJobs.delete(job.key);
  if (isLaunchedByClock(version)) state.clockJobs.set(job.key, true);
  else state.clockJobs.delete(job.key);
  on.touched.versions.set(versionKey(job.key, version.version), {
    job: job.key,
    version: { ...version, at: on.at, index: on.index },
  });
};

export const evolveJobPurged = (on: Evolution, event: Extract<Event, { readonly type: "jobPurged" }>): void =>
  removeJob(on, event.job);

/** Forgets a job, and with it its name and what it counts for its parent. */
export const removeJob = (on: Evolution, key: JobKey): void => {
  const { state } = on;
  const job = state.jobs.get(key);
  if (job === undefined) return;
  state.jobKeys.delete(jobNameKey(job.spec.namespace, job.spec.id));
  const token = tokenKey(job.parent);
  if (token !== null) state.dispatched.delete(token);
  moveWaiting(state, job.key, { from: job.spec, to: undefined });
  state.jobs.delete(job.key);
  state.perNodeJobs.delete(job.key);
  state.clockJobs.delete(job.key);
  state.indexes.jobs = on.index;
  on.touched.jobs.set(job.key, null);
  countChild(on, job, { from: nomadJobStatus(job), to: null });
};

/** [J8] What the last evaluation could not place waits: of a job that runs once per node nothing else tells. */
export const withWaiting = (job: Job, queued: { readonly [group: string]: number }): Job => {
  if (!runsPerNode(job.spec.type)) return job;
  const groups = Object.entries(job.groups).map(([name, counts]): [string, GroupCounts] => [
    name,
    { ...counts, now: { ...counts.now, queued: job.stop ? 0 : (own(queued, name) ?? 0) } },
  ]);
  return { ...job, groups: Object.fromEntries(groups) };
};
