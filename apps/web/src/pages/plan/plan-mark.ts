import type { PlanReply, PlannedInstance } from "@longshore/api/plans";
import { instanceMark } from "../../lib/instance-name.ts";

/** What tells an instance from the others of its group: its number, or its node's name where there is one on each. */
export const planMark = (
  plan: Pick<PlanReply, "type" | "nodes">,
  { index, from, to }: Pick<PlannedInstance, "index" | "from" | "to">,
): string => {
  const node = from?.node ?? to?.node ?? "";
  return instanceMark({ jobType: plan.type, index, nodeName: plan.nodes[node] ?? node.slice(0, 8) });
};
