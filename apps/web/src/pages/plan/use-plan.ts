import { useQuery } from "@tanstack/react-query";
import type { Change, PlanReply } from "@longshore/api/plans";
import { isKind } from "../../api/errors.ts";
import { planChange } from "../../api/mutations.ts";
import { jobQuery } from "../../api/queries.ts";

/** A plan is what it was when it was made: only "Plan again" makes another one. */
export const usePlan = (draft: string, change: Change) =>
  useQuery({
    queryKey: ["plan", draft],
    queryFn: ({ signal }) => planChange(change, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export type Base =
  | { readonly type: "unknown" }
  | { readonly type: "same" }
  | {
      readonly type: "moved";
      readonly version: number | null;
      readonly by: string | null;
      readonly at: number | null;
    };

/** Whether what the plan rests on still holds: the job's specification, watched live. */
export const useBase = (plan: PlanReply): Base => {
  const job = useQuery({ ...jobQuery(plan.namespace, plan.id), retry: false });
  if (isKind(job.error, "not-found"))
    return plan.base.jobModifyIndex === 0 ? { type: "same" } : { type: "moved", version: null, by: null, at: null };
  if (job.data === undefined) return { type: "unknown" };
  if (job.data.jobModifyIndex === plan.base.jobModifyIndex) return { type: "same" };
  return {
    type: "moved",
    version: job.data.version,
    by: job.data.changed.by,
    at: job.data.changedAt,
  };
};
