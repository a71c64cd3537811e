import { holding, predecessorOf, usedOn } from "../capacity.ts";
import type { Event } from "../event.ts";
import { invariant, must } from "../invariant.ts";
import { hasEnded, isLive, type Allocation } from "../model/allocation.ts";
import type { Instance, InstanceState, Job } from "../model/job.ts";
import { findGroup } from "../model/job-spec.ts";
import { demandOf, minus, plus } from "../model/resources.ts";
import { instanceKey, specOfVersion, type StateView } from "../state.ts";
import { applyReport, issueStart, newTask, requestStop, restartTaskNow, withTasks } from "../tasks/transition.ts";
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

const setLive = (on: Evolution, allocation: Allocation, wasLive: boolean): void => {
  const { state } = on;
  if (wasLive === isLive(allocation)) return;
  if (isLive(allocation)) state.liveOfJob.add(allocation.job, allocation.key);
  else state.liveOfJob.remove(allocation.job, allocation.key);
};

const countForJob = (on: Evolution, before: Allocation | undefined, after: Allocation): void => {
  const job = on.state.jobs.get(after.job);
  if (job === undefined) return;
  const isNewest = newestOf(on.state, after)?.allocation === after.key;
  const from = before === undefined ? null : instanceStateOf(before, isNewest);
  let next: Job = {
    ...moveInstance(job, after.group, { from, to: instanceStateOf(after, isNewest) }),
    allocationsIndex: on.index,
  };
  if (hasEnded(after) && !(before !== undefined && hasEnded(before))) {
    if (after.client === "complete" || after.client === "failed" || after.client === "lost")
      next = countEver(next, after.group, after.client);
    if (!on.state.liveOfJob.has(after.job)) next = { ...next, lastEndedAt: on.at };
    next = forgetUnwanted(on, next, after);
  }
  if (before === undefined) next = { ...next, lastEndedAt: null };
  if (after.client === "running" && before?.client === "pending") next = { ...next, lastStartedAt: on.at };
  putJob(on, next);
};

/** Stores an allocation's record and everything that is counted from it: live sets, what its node holds, its job's counts. */
const put = (on: Evolution, before: Allocation | undefined, changed: Allocation): Allocation => {
  const { state } = on;
  const after = { ...changed, modifiedAt: on.at, modifyIndex: on.index };
  const successor = before === undefined ? undefined : successorOf(state, before);
  const heldBefore = before === undefined ? undefined : holding(state, before);
  const successorBefore = successor === undefined ? undefined : holding(state, successor);
  state.allocations.set(after.key, after);
  on.touched.allocations.set(after.key, after);
  state.indexes.allocations = on.index;
  let used = plus(usedOn(state, after.node), holding(state, after));
  if (heldBefore !== undefined) used = minus(used, heldBefore);
  state.used.set(after.node, used);
  if (successor !== undefined && successorBefore !== undefined)
    state.used.set(
      successor.node,
      plus(minus(usedOn(state, successor.node), successorBefore), holding(state, successor)),
    );
  setLive(on, after, before !== undefined && isLive(before));
  countForJob(on, before, after);
  if (
    hasEnded(after) &&
    before !== undefined &&
    isLive(before) &&
    successor !== undefined &&
    predecessorOf(state, successor) === undefined
  )
    put(on, successor, issueStart(successor));
  return after;
};

export const evolveAllocationPlaced = (on: Evolution, event: Of<"allocationPlaced">): void => {
  const { state } = on;
  const job = must(state.jobs.get(event.job), "job");
  const group = must(
    findGroup(must(specOfVersion(state, event.job, event.version), "version"), event.group),
    "task group",
  );
  const key = instanceKey(event.job, event.group, event.index);
  const replaced = event.previous === null ? undefined : state.allocations.get(event.previous);
  // The replaced allocation stops being the newest of its instance before the new one starts to count.
  if (replaced !== undefined) {
    const isNewest = newestOf(state, replaced)?.allocation === replaced.key;
    if (isNewest)
      putJob(
        on,
        moveInstance(job, event.group, { from: instanceStateOf(replaced, true), to: instanceStateOf(replaced, false) }),
      );
    const linked = { ...replaced, next: event.allocation, modifiedAt: on.at, modifyIndex: on.index };
    state.allocations.set(replaced.key, linked);
    on.touched.allocations.set(replaced.key, linked);
  }
  const instance: Instance = { runs: event.attempt, allocation: event.allocation };
  state.instances.set(key, instance);
  on.touched.instances.set(key, { job: event.job, group: event.group, index: event.index, instance });
  state.next.allocation = Math.max(state.next.allocation, event.allocation + 1);
  const tasks = Object.fromEntries(
    group.tasks.map((task) => [task.name, newTask({ attempt: event.attempt, at: on.at, issued: event.issued })]),
  );
  const allocation: Allocation = {
    key: event.allocation,
    id: uuidOf(state.seed, "allocation", event.allocation),
    job: event.job,
    namespace: job.spec.namespace,
    jobId: job.spec.id,
    group: event.group,
    index: event.index,
    version: event.version,
    node: event.node,
    evaluation: event.evaluation,
    desired: "run",
    desiredDescription: "",
    client: "pending",
    clientDescription: "",
    attempt: event.attempt,
    demand: demandOf(group),
    previous: event.previous,
    next: null,
    tasks,
    metrics: event.metrics,
    createdAt: on.at,
    modifiedAt: on.at,
    createIndex: on.index,
    modifyIndex: on.index,
  };
  invariant(
    event.issued === (predecessorOf(state, allocation) === undefined),
    "a start is issued exactly when no predecessor lives",
  );
  put(on, undefined, withTasks(allocation, tasks));
};

export const evolveAllocationUpdated = (on: Evolution, event: Of<"allocationUpdated">): void => {
  const before = must(on.state.allocations.get(event.allocation), "allocation");
  put(on, before, { ...before, version: event.version, evaluation: event.evaluation });
};

export const evolveAllocationStopRequested = (on: Evolution, event: Of<"allocationStopRequested">): void => {
  const before = must(on.state.allocations.get(event.allocation), "allocation");
  put(on, before, requestStop(before, event.description, on.at));
};

export const evolveTaskReported = (on: Evolution, event: Of<"taskReported">): void => {
  const before = must(on.state.allocations.get(event.report.run.alloc), "allocation");
  put(on, before, applyReport(before, event.report, event.outcome));
};

export const evolveTaskRestarted = (on: Evolution, event: Of<"taskRestarted">): void => {
  const before = must(on.state.allocations.get(event.allocation), "allocation");
  const key = instanceKey(before.job, before.group, before.index);
  const known = must(on.state.instances.get(key), "instance");
  const instance: Instance = { ...known, runs: Math.max(known.runs, event.attempt) };
  on.state.instances.set(key, instance);
  on.touched.instances.set(key, { job: before.job, group: before.group, index: before.index, instance });
  put(on, before, restartTaskNow(before, event.task, event.attempt));
};
