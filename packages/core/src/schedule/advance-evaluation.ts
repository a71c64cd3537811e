import type { AdvanceEvaluation } from "../command.ts";
import { predecessorOf } from "../capacity.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { startKey, stopKey, type Effect } from "../effect.ts";
import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { findGroup } from "../model/job-spec.ts";
import { no, ok } from "../result.ts";
import { instanceKey, type StateView } from "../state.ts";
import { isWithEngine } from "../tasks/transition.ts";
import { uuidOf } from "../uuid.ts";
import { changesSomething, endsAtOnce, reconcile, type InstanceDecision, type Reconciliation } from "./reconcile.ts";
import { unblockedBy } from "./unblock.ts";

/** Collects what a slice of decisions amounts to. */
type Slice = {
  readonly view: StateView;
  readonly evaluation: Evaluation;
  nextAllocation: number;
  readonly events: Event[];
  readonly effects: Effect[];
};

/** The effects of asking an allocation to stop: one per task that has, or is about to have, a process. */
export const stopEffects = (allocation: Allocation): readonly Effect[] =>
  Object.entries(allocation.tasks).flatMap(([task, state]): Effect[] => {
    if (state.phase === "dead" || state.stopRequestedAt !== null || !isWithEngine(state)) return [];
    const run = { alloc: allocation.key, attempt: state.attempt, task };
    return [{ type: "stopTask", key: stopKey(run), run, allocationId: allocation.id }];
  });

const stop = (slice: Slice, allocation: Allocation, description: string): void => {
  slice.events.push({
    type: "allocationStopRequested",
    allocation: allocation.key,
    description,
    evaluation: slice.evaluation.key,
    preemptedBy: null,
  });
  slice.effects.push(...stopEffects(allocation));
};

const hasStarted = (allocation: Allocation): boolean =>
  Object.values(allocation.tasks).some((task) => task.startedAt !== null);

/** Whether something has to end before a successor of `current` may start, `current` being asked to stop in the same slice. */
const mustWait = (view: StateView, current: Allocation | null): boolean => {
  if (current === null) return false;
  if (isLive(current) && !endsAtOnce(current)) return true;
  return !hasStarted(current) && predecessorOf(view, current) !== undefined;
};

const placeNew = (slice: Slice, decision: InstanceDecision): void => {
  const { view, evaluation } = slice;
  const job = must(view.jobs.get(evaluation.job), "job");
  const group = must(findGroup(job.spec, decision.group), "task group");
  const allocation = slice.nextAllocation++;
  const attempt = (view.instances.get(instanceKey(job.key, group.name, decision.index))?.runs ?? 0) + 1;
  const issued = !mustWait(view, decision.current);
  slice.events.push({
    type: "allocationsPlaced",
    job: job.key,
    group: group.name,
    version: job.version,
    evaluation: evaluation.key,
    placed: [
      {
        allocation,
        index: decision.index,
        node: must(decision.node, "node"),
        attempt,
        previous: decision.current?.key ?? null,
        ports: [],
        reschedule: null,
        metrics: decision.metrics,
        issued,
      },
    ],
  });
  if (!issued) return;
  const allocationId = uuidOf(view.seed, "allocation", allocation);
  for (const task of group.tasks) {
    const run = { alloc: allocation, attempt, task: task.name };
    slice.effects.push({ type: "startTask", key: startKey(run), run, allocationId });
  }
};

const carryOut = (slice: Slice, decision: InstanceDecision): void => {
  const { current } = decision;
  if (decision.verb === "stop" || decision.verb === "replace")
    stop(slice, must(current, "allocation"), decision.reason);
  if (decision.verb === "create" || decision.verb === "replace") placeNew(slice, decision);
  if (decision.verb === "inPlace") {
    const version = must(slice.view.jobs.get(slice.evaluation.job), "job").version;
    slice.events.push({
      type: "allocationUpdated",
      allocation: must(current, "allocation").key,
      version,
      evaluation: slice.evaluation.key,
    });
  }
};

const countWaiting = (decisions: readonly InstanceDecision[]): { readonly [group: string]: number } => {
  const queued = new Map<string, number>();
  for (const { verb, group } of decisions) if (verb === "wait") queued.set(group, (queued.get(group) ?? 0) + 1);
  return Object.fromEntries(queued);
};

/** Ends the evaluation; what could not be placed waits under a blocked one, of which a job has at most one. */
const finish = (slice: Slice, found: Reconciliation): void => {
  const { view, evaluation, events } = slice;
  const failedGroups = Object.fromEntries(found.failures);
  const queued = countWaiting(found.decisions);
  const blocks = found.failures.size > 0;
  const blocked = blocks ? view.next.evaluation : null;
  events.push({
    type: "evaluationEnded",
    evaluation: evaluation.key,
    status: "complete",
    statusDescription: "",
    failedGroups,
    queued,
    blocked,
    next: null,
  });
  for (const key of view.openOfJob.get(evaluation.job) ?? []) {
    const other = view.evaluations.get(key);
    if (other?.status !== "blocked") continue;
    const ended = { failedGroups: other.failedGroups, queued: other.queued, blocked: null, next: null };
    events.push({
      type: "evaluationEnded",
      evaluation: key,
      status: "canceled",
      statusDescription: "superseded by a newer evaluation",
      ...ended,
    });
  }
  if (blocked === null) return;
  events.push({
    type: "evaluationCreated",
    evaluation: blocked,
    job: evaluation.job,
    namespace: evaluation.namespace,
    jobId: evaluation.jobId,
    jobType: evaluation.type,
    triggeredBy: "queued-allocs",
    priority: evaluation.priority,
    status: "blocked",
    statusDescription: "created to place remaining allocations",
    waitUntil: null,
    node: null,
    previous: evaluation.key,
    failures: 0,
  });
};

/** What the slice's stops free at once may be what other jobs wait for. */
const unblockOthers = (slice: Slice, decisions: readonly InstanceDecision[]): void => {
  const ended = decisions.flatMap(({ verb, current }) =>
    (verb === "stop" || verb === "replace") && current !== null && endsAtOnce(current) ? [current] : [],
  );
  slice.events.push(...unblockedBy(slice.view, ended, slice.evaluation.job));
};

/** [P6] Works off at most `limit` changes of an evaluation; the last slice ends it. */
export const advanceEvaluation = (view: StateView, command: AdvanceEvaluation): Decided => {
  const evaluation = view.evaluations.get(command.evaluation);
  if (evaluation === undefined) return no({ kind: "evaluationNotFound", id: String(command.evaluation) });
  if (evaluation.status !== "pending") return ok(nothing);
  const limit = Math.max(1, command.limit);
  const found = reconcile(view, evaluation.job, limit);
  const wanted = found.decisions.filter(changesSomething);
  const slice: Slice = { view, evaluation, nextAllocation: view.next.allocation, events: [], effects: [] };
  const now = wanted.slice(0, limit);
  for (const decision of now) carryOut(slice, decision);
  if (wanted.length > now.length)
    slice.events.push({ type: "evaluationProgressed", evaluation: evaluation.key, written: now.length, cursor: null });
  else finish(slice, found);
  unblockOthers(slice, now);
  return happened(slice.events, slice.effects);
};
