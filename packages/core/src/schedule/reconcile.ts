import { isLive, type Allocation } from "../model/allocation.ts";
import type { EvaluationCursor } from "../model/evaluation.ts";
import type { JobKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { isTemplate, runsPerNode, type TaskGroup } from "../model/job-spec.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import { own } from "../own.ts";
import { instanceKey, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { endsWhenAsked } from "../tasks/life.ts";
import { decideInstance, keptUntilDue } from "./decide-instance.ts";
import { decideNode } from "./decide-node.ts";
import { changesSomething, type InstanceDecision } from "./decision.ts";
import { isAmong, obstacles } from "./feasible.ts";
import { fleetOf } from "./fleet.ts";
import { candidatesFor, createClaims, reserve, type Claims } from "./place.ts";
import { holdBack, keep, setAside, type At, type Round } from "./round.ts";
import { endedText, reasonToRunAgain } from "./run-again.ts";
import { stopsOf } from "./stops.ts";

export type Reconciliation = {
  /** Stops first, then group by group, instance by instance. */
  readonly decisions: readonly InstanceDecision[];
  readonly failures: ReadonlyMap<string, PlacementMetrics>;
  /** All was looked at; otherwise another part follows. */
  readonly isWhole: boolean;
  /** Where the next part goes on; null: at the beginning. */
  readonly cursor: EvaluationCursor | null;
};

/** What a part of a reconciliation has found so far. */
type Search = {
  readonly round: Round;
  readonly decisions: InstanceDecision[];
  /** By `instanceKey`: what counts again for its instance. */
  readonly reinstated: ReadonlyMap<string, Allocation>;
  /** Changes that may still be found. */
  left: number;
  /** The first instance that waits, or will once it has stopped: the next part looks at it again. */
  firstWaiting: EvaluationCursor | null;
};

const neverPlaced = { current: null, runs: 0 } as const;

/** An instance as it is before anything is decided of it. */
const instanceAt = (
  { round, reinstated }: Search,
  group: string,
  index: number,
): { readonly current: Allocation | null; readonly runs: number } => {
  const { view, job } = round;
  if (index >= (own(job.groups, group)?.reach ?? 0)) return neverPlaced;
  const key = instanceKey(job.key, group, index);
  const known = view.instances.get(key);
  const newest = known?.allocation ?? null;
  const current = reinstated.get(key) ?? (newest === null ? null : (view.allocations.get(newest) ?? null));
  return { current, runs: known?.runs ?? 0 };
};

const add = (search: Search, decision: InstanceDecision, at: EvaluationCursor): void => {
  search.decisions.push(decision);
  if (changesSomething(decision)) search.left -= 1;
  const isStillWanted = decision.verb === "stop" && !runsPerNode(search.round.job.spec.type);
  if (decision.verb === "wait" || isStillWanted) search.firstWaiting ??= at;
};

/** The numbers of a group's instances that have a live allocation which does not end as soon as this is carried out. */
const busyOf = ({ round, decisions }: Search, name: string): Set<number> => {
  const { view, job } = round;
  const ending = new Set(
    decisions.flatMap(({ verb, current }) =>
      verb === "stop" && current !== null && endsWhenAsked(current) ? [current.key] : [],
    ),
  );
  const live = rowsOf(view.liveOfJob, job.key, view.allocations);
  return new Set(live.flatMap(({ key, group, index }) => (group === name && !ending.has(key) ? [index] : [])));
};

/** [P7] An instance that Parallelism leaves no room for, unless there is nothing to wait for. */
const decideBounded = (round: Round, at: At, busy: number): InstanceDecision => {
  const { current, group } = at;
  if (current !== null && !isLive(current)) {
    const again = reasonToRunAgain(round, group, current);
    if (again === undefined) return keep(at, "unchanged", endedText(current));
    const later = keptUntilDue(round, { ...at, current }, again);
    if (later !== undefined) return later;
  }
  return holdBack(at, `Waits for one of the ${String(busy)} that run: Parallelism is ${String(group.parallelism)}`);
};

const searchCounted = (search: Search, group: TaskGroup, from: EvaluationCursor): EvaluationCursor | null => {
  const { round } = search;
  const { view, job } = round;
  const candidates = candidatesFor(view, job.spec, group);
  const bound = group.parallelism ?? Number.POSITIVE_INFINITY;
  const busy = group.parallelism === null ? new Set<number>() : busyOf(search, group.name);
  for (let { index } = from; index < group.count; index++) {
    if (search.left <= 0) return { group: from.group, index };
    const at = { group, index, ...instanceAt(search, group.name, index), candidates };
    const isFull = busy.size >= bound && !busy.has(index);
    const decision = isFull ? decideBounded(round, at, busy.size) : decideInstance(round, at);
    if (decision.verb === "create") busy.add(index);
    add(search, decision, { group: from.group, index });
  }
  return null;
};

const searchNodes = (search: Search, group: TaskGroup, from: EvaluationCursor): EvaluationCursor | null => {
  const { round } = search;
  const { view, job } = round;
  if (group.count === 0) return null;
  const candidates = candidatesFor(view, job.spec, group);
  let someQualify = false;
  for (const node of fleetOf(view).all) {
    const qualifies = isAmong(node, job.spec) && obstacles(node, job.spec, group).length === 0;
    someQualify ||= qualifies;
    if (node.key < from.index) continue;
    if (search.left <= 0) return { group: from.group, index: node.key };
    const at = { group, index: node.key, ...instanceAt(search, group.name, node.key), candidates };
    const decision = decideNode(round, at, { node, qualifies });
    if (decision !== undefined) add(search, decision, { group: from.group, index: node.key });
  }
  // Nothing waits anywhere, and yet the job would like to run: it says why it does not.
  if (!someQualify) round.failures.set(group.name, { first: candidates.base, more: 0 });
  return null;
};

const searchGroups = (search: Search, job: Job, from: EvaluationCursor): EvaluationCursor | null => {
  for (let at = from.group; at < job.spec.taskGroups.length; at++) {
    const group = job.spec.taskGroups[at];
    if (group === undefined) break;
    const start = { group: at, index: at === from.group ? from.index : 0 };
    const look = runsPerNode(job.spec.type) ? searchNodes : searchCounted;
    const stopped = look(search, group, start);
    if (stopped !== null) return stopped;
  }
  return null;
};

const isBefore = (a: EvaluationCursor, b: EvaluationCursor): boolean =>
  a.group < b.group || (a.group === b.group && a.index < b.index);

/** [P49] Room that more important work has made for itself is as good as used. */
const keepFree = (view: StateView, job: Job, claims: Claims): void => {
  for (const [key, of] of view.reserving.entries()) {
    const evaluation = view.evaluations.get(key);
    if (of === job.key || evaluation === undefined || (view.jobs.get(of)?.spec.priority ?? 0) <= job.spec.priority)
      continue;
    for (const { node, demand } of evaluation.reserves) reserve(claims, node, demand);
  }
};

const newRound = (
  view: StateView,
  job: Job,
  { now, stops }: { readonly now: number; readonly stops: readonly InstanceDecision[] },
): Round => {
  const claims = createClaims(view, job);
  keepFree(view, job, claims);
  for (const { verb, current } of stops) {
    if (current !== null && verb === "stop") setAside({ view, claims }, current);
  }
  return {
    view,
    job,
    now,
    claims,
    changes: new Map(),
    failures: new Map(),
    stuck: new Map(),
    unwanted: new Set(stops.flatMap(({ verb, current }) => (verb === "stop" && current !== null ? [current.key] : []))),
    gates: new Map(),
    older: new Map(),
    movable: new Map(),
    inSight: new Map(),
  };
};

/**
 * [P2] What a job needs, from what is wanted and what is there: level-triggered, so that working it off in parts, or again after the world
 * moved, arrives at the same end. `limit`: how many changes to look for; `from`: where the part before this one came to.
 */
export const reconcile = (
  view: StateView,
  key: JobKey,
  part: { readonly now: number; readonly limit?: number; readonly from?: EvaluationCursor | null },
): Reconciliation => {
  const { now, limit = Number.POSITIVE_INFINITY, from = null } = part;
  const job = view.jobs.get(key);
  const stops = from === null ? stopsOf(view, key) : [];
  if (stops.length > limit)
    return { decisions: stops.slice(0, limit), failures: new Map(), isWhole: false, cursor: null };
  if (job === undefined || job.stop || isTemplate(job.spec))
    return { decisions: stops, failures: new Map(), isWhole: true, cursor: null };
  const round = newRound(view, job, { now, stops });
  const reinstated = new Map(
    stops.flatMap(({ group, index, reinstates }) =>
      reinstates === null ? [] : [[instanceKey(job.key, group, index), reinstates] as const],
    ),
  );
  const search: Search = {
    round,
    decisions: [...stops],
    reinstated,
    left: limit - stops.length,
    firstWaiting: null,
  };
  const stopped = searchGroups(search, job, from ?? { group: 0, index: 0 });
  const failures = new Map(
    [...round.failures].map(([name, { first, more }]) => [name, { ...first, coalescedFailures: more }]),
  );
  const { decisions, firstWaiting } = search;
  const cursor = stopped !== null && firstWaiting !== null && isBefore(firstWaiting, stopped) ? firstWaiting : stopped;
  return { decisions, failures, isWhole: stopped === null, cursor };
};
