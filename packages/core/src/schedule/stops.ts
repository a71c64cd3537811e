import { isLive, type Allocation } from "../model/allocation.ts";
import type { JobKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { findGroup, runsPerNode } from "../model/job-spec.ts";
import { acceptsPlacements } from "../model/node.ts";
import { canaryFate } from "../rollouts/gate.ts";
import { instanceKey, specOfVersion, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { decisionOf, type InstanceDecision } from "./decision.ts";
import { isAmong, obstacles } from "./feasible.ts";

const liveOf = (view: StateView, job: JobKey): readonly Allocation[] =>
  rowsOf(view.liveOfJob, job, view.allocations)
    .filter((allocation) => allocation.desired === "run")
    .toSorted((a, b) => a.key - b.key);

const stop = (allocation: Allocation, reason: string): InstanceDecision =>
  decisionOf(
    { group: allocation.group, index: allocation.index, current: allocation, runs: allocation.attempt },
    { verb: "stop", cause: "unwanted", reason },
    null,
  );

/** Why the job no longer wants an allocation's instance; undefined when it does. */
const unwanted = (job: Job | undefined): ((allocation: Allocation) => string | undefined) => {
  if (job === undefined) return () => "The job was purged";
  if (job.stop) return () => "The job is stopped";
  const counts = new Map(job.spec.taskGroups.map((group) => [group.name, group.count]));
  return ({ group, index }) => {
    const count = counts.get(group);
    if (count === undefined) return "The task group was removed";
    if (runsPerNode(job.spec.type)) return count === 0 ? "The count is 0" : undefined;
    return index >= count ? `The count is ${String(count)}: the highest numbers stop first` : undefined;
  };
};

/** It may go on where it is, although another had taken its place. */
const mayGoOn = (view: StateView, job: Job, returned: Allocation): boolean => {
  const group = findGroup(job.spec, returned.group);
  const node = view.nodes.get(returned.node);
  const strategy = specOfVersion(view, job.key, returned.version);
  return (
    group !== undefined &&
    node !== undefined &&
    acceptsPlacements(node) &&
    isAmong(node, job.spec) &&
    obstacles(node, job.spec, group).length === 0 &&
    (strategy === undefined ? undefined : findGroup(strategy, returned.group))?.disconnect?.reconcile !==
      "keep_replacement"
  );
};

/** Several may return whose places were taken one after the other: the oldest goes on. */
type Returns = { readonly view: StateView; readonly job: Job; readonly reinstated: Set<string> };

const goesOn = (returned: Allocation, told: Pick<InstanceDecision, "cause" | "reason">): InstanceDecision => ({
  ...decisionOf(
    { group: returned.group, index: returned.index, current: returned, runs: returned.attempt },
    { verb: "keep", ...told },
    returned.node,
  ),
  reinstates: returned,
});

/** [U10] A canary that nobody promoted goes, and what it ran beside counts again. */
const takenBack = (
  { reinstated, instance }: Pick<Returns, "reinstated"> & { readonly instance: string },
  { returned, canary }: { readonly returned: Allocation; readonly canary: Allocation },
): InstanceDecision | undefined => {
  if (returned.client === "unknown" || reinstated.has(instance)) return undefined;
  reinstated.add(instance);
  const reason = "Its rollout ended before the canary was promoted";
  return canary.desired === "run" && isLive(canary)
    ? { ...stop(canary, reason), reinstates: returned }
    : goesOn(returned, { cause: "unwanted", reason });
};

/** Its node was out of sight, another took its place, and it returned: one of the two goes on. */
const decideReturned = ({ view, job, reinstated }: Returns, returned: Allocation): InstanceDecision | undefined => {
  const instance = instanceKey(job.key, returned.group, returned.index);
  const newest = view.instances.get(instance)?.allocation;
  if (newest === returned.key || newest === undefined || newest === null) return undefined;
  const replacement = view.allocations.get(newest);
  if (replacement === undefined) return undefined;
  const fate = canaryFate(view, replacement);
  if (fate === "waits") return undefined;
  if (fate === "promoted") return { ...stop(returned, "Its canary was promoted"), cause: "changed" };
  if (fate === "given up") return takenBack({ reinstated, instance }, { returned, canary: replacement });
  if (returned.client === "unknown") return undefined;
  const isWanted = replacement.desired === "run";
  const because = { cause: "reconnected" } as const;
  if (isWanted && replacement.client === "complete")
    return { ...stop(returned, "Its node returned, and the one that took its place has done the work"), ...because };
  if (reinstated.has(instance) || returned.version < replacement.version || !mayGoOn(view, job, returned))
    return { ...stop(returned, "Its node returned, and another of its instance goes on"), ...because };
  reinstated.add(instance);
  if (isWanted && isLive(replacement))
    return {
      ...stop(replacement, "The one whose place it took has returned and goes on"),
      ...because,
      reinstates: returned,
    };
  return goesOn(returned, { ...because, reason: "Its node returned, and the one that took its place has ended" });
};

/** [P15] What is no longer wanted, oldest first. */
export const stopsOf = (view: StateView, key: JobKey): readonly InstanceDecision[] => {
  const job = view.jobs.get(key);
  const why = unwanted(job);
  const reinstated = new Set<string>();
  return liveOf(view, key).flatMap((allocation): InstanceDecision[] => {
    const reason = why(allocation);
    if (reason !== undefined) return [stop(allocation, reason)];
    const returned = job === undefined ? undefined : decideReturned({ view, job, reinstated }, allocation);
    return returned === undefined ? [] : [returned];
  });
};
