import { demandBeside, freeOn, holding, within } from "../capacity.ts";
import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Evaluation, Reserve } from "../model/evaluation.ts";
import type { EvaluationKey, JobKey, NodeKey } from "../model/ids.ts";
import { findGroup, runsPerNode, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import { demandOf, minus, plus, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { isAmong, obstacles } from "./feasible.ts";
import { isAnyRoom, toldBy, wantedRoom } from "./wanted-room.ts";

type Unblocked = Extract<Event, { readonly type: "evaluationUnblocked" }>;

const unblock = ({ key }: Evaluation): Unblocked => ({ type: "evaluationUnblocked", evaluation: key, node: null });

/** Each evaluation once; one that is offered a node's room hands on what it leaves of it. */
export const merged = (unblocked: readonly Unblocked[]): readonly Unblocked[] => {
  const offered = unblocked.filter(({ node }) => node !== null);
  return [...new Map([...unblocked, ...offered].map((event) => [event.evaluation, event])).values()];
};

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

/** So much of a node is free. */
type Room = { readonly node: NodeKey; readonly free: Capacity };

/** Whether one of the groups that did not fit may run where one of its own job ended, or in the place of one that runs there. */
const fitsBesideOwn = (
  view: StateView,
  evaluation: Evaluation,
  at: Room & { readonly own: readonly Allocation[]; readonly hasEnded: boolean },
): boolean => {
  const spec = view.jobs.get(evaluation.job)?.spec;
  if (spec === undefined) return false;
  if (evaluation.anyRoom) return true;
  return Object.keys(evaluation.failedGroups).some((name) => {
    const group = findGroup(spec, name);
    if (group === undefined) return false;
    if (at.hasEnded && keepsApart(spec, group)) return true;
    const demand = demandOf(group);
    return at.own.some((live) => live.group === name && within(demandBeside(demand, live, at.node), at.free));
  });
};

/** The blocked evaluations of jobs that have something on a node, or had: for them there may be room that is none for others. */
const wokenBesideOwn = (view: StateView, room: Room, ended: readonly Allocation[]): readonly Unblocked[] => {
  const live = Map.groupBy(rowsOf(view.liveOfNode, room.node, view.allocations), ({ job }) => job);
  const gone = new Set(ended.map(({ job }) => job));
  return [...new Set([...live.keys(), ...gone])]
    .toSorted((a, b) => a - b)
    .flatMap((job) => rowsOf(view.openOfJob, job, view.evaluations))
    .filter((evaluation) => {
      const at = { ...room, own: live.get(evaluation.job) ?? [], hasEnded: gone.has(evaluation.job) };
      return evaluation.status === "blocked" && fitsBesideOwn(view, evaluation, at);
    })
    .map(unblock);
};

/** Evaluations that wait for the same: who among them is next follows from their keys. */
type Line = {
  readonly wanted: string;
  readonly priority: number;
  readonly demand: Capacity;
  readonly isPerNode: boolean;
  readonly keys: Float64Array;
  at: number;
};

/** Those for whom a node has room, as far as that follows from what they ask for. */
const linesFor = (view: StateView, node: Node, { free }: Room): readonly Line[] => {
  if (!acceptsPlacements(node)) return [];
  const lines: Line[] = [];
  for (const [wanted, keys] of view.waiting.entries()) {
    const { priority, demand } = toldBy(wanted);
    if (!within(demand, free)) continue;
    const [one] = keys;
    const evaluation = one === undefined ? undefined : view.evaluations.get(one);
    const spec = evaluation === undefined ? undefined : view.jobs.get(evaluation.job)?.spec;
    const group = evaluation === undefined || spec === undefined ? undefined : wantedRoom(evaluation, spec).get(wanted);
    if (spec === undefined || group === undefined) continue;
    if (!isAnyRoom(wanted) && (!isAmong(node, spec) || obstacles(node, spec, group).length > 0)) continue;
    const isPerNode = runsPerNode(spec.type);
    lines.push({ wanted, priority, demand, isPerNode, keys: Float64Array.from(keys).sort(), at: 0 });
  }
  return lines.toSorted((a, b) => (a.wanted < b.wanted ? -1 : 1));
};

/** The first of a line who has not been called yet; undefined at its end. */
const firstOf = (line: Line, isOut: (key: EvaluationKey) => boolean): EvaluationKey | undefined => {
  while (line.at < line.keys.length && isOut(line.keys[line.at] as number)) line.at += 1;
  return line.keys[line.at];
};

/** [P50] As many as the room would take, the most important first, then the oldest. */
const called = (
  lines: readonly Line[],
  free: Capacity,
  isOut: (key: EvaluationKey) => boolean,
): readonly EvaluationKey[] => {
  const keys = new Set<EvaluationKey>();
  let left = free;
  for (;;) {
    let next: { readonly line: Line; readonly key: EvaluationKey } | undefined;
    for (const line of lines) {
      if (!within(line.demand, left)) continue;
      const key = firstOf(line, (one) => isOut(one) || keys.has(one));
      const isNext =
        key !== undefined &&
        (next === undefined ||
          line.priority > next.line.priority ||
          (line.priority === next.line.priority && key < next.key));
      if (isNext) next = { line, key };
    }
    if (next === undefined) return [...keys];
    keys.add(next.key);
    left = minus(left, next.line.demand);
  }
};

/** The blocked evaluations to which a node's room is offered. `isForAll`: it was offered in vain, and is to be had by whoever fits. */
const wokenAt = (
  view: StateView,
  room: Room,
  by: { readonly except: JobKey | undefined; readonly isForAll?: boolean },
): readonly Unblocked[] => {
  const node = view.nodes.get(room.node);
  if (node === undefined) return [];
  const lines = linesFor(view, node, room);
  const isOut = (key: EvaluationKey): boolean => view.blocked.get(key) === by.except;
  const event = (evaluation: EvaluationKey, offered: NodeKey | null): Unblocked => ({
    type: "evaluationUnblocked",
    evaluation,
    node: offered,
  });
  // Jobs that run once per node wait for a node of their own: what they leave is another matter.
  const all = lines
    .filter(({ isPerNode }) => isPerNode || by.isForAll === true)
    .flatMap(({ keys }) => [...keys])
    .filter((key) => !isOut(key))
    .toSorted((a, b) => a - b);
  if (by.isForAll === true) return all.map((key) => event(key, null));
  const counted = lines.filter(({ isPerNode }) => !isPerNode);
  return [
    ...all.map((key) => event(key, null)),
    ...called(counted, room.free, isOut).map((key) => event(key, node.key)),
  ];
};

/** [P8] Blocked evaluations that may find room once these allocations have ended. `except`: a job that is being looked at anyway. */
export const unblockedBy = (view: StateView, ended: readonly Allocation[], except?: JobKey): readonly Unblocked[] => {
  if (ended.length === 0 || view.blocked.size() === 0) return [];
  const woken = [...Map.groupBy(ended, ({ node }) => node)].flatMap(([node, here]) => {
    const free = here.map((one) => holding(view, one)).reduce(plus, freeOn(view, node));
    const room = { node, free };
    return [
      ...wokenBesideOwn(view, room, ended).filter(({ evaluation }) => view.blocked.get(evaluation) !== except),
      ...wokenAt(view, room, { except }),
    ];
  });
  return merged(woken);
};

/**
 * [P50] What an evaluation leaves of the room that was offered to it: the next ones have it, and, where it could not use any, all who fit.
 * `free`: what is left once the evaluation is carried out.
 */
export const handedOn = (
  view: StateView,
  evaluation: Evaluation,
  left: { readonly free: Capacity; readonly hasPlaced: boolean },
): readonly Unblocked[] =>
  evaluation.node === null || view.blocked.size() === 0
    ? []
    : wokenAt(view, { node: evaluation.node, free: left.free }, { except: evaluation.job, isForAll: !left.hasPlaced });

/** Whether a node as it will be could take one of the groups that did not fit, whatever is free on it. */
const couldTake = (view: StateView, evaluation: Evaluation, node: Node): boolean => {
  const spec = view.jobs.get(evaluation.job)?.spec;
  if (spec === undefined) return false;
  if (evaluation.anyRoom) return true;
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

/** [P43] Blocked evaluations that wait for room on nodes where it will not come about: they have to look again. */
export const awaitingRoomOn = (view: StateView, nodes: ReadonlySet<NodeKey>, except?: JobKey): readonly Unblocked[] =>
  view.reserving.size() === 0 || nodes.size === 0
    ? []
    : [...view.reserving.entries()]
        .filter(([key, job]) => job !== except && view.blocked.has(key))
        .flatMap(([key]) => view.evaluations.get(key) ?? [])
        .filter(({ reserves }) => reserves.some(({ node }) => nodes.has(node)))
        .toSorted((a, b) => a.key - b.key)
        .map(unblock);

const reserveKey = ({ node, demand }: Reserve): string =>
  [node, demand.cpuMhz, demand.memoryMb, demand.diskMb].map(String).join("/");

/** A job's evaluation ends, and keeps only this free from now on: where that is less than before, whoever waits may look. */
export const givenUpBy = (view: StateView, job: JobKey, kept: readonly Reserve[]): readonly Unblocked[] => {
  if (view.reserving.size() === 0) return [];
  const still = new Set(kept.map(reserveKey));
  const before = rowsOf(view.openOfJob, job, view.evaluations).flatMap(({ reserves }) => reserves);
  if (before.every((one) => still.has(reserveKey(one)))) return [];
  return blocked(view)
    .filter((evaluation) => evaluation.job !== job)
    .map(unblock);
};
