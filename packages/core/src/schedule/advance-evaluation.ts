import type { AdvanceEvaluation } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { startKey, type Effect } from "../effect.ts";
import type { Event, PlacedAllocation } from "../event.ts";
import { must } from "../invariant.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import { drainEndedBy } from "../nodes/drain-node.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { Evaluation, Reserve } from "../model/evaluation.ts";
import type { DeploymentKey, EvaluationKey, JobKey, NodeKey } from "../model/ids.ts";
import { findGroup, runsPerNode } from "../model/job-spec.ts";
import { demandOf } from "../model/resources.ts";
import { no, ok } from "../result.ts";
import { advanceRollout, runningRollout } from "../rollouts/advance-rollout.ts";
import { activeRollout } from "../rollouts/begin-rollout.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { effectsOf } from "../tasks/effects.ts";
import { endsWhenAsked } from "../tasks/life.ts";
import { firstTasks } from "../tasks/first-tasks.ts";
import { requestStop } from "../tasks/transition.ts";
import { uuidOf } from "../uuid.ts";
import { changesSomething, type InstanceDecision } from "./decision.ts";
import { reconcile, type Reconciliation } from "./reconcile.ts";
import { predecessorAfterStop } from "./round.ts";
import { awaitingRoomOn, givenUpBy, unblockedBy } from "./unblock.ts";

/** Collects what a slice of decisions amounts to. */
type Slice = {
  readonly view: StateView;
  readonly evaluation: Evaluation;
  readonly now: number;
  nextAllocation: number;
  nextEvaluation: number;
  readonly events: Event[];
  readonly effects: Effect[];
};

const stop = (
  slice: Slice,
  allocation: Allocation,
  by: { readonly description: string; readonly preemptedBy: JobKey | null },
): void => {
  slice.events.push({
    type: "allocationStopRequested",
    allocation: allocation.key,
    evaluation: slice.evaluation.key,
    ...by,
  });
  slice.effects.push(...effectsOf(allocation, requestStop(allocation, by.description, slice.now)));
};

const placedBy = (slice: Slice, decision: InstanceDecision): PlacedAllocation => {
  const { index, current, runs, isBeside } = decision;
  return {
    allocation: slice.nextAllocation++,
    index,
    node: must(decision.node, "node"),
    attempt: runs + 1,
    previous: isBeside ? null : (current?.key ?? null),
    ports: decision.ports,
    reschedule: decision.reschedule,
    metrics: decision.metrics,
    canary: decision.isCanary,
    issued: isBeside || predecessorAfterStop(slice.view, current) === undefined,
  };
};

/** The rollout that is under way to the version in force, of a group that it is about. */
const rolloutOf = ({ view, evaluation }: Slice, group: string): DeploymentKey | null => {
  const job = view.jobs.get(evaluation.job);
  const active = activeRollout(view, job);
  return active?.version === job?.version && active !== undefined && Object.hasOwn(active.groups, group)
    ? active.key
    : null;
};

/** Places new allocations of one group and one version as one event; those of the version in force join its rollout. */
const placeAll = (slice: Slice, name: string, decisions: readonly InstanceDecision[]): void => {
  const { view, evaluation } = slice;
  const job = must(view.jobs.get(evaluation.job), "job");
  const version = decisions[0]?.under ?? job.version;
  const group = must(findGroup(must(specOfVersion(view, job.key, version), "specification"), name), "task group");
  const placed = decisions.map((decision) => placedBy(slice, decision));
  slice.events.push({
    type: "allocationsPlaced",
    job: job.key,
    group: name,
    version,
    evaluation: evaluation.key,
    deployment: version === job.version ? rolloutOf(slice, name) : null,
    placed,
  });
  const first = firstTasks(group);
  for (const { allocation, attempt, issued } of placed) {
    if (!issued) continue;
    const allocationId = uuidOf(view.seed, "allocation", allocation);
    for (const task of first) {
      const run = { alloc: allocation, attempt, task };
      slice.effects.push({ type: "startTask", key: startKey(run), run, allocationId });
    }
  }
};

const evict = (slice: Slice, decisions: readonly InstanceDecision[]): void => {
  const { view, evaluation } = slice;
  const evicted = decisions.flatMap(({ evicts }) => evicts);
  if (evicted.length === 0) return;
  const description = `Makes room for job ${evaluation.jobId}`;
  for (const victim of evicted) stop(slice, victim, { description, preemptedBy: evaluation.job });
  const evaluations = evaluationsFor(
    view,
    evicted.map(({ job }) => job),
    { triggeredBy: "preemption", after: slice.nextEvaluation - view.next.evaluation },
  );
  slice.nextEvaluation += evaluations.length;
  slice.events.push(...evaluations);
};

/** Replacements that come due within this time of each other are made together, as Nomad does. */
const dueWindowMs = 5000;

/** The evaluation of this job that is to come at this time, or a little later. */
const comingAt = (view: StateView, job: JobKey, at: number): EvaluationKey | undefined =>
  [...(view.openOfJob.get(job) ?? [])].find((key) => {
    const due = view.evaluations.get(key)?.waitUntil ?? null;
    return due !== null && due >= at && due <= at + dueWindowMs;
  });

