import { awaitsPromotion } from "../model/deployment.ts";
import type { AdvanceEvaluation } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { startKey } from "../effect.ts";
import type { PlacedAllocation } from "../event.ts";
import { must } from "../invariant.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import type { DeploymentKey, EvaluationKey, JobKey } from "../model/ids.ts";
import { findGroup, runsPerNode } from "../model/job-spec.ts";
import { no, ok } from "../result.ts";
import { advanceRollout, runningRollout } from "../rollouts/advance-rollout.ts";
import { activeRollout } from "../rollouts/begin-rollout.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { firstTasks } from "../tasks/first-tasks.ts";
import { changesSomething, type InstanceDecision } from "./decision.ts";
import { finish } from "./finish-evaluation.ts";
import { followUpOf } from "./follow-up.ts";
import { reconcile } from "./reconcile.ts";
import { predecessorAfterStop } from "./round.ts";
import { stop, type Slice } from "./slice.ts";
import { wakeOthers } from "./wake-others.ts";

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
    for (const task of first) {
      const run = { alloc: allocation, attempt, task };
      slice.effects.push({ type: "startTask", key: startKey(run), run });
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
  rowsOf(view.openOfJob, job, view.evaluations).find(
    ({ waitUntil: due }) => due !== null && due >= at && due <= at + dueWindowMs,
  )?.key;

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
      slice.events.push(
        followUpOf(evaluation, key, {
          triggeredBy: "alloc-reschedule",
          statusDescription: "created to replace what failed when it is due",
          waitUntil: last,
        }),
      );
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

/** [U14] Between the batches of a job that runs once per node some time goes by. */
const spaceBatches = ({ view, evaluation, events, now }: Slice, changes: readonly InstanceDecision[]): void => {
  const active = runningRollout(view, view.jobs.get(evaluation.job));
  const isBatch = changes.some(({ verb, cause }) => verb === "replace" && cause === "changed");
  if (active === undefined || !runsPerNode(evaluation.type) || !isBatch || active.nextBatchAt !== null) return;
  const longest = Math.max(...Object.values(active.groups).map(({ policy }) => policy.staggerMs));
  events.push({ type: "deploymentBatched", deployment: active.key, nextBatchAt: now + longest });
};

/** What follows for the job's rollout. */
const goOn = (slice: Slice, changes: readonly InstanceDecision[]): void => {
  const { view, evaluation, events } = slice;
  const job = view.jobs.get(evaluation.job);
  const active = runningRollout(view, job);
  const after = slice.nextEvaluation - view.next.evaluation;
  const willBeHeardOf = changes.some(({ verb, joins }) => verb === "create" || verb === "replace" || joins);
  // What was placed under an older version may be what a canary is to run beside; an unhealthy one that is replaced held up others.
  const mayLetOn = changes.some(({ under, current }) => under !== null || current?.rollout?.healthy === false);
  const inSlices = evaluation.written > 0 && Object.values(active?.groups ?? {}).some(awaitsPromotion);
  const isAtRest =
    changes.length === 0 && !inSlices ? "yes" : willBeHeardOf && !mayLetOn && !inSlices ? "later" : "look again";
  const follows = advanceRollout(view, job, { isAtRest, after, ending: evaluation.key });
  slice.nextEvaluation += follows.filter(({ type }) => type === "evaluationCreated").length;
  events.push(...follows);
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
  spaceBatches(slice, changes);
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
  wakeOthers(slice, found);
  return happened(slice.events, slice.effects);
};
