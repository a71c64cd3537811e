import { holding, predecessorOf } from "../capacity.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { AllocationKey, JobKey, NodeKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { TaskGroup } from "../model/job-spec.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { PlanVerb } from "../model/plan.ts";
import type { Change } from "../spec/update-effect.ts";
import { instanceKey, type StateView } from "../state.ts";
import { isWithEngine } from "../tasks/transition.ts";
import { failureText } from "./failure-text.ts";
import { isAmong, obstacles } from "./feasible.ts";
import { candidatesFor, claim, place, release, type Candidates, type Claims } from "./place.ts";
import { changeFor, endedText, listed, reasonToRunAgain, type Changing } from "./run-again.ts";

/** What is to happen to one instance, and why. */
export type InstanceDecision = {
  readonly group: string;
  readonly index: number;
  readonly verb: PlanVerb;
  readonly reason: string;
  /** Its newest allocation, when that still matters. */
  readonly current: Allocation | null;
  readonly node: NodeKey | null;
  readonly metrics: PlacementMetrics | null;
};

export type Reconciliation = {
  /** Stops first, then group by group, instance by instance. */
  readonly decisions: readonly InstanceDecision[];
  readonly failures: ReadonlyMap<string, PlacementMetrics>;
};

/** Whether a live allocation ends the moment it is asked to stop: none of its tasks has a process or is about to. */
export const endsAtOnce = (allocation: Allocation): boolean =>
  Object.values(allocation.tasks).every((task) => !isWithEngine(task));

type Work = Changing & {
  readonly claims: Claims;
  /** Per group: how its first instance that fits nowhere failed, and how many failed besides. */
  readonly failures: Map<string, { readonly first: PlacementMetrics; more: number }>;
  /** Why a group's next instance fits nowhere: holds until something is released. */
  readonly stuck: Map<string, Failure>;
  /** Live allocations that end as soon as this is carried out. */
  readonly ending: ReadonlySet<AllocationKey>;
  /** Changes that may still be found before the search ends. */
  left: number;
};

type Failure = { readonly metrics: PlacementMetrics; readonly text: string };

type At = { readonly group: TaskGroup; readonly index: number; readonly current: Allocation | null };

const keep = (at: At, reason: string): InstanceDecision => ({
  group: at.group.name,
  index: at.index,
  verb: "keep",
  reason,
  current: at.current,
  node: at.current?.node ?? null,
  metrics: null,
});

/** What has to end before the replacement may start, once `current` is asked to stop. */
const predecessorAfterStop = (view: StateView, current: Allocation | null): Allocation | undefined => {
  if (current === null) return undefined;
  if (isLive(current) && !endsAtOnce(current)) return current;
  const started = Object.values(current.tasks).some((task) => task.startedAt !== null);
  return started ? undefined : predecessorOf(view, current);
};

const waits = (work: Work, at: At, failure: Failure): InstanceDecision => {
  const { group, index, current } = at;
  const failed = work.failures.get(group.name);
  if (failed === undefined) work.failures.set(group.name, { first: failure.metrics, more: 0 });
  else failed.more += 1;
  const stays = current !== null && isLive(current) && current.desired === "run";
  const reason = stays ? `${failure.text}; the old one keeps running meanwhile` : failure.text;
  return { group: group.name, index, verb: "wait", reason, current, node: null, metrics: failure.metrics };
};

