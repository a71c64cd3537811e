import { applyRequest, planRequest } from "@longshore/api/plans";
import type { PlanReply } from "@longshore/api/plans";
import type { Plan } from "@longshore/core/model";
import { failureText } from "@longshore/core/schedule/failure-text";
import { auditLine } from "../http/audit.ts";
import { json, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { readChange } from "./change.ts";
import { rejected } from "./problem.ts";

const planReply = (services: ApiServices, plan: Plan, warnings: readonly string[]): PlanReply => ({
  ...plan,
  nodes: Object.fromEntries(services.reader.nodes().map((node) => [node.id, node.name])),
  groups: plan.groups.map((group) => ({
    ...group,
    failureText: group.failure === null ? null : failureText(group.failure),
  })),
  warnings: [...plan.warnings, ...warnings],
});

export const plan: Handler = (services, request) => {
  const { change: asked } = bodyOf(planRequest, request);
  const { change, warnings } = readChange(asked, {
    principal: principalOf(request),
    check: services.checkDriverConfig,
  });
  const planned = services.kernel.plan(change);
  if (!planned.ok) throw rejected(planned.rejection);
  return json(
    planReply(
      services,
      planned.value,
      warnings.map((warning) => warning.message),
    ),
  );
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
