import { demandBeside, freeOn, holding } from "../capacity.ts";
import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Evaluation, Reserve } from "../model/evaluation.ts";
import type { JobKey, NodeKey } from "../model/ids.ts";
import { findGroup, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { demandOf, dimensions, noCapacity, plus, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { isAmong, obstacles } from "./feasible.ts";

const within = (asked: Capacity, free: Capacity): boolean =>
  dimensions.every((dimension) => asked[dimension] <= free[dimension]);

type Unblocked = Extract<Event, { readonly type: "evaluationUnblocked" }>;

const unblock = ({ key }: Evaluation): Unblocked => ({ type: "evaluationUnblocked", evaluation: key });

/** Blocked evaluations, oldest first. */
const blocked = (view: StateView): readonly Evaluation[] =>
  [...view.blocked.entries()]
    .map(([key]) => key)
    .toSorted((a, b) => a - b)
    .flatMap((key) => view.evaluations.get(key) ?? []);

const distinct = new Set(["distinct_hosts", "distinct_property"]);

/** Its instances keep out of each other's way: where one ended, or anywhere with the same property, another may find room. */
const keepsApart = (spec: JobSpec, group: TaskGroup): boolean =>
  [...spec.constraints, ...group.constraints].some(({ operator }) => distinct.has(operator));

/** What lives of a job on a node, found where there is less to look through. */
const liveOfJobOn = (view: StateView, job: JobKey, node: NodeKey): readonly Allocation[] => {
  const ofJob = view.liveOfJob.get(job);
  const ofNode = view.liveOfNode.get(node);
  if (ofJob === undefined || ofNode === undefined) return [];
  return [...(ofJob.size < ofNode.size ? ofJob : ofNode)]
    .flatMap((key) => view.allocations.get(key) ?? [])
    .filter((one) => one.job === job && one.node === node);
};

/** Whether one of the groups that did not fit would fit with this much free on a node: by itself, or in the place of one that runs there. */
const wouldFit = (
  view: StateView,
  evaluation: Evaluation,
  at: { readonly node: NodeKey; readonly free: Capacity; readonly ended: readonly Allocation[] },
): boolean => {
  const spec = view.jobs.get(evaluation.job)?.spec;
  if (spec === undefined) return false;
  return Object.keys(evaluation.failedGroups).some((name) => {
    const group = findGroup(spec, name);
    if (group === undefined) return false;
    const demand = demandOf(group);
    if (within(demand, at.free)) return true;
    if (at.ended.some(({ job }) => job === evaluation.job) && keepsApart(spec, group)) return true;
    return liveOfJobOn(view, evaluation.job, at.node).some(
      (live) => live.group === name && within(demandBeside(demand, live, at.node), at.free),
    );
  });
};

/**
 * [P8] Blocked evaluations that may find room once these allocations have ended. `except`: a job that is being looked at anyway.
 */
export const unblockedBy = (view: StateView, ended: readonly Allocation[], except?: JobKey): readonly Unblocked[] => {
  if (ended.length === 0 || view.blocked.size() === 0) return [];
  const freed = new Map<NodeKey, Capacity>();
  for (const allocation of ended)
    freed.set(allocation.node, plus(freed.get(allocation.node) ?? noCapacity, holding(view, allocation)));
  const nodes = [...freed].map(([node, amount]) => ({ node, free: plus(freeOn(view, node), amount), ended }));
  return blocked(view)
    .filter((evaluation) => evaluation.job !== except && nodes.some((at) => wouldFit(view, evaluation, at)))
    .map(unblock);
};

/** Whether a node as it will be could take one of the groups that did not fit, whatever is free on it. */
const couldTake = (view: StateView, evaluation: Evaluation, node: Node): boolean => {
  const spec = view.jobs.get(evaluation.job)?.spec;
  if (spec === undefined) return false;
  return Object.keys(evaluation.failedGroups).some((name) => {
    const group = findGroup(spec, name);
    return group !== undefined && isAmong(node, spec) && obstacles(node, spec, group).length === 0;
  });
};

/** [P8] Blocked evaluations that may find room on a node that came, came back or changed; without a node, all of them. */
export const unblockedByNode = (view: StateView, node?: Node): readonly Unblocked[] =>
  blocked(view)
    .filter((evaluation) => node === undefined || couldTake(view, evaluation, node))
    .map(unblock);

/** [P43] Blocked evaluations that wait for room on a node where it will not come about: they have to look again. */
export const awaitingRoomOn = (view: StateView, node: NodeKey, except?: JobKey): readonly Unblocked[] =>
  view.reserving.size() === 0
    ? []
    : blocked(view)
        .filter(({ job, reserves }) => job !== except && reserves.some((one) => one.node === node))
        .map(unblock);

const reserveKey = ({ node, demand }: Reserve): string =>
  [node, demand.cpuMhz, demand.memoryMb, demand.diskMb].map(String).join("/");

/** What a job's open evaluations keep free. */
const reservedFor = (view: StateView, job: JobKey): readonly Reserve[] =>
  [...view.reserving.entries()].flatMap(([key, of]) => (of === job ? (view.evaluations.get(key)?.reserves ?? []) : []));

/** A job's evaluation ends, and keeps only this free from now on: where that is less than before, whoever waits may look. */
export const givenUpBy = (view: StateView, job: JobKey, kept: readonly Reserve[]): readonly Unblocked[] => {
  if (view.reserving.size() === 0) return [];
  const still = new Set(kept.map(reserveKey));
  if (reservedFor(view, job).every((one) => still.has(reserveKey(one)))) return [];
  return blocked(view)
    .filter((evaluation) => evaluation.job !== job)
    .map(unblock);
};