const tryPlace = (
  work: Work,
  at: At & { readonly candidates: Candidates },
  wanted: { readonly verb: "create" | "replace"; readonly reason: string },
): InstanceDecision => {
  const { view, claims, stuck } = work;
  const { group, index, current, candidates } = at;
  const predecessor = predecessorAfterStop(view, current);
  const givesUp =
    wanted.verb === "replace" && current !== null && endsAtOnce(current) ? holding(view, current) : undefined;
  if (givesUp !== undefined && current !== null) {
    release(claims, current.node, givesUp);
    stuck.delete(group.name);
  }
  const known = predecessor === undefined ? stuck.get(group.name) : undefined;
  if (known !== undefined) return waits(work, at, known);
  const found = place(view, { candidates, claims }, predecessor);
  if ("node" in found) {
    claim(claims, found.node.key, found.held);
    return {
      group: group.name,
      index,
      verb: wanted.verb,
      reason: wanted.reason,
      current,
      node: found.node.key,
      metrics: found.metrics,
    };
  }
  if (givesUp !== undefined && current !== null) claim(claims, current.node, givesUp);
  const failure = { metrics: found, text: failureText(found) };
  if (predecessor === undefined && givesUp === undefined) stuck.set(group.name, failure);
  return waits(work, at, failure);
};

/** What bars its present node from taking an instance of the new version. */
const barsOf = (work: Work, at: At & { readonly current: Allocation }): readonly string[] => {
  const { spec } = work.job;
  const node = work.view.nodes.get(at.current.node);
  if (node === undefined) return ["its node is gone"];
  if (!isAmong(node, spec)) return [`${node.datacenter} is not among the job's datacenters, or the pool is another`];
  return obstacles(node, spec, at.group);
};

const decideRunning = (
  work: Work,
  at: At & { readonly current: Allocation; readonly candidates: Candidates },
): InstanceDecision => {
  const { group, index, current } = at;
  const change: Change = changeFor(work, group, current) ?? {
    effect: "destructive",
    causes: [`version ${String(current.version)} is no longer kept`],
  };
  if (change.effect === "destructive")
    return tryPlace(work, at, {
      verb: "replace",
      reason: `Changed: ${listed(change.causes)}. A running task cannot take that over, so the instance is replaced`,
    });
  if (current.version === work.job.version) return keep(at, "Unchanged");
  const barred = barsOf(work, at);
  if (barred.length > 0)
    return tryPlace(work, at, { verb: "replace", reason: `Its node no longer qualifies: ${listed(barred)}` });
  const reason =
    change.effect === "none"
      ? "Moves to the new version, nothing in this group changed"
      : `Changed: ${listed(change.causes)}. Updated without a restart`;
  return { group: group.name, index, verb: "inPlace", reason, current, node: current.node, metrics: null };
};

const decideInstance = (work: Work, at: At & { readonly candidates: Candidates }): InstanceDecision => {
  const { current } = at;
  if (current === null) return tryPlace(work, at, { verb: "create", reason: "New instance" });
  if (isLive(current))
    return current.desired === "run"
      ? decideRunning(work, { ...at, current })
      : tryPlace(work, at, { verb: "create", reason: "Takes over when the one that is stopping has ended" });
  const again = reasonToRunAgain(work, at.group, current);
  return again === undefined ? keep(at, endedText(current)) : tryPlace(work, at, { verb: "create", reason: again });
};

const newestOf = (
  view: StateView,
  job: JobKey,
  at: { readonly group: string; readonly index: number },
): Allocation | null => {
  const key = view.instances.get(instanceKey(job, at.group, at.index))?.allocation ?? null;
  return key === null ? null : (view.allocations.get(key) ?? null);
};

/** The numbers of a group's instances that have a live allocation, those left out that end as soon as this is carried out. */
const busyOf = (work: Work, name: string): Set<number> => {
  const busy = new Set<number>();
  for (const key of work.view.liveOfJob.get(work.job.key) ?? []) {
    const allocation = work.view.allocations.get(key);
    if (allocation?.group === name && !work.ending.has(key)) busy.add(allocation.index);
  }
  return busy;
};

/** [P7] An instance that Parallelism leaves no room for; undefined when there is nothing to wait for. */
const decideBounded = (work: Work, at: At, busy: number): InstanceDecision => {
  const { current, group } = at;
  if (current !== null && reasonToRunAgain(work, group, current) === undefined) return keep(at, endedText(current));
  const reason = `Waits for one of the ${String(busy)} that run: Parallelism is ${String(group.parallelism)}`;
  return { ...keep(at, reason), verb: "wait", node: null };
};

