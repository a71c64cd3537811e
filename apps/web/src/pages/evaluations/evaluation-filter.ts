import { evaluationStatuses, evaluationTriggers } from "@longshore/core/model";
import type { EvaluationStatus, EvaluationTrigger } from "@longshore/core/model";
import { changed, given, oneOf, readPaged, writeBefore } from "../../lib/list-filter.ts";
import type { Paged, Query } from "../../lib/list-filter.ts";
import type { ListAddress } from "../../lib/use-list-filter.ts";
import { evaluationsPath } from "../../paths.ts";

export type EvaluationFilter = Paged & {
  readonly status: EvaluationStatus | "";
  readonly trigger: EvaluationTrigger | "";
  /** A job's whole id. */
  readonly job: string;
  readonly namespace: string;
};

export const readEvaluationFilter = (params: URLSearchParams): EvaluationFilter => ({
  status: oneOf(evaluationStatuses, params.get("status")) ?? "",
  trigger: oneOf(evaluationTriggers, params.get("trigger")) ?? "",
  job: params.get("job") ?? "",
  namespace: params.get("namespace") ?? "",
  ...readPaged(params),
});

export const evaluationQueryOf = (filter: EvaluationFilter): Query => ({
  status: given(filter.status),
  trigger: given(filter.trigger),
  job: given(filter.job),
  namespace: given(filter.namespace),
  cursor: given(filter.cursor),
});

export const evaluationAddressOf = (filter: EvaluationFilter): Query => ({
  ...evaluationQueryOf(filter),
  before: writeBefore(filter),
});

export const evaluationAddress: ListAddress<EvaluationFilter> = {
  read: readEvaluationFilter,
  pathOf: (filter) => evaluationsPath(evaluationAddressOf(filter)),
  typedOf: ({ job }) => job,
};

export const clearEvaluationFilter = (filter: EvaluationFilter): EvaluationFilter =>
  changed(filter, { status: "", trigger: "", job: "", namespace: "" });

/** What else than the tabs narrows the list. */
export const isEvaluationFiltered = ({ trigger, job, namespace }: EvaluationFilter): boolean =>
  trigger !== "" || job !== "" || namespace !== "";
