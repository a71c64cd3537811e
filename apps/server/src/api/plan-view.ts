import type { PlanReply } from "@longshore/api/plans";
import type { JobType, Plan } from "@longshore/core/model";
import type { StateView } from "@longshore/core/state";
import type { Principal } from "../http/credentials.ts";
import { mayUse } from "./access.ts";
import { whyNotPlaced } from "./evaluation-view.ts";
import { nodeNames } from "./node-view.ts";
import { nodesById } from "./nodes-by-id.ts";

/** Every node that the plan names. */
const nodeIds = (plan: Plan): readonly string[] => [
  ...plan.instances.flatMap(({ from, to }) => [
    ...(from === null ? [] : [from.node]),
    ...(to === null ? [] : [to.node, ...(to.metrics?.scores ?? []).map(({ nodeId }) => nodeId)]),
  ]),
  ...plan.groups.flatMap(({ failure }) => (failure?.scores ?? []).map(({ nodeId }) => nodeId)),
  ...plan.preemptions.map(({ node }) => node),
];

/** What belongs to namespaces that the token is not for is counted, not named. */
export const visiblePreemption =
  (principal: Principal) =>
  (preemption: Plan["preemptions"][number]): Plan["preemptions"][number] =>
    mayUse(principal, preemption.namespace)
      ? preemption
      : { ...preemption, namespace: "", jobId: "", group: "", index: 0, allocation: "" };

/** For whom a plan is shown, and what only the definition tells of it. */
export type PlanShown = {
  readonly principal: Principal;
  readonly type: JobType;
  readonly warnings: readonly string[];
};

export const planReply = (view: StateView, plan: Plan, { principal, type, warnings }: PlanShown): PlanReply => ({
  ...plan,
  type,
  nodes: nodeNames(nodesById(view), nodeIds(plan)),
  groups: plan.groups.map((group) => ({
    ...group,
    failureText: group.failure === null ? null : whyNotPlaced(group.failure),
  })),
  preemptions: plan.preemptions.map(visiblePreemption(principal)),
  warnings: [...plan.warnings, ...warnings],
});
