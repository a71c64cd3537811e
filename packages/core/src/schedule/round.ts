import { holding, predecessorOf } from "../capacity.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { AllocationKey, NodeKey } from "../model/ids.ts";
import type { TaskGroup } from "../model/job-spec.ts";
import { minus } from "../model/resources.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { PlanCause } from "../model/plan.ts";
import { canaryFate, type Gate } from "../rollouts/gate.ts";
import type { StateView } from "../state.ts";
import { endsWhenAsked, hasStarted } from "../tasks/life.ts";
import { decisionOf, type InstanceDecision } from "./decision.ts";
import { failureText } from "./failure-text.ts";
import { claim, leave, place, preempt, release, type Candidates, type Claims, type Placement } from "./place.ts";
import type { Changing } from "./run-again.ts";

/** One look at a job: what was decided so far, as far as the next decision needs it. */
export type Round = Changing & {
  readonly now: number;
  readonly claims: Claims;
  /** Per group: how its first instance that fits nowhere failed, and how many failed besides. */
  readonly failures: Map<string, { readonly first: PlacementMetrics; more: number }>;
  /** Why a group's next instance fits nowhere: holds until something is released. */
  readonly stuck: Map<string, Failure>;
  /** What nobody wants any more, and is stopped by this round. */
  readonly unwanted: ReadonlySet<AllocationKey>;
  /** By group: what its rollout lets through. */
  readonly gates: Map<string, Gate | null>;
  /** By version and group: what an instance of an older version is placed by. */
  readonly older: Map<string, Target>;
  /** Instances of each group that may still be moved off draining nodes at this time. */
  readonly movable: Map<string, number>;
  /** By group: the numbers of its instances that have a live allocation in sight; filled when one out of sight is looked at. */
  readonly inSight: Map<string, ReadonlyMap<number, number>>;
};

/** What an instance is placed by. */
export type Target = {
  readonly group: TaskGroup;
  readonly candidates: Candidates;
  readonly under: number | null;
};

type Failure = { readonly metrics: PlacementMetrics; readonly text: string };

/** One instance that is looked at. */
export type At = {
  readonly group: TaskGroup;
  readonly index: number;
  readonly current: Allocation | null;
  /** Attempts made for it so far. */
  readonly runs: number;
  readonly candidates: Candidates;
  /** The version it is placed under, when that is not the job's present one. */
  readonly under?: number | null;
  /** The only node that will do, for jobs that run once per node. */
  readonly only?: NodeKey;
};

/** What has to end before a successor of `current` may start, `current` being asked to stop by the same decision. */
export const predecessorAfterStop = (view: StateView, current: Allocation | null): Allocation | undefined => {
  if (current === null) return undefined;
  if (isLive(current) && !endsWhenAsked(current)) return current;
  return hasStarted(current) ? undefined : predecessorOf(view, current);
};

/** Takes an allocation that is asked to stop out of the reckoning; the function returned puts it back. */
export const setAside = ({ view, claims }: Pick<Round, "view" | "claims">, current: Allocation): (() => void) =>
  endsWhenAsked(current) ? release(claims, current, holding(view, current)) : leave(claims, current);

export type Wanted = Partial<Pick<InstanceDecision, "reschedule" | "isBeside" | "isCanary">> & {
  readonly verb: "create" | "replace";
  readonly cause: PlanCause;
  readonly reason: string;
};

const ofInstance = ({ group, index, current, runs }: At) => ({ group: group.name, index, current, runs });

export const keep = (at: At, cause: PlanCause, reason: string): InstanceDecision =>
  decisionOf(ofInstance(at), { verb: "keep", cause, reason }, at.current?.node ?? null);

/** What it leaves counts for those that are looked at after it. */
export const stop = (
  round: Round,
  at: At & { readonly current: Allocation },
  because: Pick<InstanceDecision, "cause" | "reason">,
): InstanceDecision => {
  setAside(round, at.current);
  round.stuck.clear();
  return decisionOf(ofInstance(at), { verb: "stop", ...because }, null);
};

export const update = (at: At, reason: string, joins: boolean): InstanceDecision => ({
  ...decisionOf(ofInstance(at), { verb: "inPlace", cause: "changed", reason }, at.current?.node ?? null),
  joins,
});

/** Its rollout changes it when its turn has come. */
export const later = (at: At, verb: NonNullable<InstanceDecision["later"]>, reason: string): InstanceDecision => ({
  ...keep(at, "changed", reason),
  later: verb,
});

/** Wanted, and something else than room is missing. */
export const holdBack = (at: At, reason: string): InstanceDecision =>
  decisionOf(ofInstance(at), { verb: "wait", cause: "wanted", reason }, null);

const noteFailure = (round: Round, group: TaskGroup, failure: Failure): void => {
  const failed = round.failures.get(group.name);
  if (failed === undefined) round.failures.set(group.name, { first: failure.metrics, more: 0 });
  else failed.more += 1;
};

const waits = (round: Round, at: At, failure: Failure): InstanceDecision => {
  const { group, current } = at;
  noteFailure(round, group, failure);
  const stays = current !== null && isLive(current) && current.desired === "run" && current.client !== "unknown";
  const reason = stays ? `${failure.text}; the old one keeps running meanwhile` : failure.text;
  const waiting = decisionOf(ofInstance(at), { verb: "wait", cause: "wanted", reason }, null);
  return { ...waiting, metrics: failure.metrics, under: at.under ?? null };
};

