import { applyRequest, planRequest } from "@longshore/api/plans";
import type { JobChange } from "@longshore/core/command";
import type { JobType } from "@longshore/core/model";
import { auditLine } from "../http/audit.ts";
import { json, type ApiReply, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { readChange } from "./change.ts";
import { planReply } from "./plan-view.ts";
import { rejected } from "./problem.ts";

const typeOf = ({ reader }: ApiServices, change: JobChange): JobType =>
  change.type === "registerJob" ? change.spec.type : (reader.job(change.namespace, change.id)?.spec.type ?? "service");

/** What was written beside the main thread goes out as it is. */
const written = (body: Uint8Array): ApiReply => ({
  stream: (response) => {
    response.writeHead(200, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
    response.end(body);
  },
});

export const plan: Handler = async (services, request) => {
  const { change: asked } = bodyOf(planRequest, request);
  const principal = principalOf(request);
  const { change, warnings } = readChange(asked, { principal, check: services.checkDriverConfig });
  const shown = { principal, type: typeOf(services, change), warnings: warnings.map(({ message }) => message) };
  const beside = await services.planBeside(change, shown);
  if (beside !== undefined) {
    if (!beside.ok) throw rejected(beside.rejection);
    return written(beside.value);
  }
  const planned = services.kernel.plan(change);
  if (!planned.ok) throw rejected(planned.rejection);
  return json(planReply(services.kernel.view(), planned.value, shown));
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
