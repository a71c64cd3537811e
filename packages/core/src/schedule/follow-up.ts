import type { EvaluationCreated } from "../jobs/versions.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EvaluationKey } from "../model/ids.ts";

/** Another evaluation of the same job that follows this one. */
export const followUpOf = (
  { key, job, namespace, jobId, type, priority }: Evaluation,
  next: EvaluationKey,
  by: Pick<EvaluationCreated, "triggeredBy" | "statusDescription"> &
    Partial<Pick<EvaluationCreated, "status" | "waitUntil" | "failures" | "reserves" | "anyRoom">>,
): EvaluationCreated => ({
  type: "evaluationCreated",
  evaluation: next,
  job,
  namespace,
  jobId,
  jobType: type,
  priority,
  status: "pending",
  waitUntil: null,
  node: null,
  previous: key,
  failures: 0,
  reserves: [],
  ...by,
});
