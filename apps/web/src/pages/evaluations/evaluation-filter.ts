import { evaluationStatuses, evaluationTriggers } from "@longshore/core/model";
import type { EvaluationStatus, EvaluationTrigger } from "@longshore/core/model";

export type EvaluationFilter = {
  readonly status: EvaluationStatus | "";
  readonly trigger: EvaluationTrigger | "";
  /** A job's whole id. */
  readonly job: string;
  readonly namespace: string;
  readonly cursor: string;
  /** How many come before this page, for its numbering. */
  readonly before: number;
};

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | "" =>
  all.find((each) => each === value) ?? "";

export const readEvaluationFilter = (params: URLSearchParams): EvaluationFilter => ({
  status: oneOf(evaluationStatuses, params.get("status")),
  trigger: oneOf(evaluationTriggers, params.get("trigger")),
  job: params.get("job") ?? "",
  namespace: params.get("namespace") ?? "",
  cursor: params.get("cursor") ?? "",
  before: Math.max(0, Number.parseInt(params.get("before") ?? "0", 10) || 0),
});

type Query = Readonly<Record<string, string | undefined>>;

const none = (text: string): string | undefined => (text === "" ? undefined : text);

export const evaluationQueryOf = (filter: EvaluationFilter): Query => ({
  status: none(filter.status),
  trigger: none(filter.trigger),
  job: none(filter.job),
  namespace: none(filter.namespace),
  cursor: none(filter.cursor),
});

export const evaluationAddressOf = (filter: EvaluationFilter): Query => ({
  ...evaluationQueryOf(filter),
  before: filter.before === 0 ? undefined : String(filter.before),
});

/** Any change of the filter goes back to the first page. */
export const changeEvaluationFilter = (
  filter: EvaluationFilter,
  change: Partial<EvaluationFilter>,
): EvaluationFilter => ({ ...filter, cursor: "", before: 0, ...change });

export const clearEvaluationFilter = (filter: EvaluationFilter): EvaluationFilter =>
  changeEvaluationFilter(filter, { status: "", trigger: "", job: "", namespace: "" });

/** What else than the tabs narrows the list. */
export const isEvaluationFiltered = ({ trigger, job, namespace }: EvaluationFilter): boolean =>
  trigger !== "" || job !== "" || namespace !== "";
