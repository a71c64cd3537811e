import { useQuery } from "@tanstack/react-query";
import type { PlanReply } from "@longshore/api/plans";
import type { SavedPlanDetail } from "@longshore/api/saved-plans";
import { plannedInstancesQuery } from "../../api/saved-plans.ts";

const none = { instances: [], nodes: {} };

/** What it would do, once all of its instances have been read. */
export const useWholePlan = ({ id, plan, instances: total }: SavedPlanDetail) => {
  const query = useQuery({ ...plannedInstancesQuery(id), enabled: plan !== null && total > 0 });
  const read = total === 0 ? none : query.data;
  const whole: PlanReply | null =
    plan === null || read === undefined
      ? null
      : { ...plan, instances: read.instances, nodes: { ...plan.nodes, ...read.nodes } };
  return { whole, error: query.error, refetch: query.refetch };
};