const nodesWhereItFailed = (wanted: Wanted, current: Allocation | null): ReadonlySet<NodeKey> | undefined =>
  wanted.reschedule === undefined || wanted.reschedule === null
    ? undefined
    : new Set([...(current?.reschedules ?? []), wanted.reschedule].map(({ previousNode }) => previousNode));

/** Pushes out what is less important, or waits for what was pushed out already; undefined when that does not help. */
const pushOut = (round: Round, at: At, failure: Failure): InstanceDecision | undefined => {
  const { view, claims } = round;
  const { candidates, index, only } = at;
  const found = preempt(view, { candidates, claims, index, ...(only === undefined ? {} : { only }) });
  if (found === undefined) return undefined;
  const { node, victims } = found;
  noteFailure(round, at.group, failure);
  const reason =
    victims.length === 0
      ? `Waits for what is stopping on ${node.name}`
      : `Pushes out ${String(victims.length)} less important ${victims.length === 1 ? "instance" : "instances"} on ${node.name}, and waits for that`;
  return {
    ...decisionOf(ofInstance(at), { verb: "wait", cause: "preempts", reason }, node.key),
    metrics: failure.metrics,
    under: at.under ?? null,
    evicts: victims,
  };
};

const nobody: InstanceDecision["evicts"] = [];

/** Written out: a big job makes tens of thousands of them. */
const placedAt = ({ group, index, current, runs, under }: At, wanted: Wanted, found: Placement): InstanceDecision => ({
  group: group.name,
  index,
  verb: wanted.verb,
  cause: wanted.cause,
  reason: wanted.reason,
  current,
  runs,
  node: found.node.key,
  ports: found.ports,
  metrics: found.metrics,
  reschedule: wanted.reschedule ?? null,
  isBeside: wanted.isBeside ?? false,
  reinstates: null,
  evicts: nobody,
  under: under ?? null,
  isCanary: wanted.isCanary ?? false,
  later: null,
  joins: false,
  dueAt: null,
});

/** By number: how many allocations of each instance of a group live in sight. */
export const inSightOf = ({ view, job, inSight, unwanted }: Round, name: string): ReadonlyMap<number, number> => {
  const known = inSight.get(name);
  if (known !== undefined) return known;
  const found = new Map<number, number>();
  for (const key of view.liveOfJob.get(job.key) ?? []) {
    const one = view.allocations.get(key);
    const goesAtOnce = unwanted.has(key) && one !== undefined && endsWhenAsked(one);
    if (one?.group === name && one.client !== "unknown" && !goesAtOnce)
      found.set(one.index, (found.get(one.index) ?? 0) + 1);
  }
  inSight.set(name, found);
  return found;
};

/**
 * [T1] Another of its instance, which it does not wait for, lives in sight: the one that returned, or that a canary ran beside, is still
 * stopping. A replacement would wait for this one alone.
 */
export const hasTwin = (round: Round, { group, index, current, runs }: At): boolean => {
  if (runs === 0 || (current !== null && canaryFate(round.view, current) === "waits")) return false;
  const seen = inSightOf(round, group.name).get(index) ?? 0;
  if (seen === 0 || current === null) return seen > 0;
  const chain = [current, predecessorOf(round.view, current)];
  return seen > chain.filter((one) => one !== undefined && isLive(one) && one.client !== "unknown").length;
};

/** Finds a node for one instance; where there is none it waits, and what runs keeps running. */
export const tryPlace = (round: Round, at: At, wanted: Wanted): InstanceDecision => {
  const { view, claims, stuck } = round;
  const { group, index, current, candidates, only, under } = at;
  const stuckBy = under === undefined || under === null ? group.name : `${String(under)}/${group.name}`;
  const predecessor = wanted.isBeside === true ? undefined : predecessorAfterStop(view, current);
  const isReplaced = wanted.verb === "replace" && current !== null;
  if (isReplaced && hasTwin(round, at))
    return keep(at, wanted.cause, "It is replaced when another of its instance has stopped");
  const givesUp = isReplaced && endsWhenAsked(current);
  const putBack = isReplaced ? setAside(round, current) : undefined;
  if (givesUp) stuck.clear();
  const known = predecessor === undefined && only === undefined ? stuck.get(stuckBy) : undefined;
  if (known !== undefined) {
    putBack?.();
    return pushOut(round, at, known) ?? waits(round, at, known);
  }
  const penalised = nodesWhereItFailed(wanted, current);
  const found = place(view, {
    candidates,
    claims,
    index,
    // One that is pushed out leaves its room and its ports to another.
    predecessor: predecessor?.desired === "evict" ? undefined : predecessor,
    ...(penalised === undefined ? {} : { penalised }),
    ...(only === undefined ? {} : { only }),
  });
  if ("node" in found) {
    claim(claims, { node: found.node.key, group: group.name, held: found.held, ports: found.ports });
    if (predecessor?.node === found.node.key)
      claims.inherited.set(predecessor.key, minus(candidates.demand, found.held));
    return placedAt(at, wanted, found);
  }
  putBack?.();
  const failure = { metrics: found, text: failureText(found) };
  if (predecessor === undefined && !givesUp && only === undefined) stuck.set(stuckBy, failure);
  // What runs is not worth pushing others out for.
  return (isReplaced ? undefined : pushOut(round, at, failure)) ?? waits(round, at, failure);
};