const decideGroup = (work: Work, group: TaskGroup): readonly InstanceDecision[] => {
  const { view, job } = work;
  const candidates = candidatesFor(view, job.spec, group);
  const decisions: InstanceDecision[] = [];
  const bound = group.parallelism ?? Number.POSITIVE_INFINITY;
  const busy = group.parallelism === null ? new Set<number>() : busyOf(work, group.name);
  for (let index = 0; index < group.count && work.left >= 0; index++) {
    const current = newestOf(view, job.key, { group: group.name, index });
    const at = { group, index, current, candidates };
    const isFull = busy.size >= bound && !busy.has(index);
    const decision = isFull ? decideBounded(work, at, busy.size) : decideInstance(work, at);
    if (decision.verb === "create") busy.add(index);
    if (changesSomething(decision)) work.left -= 1;
    decisions.push(decision);
  }
  return decisions;
};

const stop = (allocation: Allocation, reason: string): InstanceDecision => ({
  group: allocation.group,
  index: allocation.index,
  verb: "stop",
  reason,
  current: allocation,
  node: null,
  metrics: null,
});

const liveOf = (view: StateView, job: JobKey): readonly Allocation[] =>
  [...(view.liveOfJob.get(job) ?? [])]
    .toSorted((a, b) => a - b)
    .flatMap((key) => view.allocations.get(key) ?? [])
    .filter((allocation) => allocation.desired === "run");

/** Why an allocation has to stop; undefined when it may go on. */
const stopReasons = (job: Job | undefined): ((allocation: Allocation) => string | undefined) => {
  if (job === undefined) return () => "The job was purged";
  if (job.stop) return () => "The job is stopped";
  const counts = new Map(job.spec.taskGroups.map((group) => [group.name, group.count]));
  return ({ group, index }) => {
    const count = counts.get(group);
    if (count === undefined) return "The task group was removed";
    return index >= count ? `The count is ${String(count)}: the highest numbers stop first` : undefined;
  };
};

/** The decision leads to events. */
export const changesSomething = ({ verb }: InstanceDecision): boolean => verb !== "keep" && verb !== "wait";

/**
 * [P2] What a job needs, from what is wanted and what is there: level-triggered, so that working it off in slices, or again after the world
 * moved, arrives at the same end. `job` is undefined when it was purged. `limit`: stop looking once more changes than this are found.
 */
export const reconcile = (view: StateView, key: JobKey, limit = Number.POSITIVE_INFINITY): Reconciliation => {
  const job = view.jobs.get(key);
  const claims: Claims = new Map();
  const reasonToStop = stopReasons(job);
  const stops = liveOf(view, key).flatMap((allocation): InstanceDecision[] => {
    const reason = reasonToStop(allocation);
    return reason === undefined ? [] : [stop(allocation, reason)];
  });
  const ending = stops.flatMap(({ current }) => (current !== null && endsAtOnce(current) ? [current] : []));
  for (const allocation of ending) release(claims, allocation.node, holding(view, allocation));
  if (job === undefined || job.stop || stops.length > limit) return { decisions: stops, failures: new Map() };
  const work: Work = {
    view,
    job,
    claims,
    changes: new Map(),
    failures: new Map(),
    stuck: new Map(),
    ending: new Set(ending.map((allocation) => allocation.key)),
    left: limit - stops.length,
  };
  const decisions = job.spec.taskGroups.flatMap((group) => (work.left < 0 ? [] : decideGroup(work, group)));
  const failures = new Map(
    [...work.failures].map(([name, { first, more }]) => [name, { ...first, coalescedFailures: more }]),
  );
  return { decisions: [...stops, ...decisions], failures };
};
