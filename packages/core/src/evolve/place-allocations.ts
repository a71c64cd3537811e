import { holding, predecessorOf } from "../capacity.ts";
import type { Event, PlacedAllocation } from "../event.ts";
import { invariant, must } from "../invariant.ts";
import { keptReschedules, type Allocation, type Reschedule } from "../model/allocation.ts";
import type { RolloutPart } from "../model/deployment.ts";
import type { Instance, Job } from "../model/job.ts";
import { findGroup, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import { demandOf, type Capacity } from "../model/resources.ts";
import type { TaskRole } from "../model/task-state.ts";
import { own } from "../own.ts";
import { instanceKey, specOfVersion } from "../state.ts";
import { roleOf } from "../tasks/role.ts";
import { issueStart, newTask, withTasks } from "../tasks/transition.ts";
import { uuidOf } from "../uuid.ts";
import { countPlaced } from "./deployments.ts";
import type { Evolution } from "./evolution.ts";
import { moveInstance, putJob, withReach } from "./jobs.ts";
import { hold, instanceStateOf, setLive } from "./put-allocation.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

/** What all allocations of one group that are placed together have in common. */
type Common = {
  readonly event: Of<"allocationsPlaced">;
  readonly spec: JobSpec;
  readonly group: TaskGroup;
  readonly demand: Capacity;
  readonly roles: readonly (readonly [name: string, role: TaskRole])[];
  /** By attempt and by whether the engine is asked to start them at once. */
  readonly starts: Map<number, Start>;
  /** By what they differ in: the parts that new allocations have in their rollout. */
  readonly parts: Map<number, RolloutPart>;
  /** Within which they have to be healthy, counted from `at`. */
  readonly deadlineMs: number | null;
  readonly at: number;
};

/** The tasks of a new allocation and what follows from them: one record for all allocations that begin alike, a million of them if need be. */
type Start = Pick<Allocation, "tasks" | "client" | "clientDescription">;

const noReschedules: readonly Reschedule[] = [];

const reschedulesOf = (on: Evolution, group: TaskGroup, placed: PlacedAllocation): readonly Reschedule[] => {
  const before = placed.previous === null ? undefined : on.state.allocations.get(placed.previous)?.reschedules;
  if (placed.reschedule === null) return before ?? noReschedules;
  const all = [...(before ?? noReschedules), placed.reschedule];
  return group.reschedule?.unlimited === true ? all.slice(-keptReschedules) : all;
};

const noChecks: Allocation["checks"] = {};

const partOf = ({ event, parts, deadlineMs, at }: Common, placed: PlacedAllocation): RolloutPart | null => {
  if (event.deployment === null) return null;
  const alike = (placed.canary ? 2 : 0) + (placed.issued ? 1 : 0);
  const known = parts.get(alike);
  if (known !== undefined) return known;
  const part: RolloutPart = {
    deployment: event.deployment,
    canary: placed.canary,
    healthy: null,
    decidedAt: null,
    healthyAt: null,
    deadlineAt: placed.issued && deadlineMs !== null ? at + deadlineMs : null,
  };
  parts.set(alike, part);
  return part;
};

const newAllocation = (on: Evolution, common: Common, placed: PlacedAllocation): Allocation => {
  const { event, spec, group, demand, roles, starts } = common;
  const alike = placed.attempt * 2 + (placed.issued ? 1 : 0);
  const start = starts.get(alike);
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
    client: start?.client ?? "pending",
    clientDescription: start?.clientDescription ?? "",
    attempt: placed.attempt,
    demand,
    previous: placed.previous,
    next: null,
    tasks: start?.tasks ?? {},
    ports: placed.ports,
    reschedules: reschedulesOf(on, group, placed),
    followUp: null,
    preemptedBy: null,
    disconnectedAt: null,
    lostAt: null,
    expiresAt: null,
    hasExpired: false,
    checks: noChecks,
    rollout: partOf(common, placed),
    createdAt: on.at,
    modifiedAt: on.at,
    createIndex: on.index,
    modifyIndex: on.index,
  };
  if (start !== undefined) return allocation;
  const tasks = Object.fromEntries(
    roles.map(([name, role]) => [name, newTask({ attempt: placed.attempt, at: on.at, issued: false, role })]),
  );
  const waiting = withTasks(allocation, tasks);
  const first = placed.issued ? issueStart(waiting) : waiting;
  starts.set(alike, { tasks: first.tasks, client: first.client, clientDescription: first.clientDescription });
  return first;
};

/** Links the instance's newest allocation to the one that takes over, and takes it out of the job's counts. */
const succeed = (
  on: Evolution,
  job: Job,
  at: { readonly instance: string; readonly placed: PlacedAllocation },
): Job => {
  const { placed } = at;
  const newest = on.state.instances.get(at.instance)?.allocation ?? null;
  const replaced = newest === null ? undefined : on.state.allocations.get(newest);
  if (replaced === undefined) return job;
  if (placed.previous !== replaced.key)
    return moveInstance(job, replaced.group, {
      from: instanceStateOf(replaced, true),
      to: instanceStateOf(replaced, false),
    });
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
  const deployment = event.deployment === null ? undefined : state.deployments.get(event.deployment);
  const common: Common = {
    event,
    spec,
    group,
    demand: demandOf(group),
    roles: group.tasks.map((task) => [task.name, roleOf(task, group)]),
    starts: new Map(),
    parts: new Map(),
    deadlineMs:
      deployment === undefined ? null : (own(deployment.groups, event.group)?.policy.healthyDeadlineMs ?? null),
    at: on.at,
  };
  let job: Job = { ...before, allocationsIndex: on.index, lastEndedAt: null };
  for (const placed of event.placed) {
    const key = instanceKey(event.job, event.group, placed.index);
    // The first attempt of an instance takes over from nobody.
    if (placed.attempt > 1) job = succeed(on, job, { instance: key, placed });
    const instance: Instance = { runs: placed.attempt, allocation: placed.allocation };
    state.instances.set(key, instance);
    on.touched.instances.set(key, { job: event.job, group: event.group, index: placed.index, instance });
    state.next.allocation = Math.max(state.next.allocation, placed.allocation + 1);
    const allocation = newAllocation(on, common, placed);
    state.allocations.set(allocation.key, allocation);
    on.touched.allocations.set(allocation.key, allocation);
    if (placed.metrics !== null) on.touched.placements.set(allocation.key, placed.metrics);
    setLive(on, allocation);
    hold(on, allocation.node, { more: holding(state, allocation), less: undefined });
    invariant(
      placed.issued === (predecessorOf(state, allocation) === undefined),
      "a start is issued exactly when no predecessor lives",
    );
  }
  state.indexes.allocations = on.index;
  const reach = event.placed.reduce((highest, { index }) => Math.max(highest, index + 1), 0);
  job = withReach(job, event.group, reach);
  putJob(on, moveInstance(job, event.group, { from: null, to: "starting", many: event.placed.length }));
  if (deployment !== undefined)
    countPlaced(on, deployment.key, {
      group: event.group,
      placed: event.placed.length,
      canaries: event.placed.flatMap(({ allocation, canary }) => (canary ? [allocation] : [])),
    });
};
