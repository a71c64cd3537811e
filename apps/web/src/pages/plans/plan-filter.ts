import { planVerdicts } from "@longshore/core/model";
import type { PlanVerdict } from "@longshore/core/model";
import { changed, given, oneOf, readPaged, writeBefore } from "../../lib/list-filter.ts";
import type { Paged, Query } from "../../lib/list-filter.ts";
import type { ListAddress } from "../../lib/use-list-filter.ts";
import { plansPath } from "../../paths.ts";

export type PlanFilter = Paged & {
  readonly state: PlanVerdict | "";
  /** A job's whole id. */
  readonly job: string;
  readonly namespace: string;
  /** A name. */
  readonly author: string;
};

export const readPlanFilter = (params: URLSearchParams): PlanFilter => ({
  state: oneOf(planVerdicts, params.get("state")) ?? "",
  job: params.get("job") ?? "",
  namespace: params.get("namespace") ?? "",
  author: params.get("author") ?? "",
  ...readPaged(params),
});

export const planQueryOf = (filter: PlanFilter): Query => ({
  state: given(filter.state),
  job: given(filter.job),
  namespace: given(filter.namespace),
  author: given(filter.author),
  cursor: given(filter.cursor),
});

export const planAddress: ListAddress<PlanFilter> = {
  read: readPlanFilter,
  pathOf: (filter) => plansPath({ ...planQueryOf(filter), before: writeBefore(filter) }),
  typedOf: ({ job }) => job,
};

export const clearPlanFilter = (filter: PlanFilter): PlanFilter =>
  changed(filter, { state: "", job: "", namespace: "", author: "" });

/** What else than the tabs narrows the list. */
export const isPlanFiltered = ({ job, namespace, author }: PlanFilter): boolean =>
  job !== "" || namespace !== "" || author !== "";