/** What is replaced later is replaced by an evaluation of its own. */
const delay = (slice: Slice, decisions: readonly InstanceDecision[]): void => {
  const { view, evaluation } = slice;
  const waiting = decisions
    .flatMap(({ current, dueAt }) => (current === null || dueAt === null ? [] : [{ allocation: current.key, dueAt }]))
    .toSorted((a, b) => a.dueAt - b.dueAt);
  while (waiting.length > 0) {
    const first = must(waiting[0], "instance that waits").dueAt;
    const together = waiting.splice(0, waiting.filter(({ dueAt }) => dueAt <= first + dueWindowMs).length);
    const last = must(together.at(-1), "instance that waits").dueAt;
    const known = comingAt(view, evaluation.job, last);
    const key = known ?? slice.nextEvaluation;
    if (known === undefined) {
      slice.nextEvaluation += 1;
      slice.events.push({
        type: "evaluationCreated",
        evaluation: key,
        job: evaluation.job,
        namespace: evaluation.namespace,
        jobId: evaluation.jobId,
        jobType: evaluation.type,
        triggeredBy: "alloc-reschedule",
        priority: evaluation.priority,
        status: "pending",
        statusDescription: "created to replace what failed when it is due",
        waitUntil: last,
        node: null,
        previous: evaluation.key,
        failures: 0,
        reserves: [],
      });
    }
    for (const { allocation } of together)
      slice.events.push({ type: "allocationRescheduleDelayed", allocation, evaluation: key });
  }
};

const carryOut = (slice: Slice, decisions: readonly InstanceDecision[]): void => {
  const { view, evaluation } = slice;
  for (const { verb, current, reason, reinstates, joins, group } of decisions) {
    if (reinstates !== null) slice.events.push({ type: "allocationReinstated", allocation: reinstates.key });
    if (verb === "stop" || verb === "replace")
      stop(slice, must(current, "allocation"), { description: reason, preemptedBy: null });
    if (verb === "inPlace")
      slice.events.push({
        type: "allocationUpdated",
        allocation: must(current, "allocation").key,
        version: must(view.jobs.get(evaluation.job), "job").version,
        evaluation: evaluation.key,
        deployment: joins ? rolloutOf(slice, group) : null,
      });
  }
  const placed = decisions.filter(({ verb }) => verb === "create" || verb === "replace");
  for (const [, of] of Map.groupBy(placed, ({ under, group }) => `${String(under)}/${group}`))
    placeAll(slice, must(of[0], "decision").group, of);
  evict(slice, decisions);
  delay(slice, decisions);
};

/** [J8] Those that wait, and those that a drain's deadline stops although they are wanted. */
const countWaiting = (slice: Slice, decisions: readonly InstanceDecision[]): { readonly [group: string]: number } => {
  const type = slice.view.jobs.get(slice.evaluation.job)?.spec.type;
  const isCounted = type !== undefined && !runsPerNode(type);
  const queued = new Map<string, number>();
  for (const { verb, cause, group } of decisions)
    if (verb === "wait" || (isCounted && verb === "stop" && cause === "drained"))
      queued.set(group, (queued.get(group) ?? 0) + 1);
  return Object.fromEntries(queued);
};

/** Something ends at once and leaves room that those who wait have not been offered: what they push out, or what is replaced or stopped after them. */
const freesAtOnce = (decisions: readonly InstanceDecision[]): boolean => {
  const firstWaiting = decisions.findIndex(({ verb }) => verb === "wait");
  return decisions.some(
    ({ verb, current, evicts }, at) =>
      evicts.some(endsWhenAsked) ||
      ((verb === "replace" || verb === "stop") && at > firstWaiting && current !== null && endsWhenAsked(current)),
  );
};

/** Room that was made, or is being made, for instances that still wait. */
const reservesOf = ({ view, evaluation }: Slice, decisions: readonly InstanceDecision[]): readonly Reserve[] => {
  const spec = view.jobs.get(evaluation.job)?.spec;
  if (spec === undefined) return [];
  return decisions.flatMap(({ verb, cause, node, group: name }): Reserve[] => {
    const group = findGroup(spec, name);
    const isAwaited = verb === "wait" && cause === "preempts" && node !== null && group !== undefined;
    return isAwaited ? [{ node, demand: demandOf(group) }] : [];
  });
};

/**
 * Ends the evaluation; what could not be placed waits under a blocked one, of which a job has at most one, or is looked at again where
 * what was pushed out for it has gone at once.
 */
