import { holding, predecessorOf } from "../capacity.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { JobKey, NodeKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { restartPolicyOf, type TaskGroup } from "../model/job-spec.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { PlanVerb } from "../model/plan.ts";
import { updateChange, type Change } from "../spec/update-effect.ts";
import { instanceKey, specOfVersion, type StateView } from "../state.ts";
import { isWithEngine } from "../tasks/transition.ts";
import { failureText } from "./failure-text.ts";
import { obstacles } from "./feasible.ts";
import { candidatesFor, claim, place, release, type Candidates, type Claims } from "./place.ts";

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

type Work = {
  readonly view: StateView;
  readonly job: Job;
  readonly claims: Claims;
  readonly changes: Map<string, Change>;
  readonly failures: Map<string, PlacementMetrics>;
};

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

const changeFor = (work: Work, at: At & { readonly current: Allocation }): Change => {
  const { view, job, changes } = work;
  const { group, index, current } = at;
  if (current.version === job.version) return { effect: "none", causes: [] };
  const before = specOfVersion(view, job.key, current.version);
  if (before === undefined)
    return { effect: "destructive", causes: [`version ${String(current.version)} is no longer kept`] };
  const hasOverride =
    Object.hasOwn(group.instances, String(index)) ||
    before.taskGroups.some((one) => one.name === group.name && Object.hasOwn(one.instances, String(index)));
  const key = `${String(current.version)}/${group.name}/${hasOverride ? String(index) : ""}`;
  const known = changes.get(key);
  if (known !== undefined) return known;
  const change = updateChange({ before, after: job.spec }, group.name, index);
  changes.set(key, change);
  return change;
};

/** What has to end before the replacement may start, once `current` is asked to stop. */
const predecessorAfterStop = (view: StateView, current: Allocation | null): Allocation | undefined => {
  if (current === null) return undefined;
  if (isLive(current) && !endsAtOnce(current)) return current;
  const started = Object.values(current.tasks).some((task) => task.startedAt !== null);
  return started ? undefined : predecessorOf(view, current);
};

const tryPlace = (
  work: Work,
  at: At & { readonly candidates: Candidates },
  wanted: { readonly verb: "create" | "replace"; readonly reason: string },
): InstanceDecision => {
  const { view, claims, failures } = work;
  const { group, index, current, candidates } = at;
  const givesUp =
    wanted.verb === "replace" && current !== null && endsAtOnce(current) ? holding(view, current) : undefined;
  if (givesUp !== undefined && current !== null) release(claims, current.node, givesUp);
  const found = place(view, { candidates, claims }, predecessorAfterStop(view, current));
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
  const failed = failures.get(group.name);
  failures.set(
    group.name,
    failed === undefined ? found : { ...failed, coalescedFailures: failed.coalescedFailures + 1 },
  );
  const stays = wanted.verb === "replace" ? "; the old one keeps running meanwhile" : "";
  return {
    group: group.name,
    index,
    verb: "wait",
    reason: `${failureText(found)}${stays}`,
    current,
    node: null,
    metrics: found,
  };
};

const listed = (causes: readonly string[]): string =>
  [...new Set(causes)].slice(0, 3).join(", ") +
  (new Set(causes).size > 3 ? ` and ${String(new Set(causes).size - 3)} more` : "");

const decideRunning = (
  work: Work,
  at: At & { readonly current: Allocation; readonly candidates: Candidates },
): InstanceDecision => {
  const { group, index, current } = at;
  const change = changeFor(work, at);
  if (change.effect === "destructive")
    return tryPlace(work, at, {
      verb: "replace",
      reason: `Changed: ${listed(change.causes)}. A running task cannot take that over, so the instance is replaced`,
    });
  if (current.version === work.job.version) return keep(at, "Unchanged");
  const node = work.view.nodes.get(current.node);
  const barred = node === undefined ? ["its node is gone"] : (obstacles(node, work.job.spec, group) ?? []);
  if (barred.length > 0)
    return tryPlace(work, at, { verb: "replace", reason: `Its node no longer qualifies: ${listed(barred)}` });
  const reason =
    change.effect === "none"
      ? "Moves to the new version, nothing in this group changed"
      : `Changed: ${listed(change.causes)}. Updated without a restart`;
  return { group: group.name, index, verb: "inPlace", reason, current, node: current.node, metrics: null };
};

