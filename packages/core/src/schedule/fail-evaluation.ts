import { freeOn } from "../capacity.ts";
import type { FailEvaluation } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { no, ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { followUpOf } from "./follow-up.ts";
import { handedOn } from "./unblock.ts";

const minute = 60_000;
/** Nomad's follow-up comes after 1 to 6 minutes; ours waits a minute longer each time. */
const longestWait = 6;

/** It could not be worked off: it ends as failed, and another look follows later. */
export const failEvaluation = (view: StateView, command: FailEvaluation, now: number): Decided => {
  const evaluation = view.evaluations.get(command.evaluation);
  if (evaluation === undefined) return no({ kind: "evaluationNotFound", id: String(command.evaluation) });
  if (evaluation.status !== "pending") return ok(nothing);
  const failures = evaluation.failures + 1;
  const next = view.next.evaluation;
  const { failedGroups, queued } = evaluation;
  return happened([
    {
      type: "evaluationEnded",
      evaluation: evaluation.key,
      status: "failed",
      statusDescription: command.reason,
      failedGroups,
      queued,
      blocked: null,
      next,
    },
    followUpOf(evaluation, next, {
      triggeredBy: "failed-follow-up",
      statusDescription: "created after the one before it failed",
      waitUntil: now + Math.min(failures, longestWait) * minute,
      failures,
      reserves: evaluation.reserves,
    }),
    ...(evaluation.node === null
      ? []
      : handedOn(view, evaluation, { free: freeOn(view, evaluation.node), hasPlaced: false })),
  ]);
};