const finish = (slice: Slice, found: Reconciliation): void => {
  const { view, evaluation, events } = slice;
  const failedGroups = Object.fromEntries(found.failures);
  const queued = countWaiting(slice, found.decisions);
  const isFreed = freesAtOnce(found.decisions);
  const next = found.failures.size > 0 ? slice.nextEvaluation++ : null;
  events.push({
    type: "evaluationEnded",
    evaluation: evaluation.key,
    status: "complete",
    statusDescription: "",
    failedGroups,
    queued,
    blocked: isFreed ? null : next,
    next: isFreed ? next : null,
  });
  for (const key of view.openOfJob.get(evaluation.job) ?? []) {
    const other = view.evaluations.get(key);
    if (other?.status !== "blocked") continue;
    // It waits for what was looked at after the earlier slices of this one had gone by: only another look can tell.
    if (evaluation.cursor !== null && key > evaluation.key) {
      events.push({ type: "evaluationUnblocked", evaluation: key });
      continue;
    }
    const ended = { failedGroups: other.failedGroups, queued: other.queued, blocked: null, next: null };
    events.push({
      type: "evaluationEnded",
      evaluation: key,
      status: "canceled",
      statusDescription: "superseded by a newer evaluation",
      ...ended,
    });
  }
  if (next === null) return;
  events.push({
    type: "evaluationCreated",
    evaluation: next,
    job: evaluation.job,
    namespace: evaluation.namespace,
    jobId: evaluation.jobId,
    jobType: evaluation.type,
    triggeredBy: "queued-allocs",
    priority: evaluation.priority,
    status: isFreed ? "pending" : "blocked",
    statusDescription: "created to place remaining allocations",
    waitUntil: null,
    node: null,
    previous: evaluation.key,
    failures: 0,
    reserves: reservesOf(slice, found.decisions),
  });
};

/** What follows for the job's rollout; between the batches of a job that runs once per node some time goes by. */
const goOn = (slice: Slice, changes: readonly InstanceDecision[]): void => {
  const { view, evaluation, events, now } = slice;
  const job = view.jobs.get(evaluation.job);
  const active = runningRollout(view, job);
  const staggers = Object.values(active?.groups ?? {}).map(({ policy }) => policy.staggerMs);
  const isBatch = changes.some(({ verb, cause }) => verb === "replace" && cause === "changed");
  if (active !== undefined && job !== undefined && runsPerNode(job.spec.type) && isBatch && active.nextBatchAt === null)
    events.push({
      type: "deploymentBatched",
      deployment: active.key,
      nextBatchAt: now + Math.max(...staggers),
    });
  const after = slice.nextEvaluation - view.next.evaluation;
  const follows = advanceRollout(view, job, { isAtRest: changes.length === 0, after, ending: evaluation.key });
  slice.nextEvaluation += follows.filter(({ type }) => type === "evaluationCreated").length;
  events.push(...follows);
};

/** The nodes where what is stopping leaves its room to its successor after all. */
const inheritedOn = ({ decisions }: Reconciliation): readonly NodeKey[] =>
  decisions.flatMap(({ verb, current, node, isBeside }) => {
    const isSuccessor = (verb === "create" || verb === "replace") && !isBeside && node !== null;
    return isSuccessor && current !== null && isLive(current) && current.node === node ? [node] : [];
  });

/** What the slice's stops free at once may be what other jobs wait for, or the last that a drain waited for. */
const followUps = (slice: Slice, found: Reconciliation): void => {
  const stopped = found.decisions.flatMap(({ verb, current, evicts }) =>
    (verb === "stop" || verb === "replace") && current !== null ? [current, ...evicts] : evicts,
  );
  const ended = stopped.filter(endsWhenAsked);
  const given = found.isWhole ? givenUpBy(slice.view, slice.evaluation.job, reservesOf(slice, found.decisions)) : [];
  const unblocked = [
    ...unblockedBy(slice.view, ended, slice.evaluation.job),
    ...inheritedOn(found).flatMap((node) => awaitingRoomOn(slice.view, node, slice.evaluation.job)),
    ...given,
  ];
  slice.events.push(
    ...new Map(unblocked.map((event) => [event.evaluation, event])).values(),
    ...drainEndedBy(slice.view, ended, slice.nextEvaluation - slice.view.next.evaluation),
  );
};

/** [P6] Works off at most `limit` changes of an evaluation that is due; the last slice ends it. */
export const advanceEvaluation = (view: StateView, command: AdvanceEvaluation, now: number): Decided => {
  const evaluation = view.evaluations.get(command.evaluation);
  if (evaluation === undefined) return no({ kind: "evaluationNotFound", id: String(command.evaluation) });
  if (evaluation.status !== "pending" || (evaluation.waitUntil ?? now) > now) return ok(nothing);
  const found = reconcile(view, evaluation.job, { now, limit: Math.max(1, command.limit), from: evaluation.cursor });
  const changes = found.decisions.filter(changesSomething);
  const slice: Slice = {
    view,
    evaluation,
    now,
    nextAllocation: view.next.allocation,
    nextEvaluation: view.next.evaluation,
    events: [],
    effects: [],
  };
  carryOut(slice, changes);
  if (found.isWhole) {
    finish(slice, found);
    goOn(slice, changes);
  } else
    slice.events.push({
      type: "evaluationProgressed",
      evaluation: evaluation.key,
      written: changes.length,
      cursor: found.cursor,
    });
  followUps(slice, found);
  return happened(slice.events, slice.effects);
};
