import { applyRequest, planRequest } from "@longshore/api/plans";
import type { PlanReply } from "@longshore/api/plans";
import type { JobChange } from "@longshore/core/command";
import type { JobType, Plan } from "@longshore/core/model";
import type { SpecProblem } from "@longshore/core/spec/problem";
import { auditLine } from "../http/audit.ts";
import type { Principal } from "../http/credentials.ts";
import { mayUse } from "./access.ts";
import { whyNotPlaced } from "./evaluation-view.ts";
import { nodeNames } from "./node-view.ts";
import { json, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { readChange } from "./change.ts";
import { nodesById } from "./nodes-by-id.ts";
import { rejected } from "./problem.ts";

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
const visiblePreemption =
  (principal: Principal) =>
  (preemption: Plan["preemptions"][number]): Plan["preemptions"][number] =>
    mayUse(principal, preemption.namespace)
      ? preemption
      : { ...preemption, namespace: "", jobId: "", group: "", index: 0, allocation: "" };

type Asked = { readonly principal: Principal; readonly type: JobType; readonly warnings: readonly SpecProblem[] };

const planReply = ({ kernel }: ApiServices, plan: Plan, { principal, type, warnings }: Asked): PlanReply => ({
  ...plan,
  type,
  nodes: nodeNames(nodesById(kernel.view()), nodeIds(plan)),
  groups: plan.groups.map((group) => ({
    ...group,
    failureText: group.failure === null ? null : whyNotPlaced(group.failure),
  })),
  preemptions: plan.preemptions.map(visiblePreemption(principal)),
  warnings: [...plan.warnings, ...warnings.map((warning) => warning.message)],
});

const typeOf = ({ reader }: ApiServices, change: JobChange): JobType =>
  change.type === "registerJob" ? change.spec.type : (reader.job(change.namespace, change.id)?.spec.type ?? "service");

export const plan: Handler = (services, request) => {
  const { change: asked } = bodyOf(planRequest, request);
  const principal = principalOf(request);
  const { change, warnings } = readChange(asked, { principal, check: services.checkDriverConfig });
  const planned = services.kernel.plan(change);
  if (!planned.ok) throw rejected(planned.rejection);
  return json(planReply(services, planned.value, { principal, type: typeOf(services, change), warnings }));
};

export const apply: Handler = async (services, request) => {
  const { change: asked, checkIndex } = bodyOf(applyRequest, request);
  const principal = principalOf(request);
  const { change, warnings } = readChange(asked, { principal, check: services.checkDriverConfig, checkIndex });
  const { namespace, id } = change.type === "registerJob" ? change.spec : change;
  const line = auditLine(request, "dashboard", { action: change.type, object: id, namespace });
  const done = await services.kernel.submit(change, line);
  if (!done.ok) throw rejected(done.rejection);
  const { index, jobModifyIndex, version, evaluation } = done.value;
  return json({
    namespace,
    id,
    evaluationId: evaluation,
    jobModifyIndex,
    version,
    index,
    warnings: warnings.map((warning) => warning.message),
  });
};