/** Why an instance that has ended is to run again; undefined when it is left as it is. */
const reasonToRunAgain = (work: Work, at: At & { readonly current: Allocation }): string | undefined => {
  const { job } = work;
  const { group, current } = at;
  if (current.desired !== "run") return "Wanted again";
  if (current.version < job.startedVersion) return "The job was started again";
  const change = changeFor(work, at);
  if (change.effect === "destructive") return `Changed: ${listed(change.causes)}. It runs again`;
  if (current.client === "failed" && change.effect === "inPlace") return "It had failed, and its definition changed";
  if (current.client === "lost")
    return group.tasks.some((task) => restartPolicyOf(group, task).attempts > 0)
      ? "It was lost, and the restart policy allows another attempt"
      : undefined;
  return undefined;
};

const endedText: Readonly<Record<string, string>> = {
  complete: "Completed",
  failed: "Failed, and nothing that could change that was changed",
  lost: "Lost, and the restart policy allows no other attempt",
};

const decideInstance = (work: Work, at: At & { readonly candidates: Candidates }): InstanceDecision => {
  const { current } = at;
  if (current === null) return tryPlace(work, at, { verb: "create", reason: "New instance" });
  if (isLive(current))
    return current.desired === "run"
      ? decideRunning(work, { ...at, current })
      : tryPlace(work, at, { verb: "create", reason: "Takes over when the one that is stopping has ended" });
  const again = reasonToRunAgain(work, { ...at, current });
  return again === undefined
    ? keep(at, endedText[current.client] ?? "Ended")
    : tryPlace(work, at, { verb: "create", reason: again });
};

const newestOf = (
  view: StateView,
  job: JobKey,
  at: { readonly group: string; readonly index: number },
): Allocation | null => {
  const key = view.instances.get(instanceKey(job, at.group, at.index))?.allocation ?? null;
  return key === null ? null : (view.allocations.get(key) ?? null);
};

const decideGroup = (work: Work, group: TaskGroup): readonly InstanceDecision[] => {
  const { view, job } = work;
  const candidates = candidatesFor(view, job.spec, group);
  const decisions: InstanceDecision[] = [];
  let busy = 0;
  const bound = group.parallelism ?? Number.POSITIVE_INFINITY;
  if (Number.isFinite(bound)) {
    for (const key of view.liveOfJob.get(job.key) ?? []) if (view.allocations.get(key)?.group === group.name) busy += 1;
  }
  for (let index = 0; index < group.count; index++) {
    const at = { group, index, current: newestOf(view, job.key, { group: group.name, index }), candidates };
    const isUp = at.current !== null && isLive(at.current);
    if (!isUp && busy >= bound) {
      const wanted = at.current === null || reasonToRunAgain(work, { ...at, current: at.current }) !== undefined;
      decisions.push(
        wanted
          ? {
              ...keep(at, `Waits for one of the ${String(busy)} that run: Parallelism is ${String(bound)}`),
              verb: "wait",
              node: null,
            }
          : keep(at, "Completed"),
      );
      continue;
    }
    const decision = decideInstance(work, at);
    if (decision.verb === "create") busy += 1;
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

const reasonToStop = (job: Job | undefined, allocation: Allocation): string | undefined => {
  if (job === undefined) return "The job was purged";
  if (job.stop) return "The job is stopped";
  const group = job.spec.taskGroups.find((one) => one.name === allocation.group);
  if (group === undefined) return "The task group was removed";
  return allocation.index >= group.count
    ? `The count is ${String(group.count)}: the highest numbers stop first`
    : undefined;
};

/**
 * What a job needs, from what is wanted and what is there: level-triggered, so that working it off in slices, or again after the world
 * moved, arrives at the same end. `job` is undefined when it was purged.
 */
export const reconcile = (view: StateView, key: JobKey): Reconciliation => {
  const job = view.jobs.get(key);
  const claims: Claims = new Map();
  const stops = liveOf(view, key).flatMap((allocation): InstanceDecision[] => {
    const reason = reasonToStop(job, allocation);
    return reason === undefined ? [] : [stop(allocation, reason)];
  });
  for (const { current } of stops)
    if (current !== null && endsAtOnce(current)) release(claims, current.node, holding(view, current));
  if (job === undefined || job.stop) return { decisions: stops, failures: new Map() };
  const work: Work = { view, job, claims, changes: new Map(), failures: new Map() };
  const decisions = job.spec.taskGroups.flatMap((group) => decideGroup(work, group));
  return { decisions: [...stops, ...decisions], failures: work.failures };
};
