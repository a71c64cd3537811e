import type { Reserve } from "../model/evaluation.ts";
import { findGroup, runsPerNode } from "../model/job-spec.ts";
import { demandOf } from "../model/resources.ts";
import { endsWhenAsked } from "../tasks/life.ts";
import type { InstanceDecision } from "./decision.ts";
import { followUpOf } from "./follow-up.ts";
import type { Reconciliation } from "./reconcile.ts";
import type { Slice } from "./slice.ts";

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
export const reservesOf = ({ view, evaluation }: Slice, decisions: readonly InstanceDecision[]): readonly Reserve[] => {
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
export const finish = (slice: Slice, found: Reconciliation): void => {
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
      events.push({ type: "evaluationUnblocked", evaluation: key, node: null });
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
  events.push(
    followUpOf(evaluation, next, {
      triggeredBy: "queued-allocs",
      status: isFreed ? "pending" : "blocked",
      statusDescription: "created to place remaining allocations",
      reserves: reservesOf(slice, found.decisions),
      ...(found.decisions.some(({ verb, under }) => verb === "wait" && under !== null) ? { anyRoom: true } : {}),
    }),
  );
};
