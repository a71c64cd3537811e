import { holding, predecessorOf, usedOn } from "../capacity.ts";
import type { Event, PlacedAllocation } from "../event.ts";
import { invariant, must } from "../invariant.ts";
import { hasEnded, isLive, keptReschedules, type Allocation, type Reschedule } from "../model/allocation.ts";
import type { CumulativeCounts, Instance, InstanceState, Job } from "../model/job.ts";
import { findGroup, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import { demandOf, minus, plus, type Capacity } from "../model/resources.ts";
import { mainRole, type TaskRole } from "../model/task-state.ts";
import { instanceKey, specOfVersion, type StateView } from "../state.ts";
import {
  applyReport,
  applyCheckReport,
  disconnect,
  expire,
  issueStart,
  killTaskNow,
  lose,
  newTask,
  reconnect,
  requestStop,
  restartTaskNow,
  withTasks,
} from "../tasks/transition.ts";
import { uuidOf } from "../uuid.ts";
import type { Evolution } from "./evolution.ts";
import { countEver, forgetUnwanted, moveInstance, putJob } from "./jobs.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

/** How an allocation counts for its job; null when a newer one of its instance counts instead. */
const instanceStateOf = (allocation: Allocation, isNewest: boolean): InstanceState | null => {
  if (allocation.desired !== "run") return isLive(allocation) ? "stopping" : null;
  if (!isNewest) return null;
  if (allocation.client === "pending") return "starting";
  return allocation.client === "unknown" ? "lost" : allocation.client;
};

const newestOf = (view: StateView, allocation: Allocation): Instance | undefined =>
  view.instances.get(instanceKey(allocation.job, allocation.group, allocation.index));

/** The live allocation that waits for this one to end. */
export const successorOf = (view: StateView, allocation: Allocation): Allocation | undefined => {
  let next = allocation.next;
  while (next !== null) {
    const successor = view.allocations.get(next);
    if (successor === undefined || isLive(successor)) return successor;
    next = successor.next;
  }
  return undefined;
};

const setLive = (on: Evolution, allocation: Allocation): void => {
  const { state } = on;
  if (isLive(allocation)) {
    state.liveOfJob.add(allocation.job, allocation.key);
    state.liveOfNode.add(allocation.node, allocation.key);
    for (const { value } of allocation.ports) state.portsOfNode.add(allocation.node, value);
    return;
  }
  state.liveOfJob.remove(allocation.job, allocation.key);
  state.liveOfNode.remove(allocation.node, allocation.key);
  for (const { value } of allocation.ports) state.portsOfNode.remove(allocation.node, value);
};

const isCounted = (client: Allocation["client"]): client is keyof CumulativeCounts =>
  client === "complete" || client === "failed" || client === "lost";

const countForJob = (on: Evolution, before: Allocation, after: Allocation): void => {
  const job = on.state.jobs.get(after.job);
  if (job === undefined) return;
  const isNewest = newestOf(on.state, after)?.allocation === after.key;
  const from = instanceStateOf(before, isNewest);
  let next: Job = {
    ...moveInstance(job, after.group, { from, to: instanceStateOf(after, isNewest) }),
    allocationsIndex: on.index,
  };
  if (hasEnded(after) && !hasEnded(before)) {
    if (isCounted(after.client)) next = countEver(next, after.group, after.client);
    if (!on.state.liveOfJob.has(after.job)) next = { ...next, lastEndedAt: on.at };
    next = forgetUnwanted(on, next, after);
  }
  if (after.client === "running" && before.client === "pending") next = { ...next, lastStartedAt: on.at };
  putJob(on, next);
};

const keep = (on: Evolution, changed: Allocation): Allocation => {
  const after = { ...changed, modifiedAt: on.at, modifyIndex: on.index };
  on.state.allocations.set(after.key, after);
  on.touched.allocations.set(after.key, after);
  on.state.indexes.allocations = on.index;
  return after;
};

const use = (
  on: Evolution,
  node: number,
  by: { readonly more: Capacity; readonly less: Capacity | undefined },
): void => {
  const used = plus(usedOn(on.state, node), by.more);
  on.state.used.set(node, by.less === undefined ? used : minus(used, by.less));
};

/** Stores what became of an allocation and everything that is counted from it: live sets, what its node holds, its job's counts. */
const put = (on: Evolution, before: Allocation, changed: Allocation): Allocation => {
  const { state } = on;
  const successor = successorOf(state, before);
  const heldBefore = holding(state, before);
  const successorBefore = successor === undefined ? undefined : holding(state, successor);
  const after = keep(on, changed);
  use(on, after.node, { more: holding(state, after), less: heldBefore });
  if (successor !== undefined) use(on, successor.node, { more: holding(state, successor), less: successorBefore });
  if (isLive(before) !== isLive(after)) setLive(on, after);
  countForJob(on, before, after);
  if (hasEnded(after) && isLive(before) && successor !== undefined && predecessorOf(state, successor) === undefined)
    put(on, successor, issueStart(successor));
  return after;
};

const roleOf = ({ lifecycle, leader, shutdownDelayMs }: TaskGroup["tasks"][number], group: TaskGroup): TaskRole => {
  const delay = shutdownDelayMs + (group.shutdownDelayMs ?? 0);
  if (lifecycle === null && !leader && delay === 0) return mainRole;
  const hook = lifecycle?.hook;
  return {
    hook: hook === "prestart" || hook === "poststart" || hook === "poststop" ? hook : "main",
    sidecar: lifecycle?.sidecar ?? false,
    leader,
    shutdownDelayMs: delay,
  };
};

/** What all allocations of one group that are placed together have in common. */
type Common = {
  readonly event: Of<"allocationsPlaced">;
  readonly spec: JobSpec;
  readonly group: TaskGroup;
  readonly demand: Capacity;
  readonly roles: readonly (readonly [name: string, role: TaskRole])[];
};

const noReschedules: readonly Reschedule[] = [];

const reschedulesOf = (on: Evolution, group: TaskGroup, placed: PlacedAllocation): readonly Reschedule[] => {
  const before = placed.previous === null ? undefined : on.state.allocations.get(placed.previous)?.reschedules;
  if (placed.reschedule === null) return before ?? noReschedules;
  const all = [...(before ?? noReschedules), placed.reschedule];
  return group.reschedule?.unlimited === true ? all.slice(-keptReschedules) : all;
};

const newAllocation = (on: Evolution, { event, spec, group, demand, roles }: Common, placed: PlacedAllocation) => {
  const tasks = Object.fromEntries(
    roles.map(([name, role]) => [name, newTask({ attempt: placed.attempt, at: on.at, issued: false, role })]),
  );
  const allocation: Allocation = {
    key: placed.allocation,
    id: uuidOf(on.state.seed, "allocation", placed.allocation),
    job: event.job,
    namespace: spec.namespace,
    jobId: spec.id,
    jobType: spec.type,
    group: event.group,
    index: placed.index,
    version: event.version,
    node: placed.node,
    evaluation: event.evaluation,
    desired: "run",
    desiredDescription: "",
    client: "pending",
    clientDescription: "",
    attempt: placed.attempt,
    demand,
    previous: placed.previous,
    next: null,
    tasks,
    ports: placed.ports,
    reschedules: reschedulesOf(on, group, placed),
    followUp: null,
    preemptedBy: null,
    disconnectedAt: null,
    expiresAt: null,
    checks: {},
    createdAt: on.at,
    modifiedAt: on.at,
    createIndex: on.index,
    modifyIndex: on.index,
  };
  const waiting = withTasks(allocation, tasks);
  return placed.issued ? issueStart(waiting) : waiting;
};

/** Links the instance's newest allocation to the one that takes over, and takes it out of the job's counts. */
const succeed = (on: Evolution, job: Job, known: Instance | undefined, placed: PlacedAllocation): Job => {
  const replaced =
    known === undefined || known.allocation === null ? undefined : on.state.allocations.get(known.allocation);
  if (replaced === undefined) return job;
  const linked = { ...replaced, next: placed.allocation, modifiedAt: on.at, modifyIndex: on.index };
  on.state.allocations.set(replaced.key, linked);
  on.touched.allocations.set(replaced.key, linked);
  return moveInstance(job, replaced.group, {
    from: instanceStateOf(replaced, true),
    to: instanceStateOf(linked, false),
  });
};

export const evolveAllocationsPlaced = (on: Evolution, event: Of<"allocationsPlaced">): void => {
  const { state } = on;
  const before = must(state.jobs.get(event.job), "job");
  const spec = must(specOfVersion(state, event.job, event.version), "specification");
  const group = must(findGroup(spec, event.group), "task group");
  const common: Common = {
    event,
    spec,
    group,
    demand: demandOf(group),
    roles: group.tasks.map((task) => [task.name, roleOf(task, group)]),
  };
  let job: Job = { ...before, allocationsIndex: on.index, lastEndedAt: null };
  for (const placed of event.placed) {
    const key = instanceKey(event.job, event.group, placed.index);
    job = succeed(on, job, state.instances.get(key), placed);
    const instance: Instance = { runs: placed.attempt, allocation: placed.allocation };
    state.instances.set(key, instance);
    on.touched.instances.set(key, { job: event.job, group: event.group, index: placed.index, instance });
    state.next.allocation = Math.max(state.next.allocation, placed.allocation + 1);
    const allocation = newAllocation(on, common, placed);
    state.allocations.set(allocation.key, allocation);
    on.touched.allocations.set(allocation.key, allocation);
    if (placed.metrics !== null) on.touched.placements.set(allocation.key, placed.metrics);
    setLive(on, allocation);
    use(on, allocation.node, { more: holding(state, allocation), less: undefined });
    invariant(
      placed.issued === (predecessorOf(state, allocation) === undefined),
      "a start is issued exactly when no predecessor lives",
    );
  }
  state.indexes.allocations = on.index;
  putJob(on, moveInstance(job, event.group, { from: null, to: "starting" }, event.placed.length));
};

const changed = (on: Evolution, key: number, change: (before: Allocation) => Allocation): void => {
  const before = must(on.state.allocations.get(key), "allocation");
  put(on, before, change(before));
};

export const evolveAllocationUpdated = (on: Evolution, event: Of<"allocationUpdated">): void =>
  changed(on, event.allocation, (before) => ({ ...before, version: event.version, evaluation: event.evaluation }));

export const evolveAllocationStopRequested = (on: Evolution, event: Of<"allocationStopRequested">): void =>
  changed(on, event.allocation, (before) => ({
    ...requestStop(before, event.description, on.at),
    desired: event.preemptedBy === null ? "stop" : "evict",
    preemptedBy: event.preemptedBy,
  }));

export const evolveAllocationLost = (on: Evolution, event: Of<"allocationLost">): void =>
  changed(on, event.allocation, (before) => lose(before, event.reason, on.at));

export const evolveAllocationDisconnected = (on: Evolution, event: Of<"allocationDisconnected">): void =>
  changed(on, event.allocation, (before) => disconnect(before, on.at));

export const evolveAllocationReconnected = (on: Evolution, event: Of<"allocationReconnected">): void =>
  changed(on, event.allocation, reconnect);

export const evolveAllocationExpired = (on: Evolution, event: Of<"allocationExpired">): void =>
  changed(on, event.allocation, (before) => expire(before, event.reason, on.at));

export const evolveAllocationRescheduleDelayed = (on: Evolution, event: Of<"allocationRescheduleDelayed">): void =>
  changed(on, event.allocation, (before) => ({ ...before, followUp: event.evaluation }));

/** When an allocation that has just begun to run will have run for as long as its group allows. */
const withExpiry = (on: Evolution, before: Allocation, after: Allocation): Allocation => {
  if (after.client !== "running" || after.expiresAt !== null || before.client === "running") return after;
  const spec = specOfVersion(on.state, after.job, after.version);
  const longest = spec === undefined ? null : (findGroup(spec, after.group)?.maxRunDurationMs ?? null);
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
  put(on, before, restartTaskNow(before, event.task, event.attempt));
};
