import { dispatchRequest, type DispatchReply } from "@longshore/api/dispatch";
import type { ForceLaunchReply } from "@longshore/api/launches";
import { invariant } from "@longshore/core/invariant";
import { auditLine } from "../http/audit.ts";
import { json, type Handler } from "./handler.ts";
import { bodyOf, principalOf } from "./input.ts";
import { findJob } from "./jobs.ts";
import { rejected } from "./problem.ts";

export const forceLaunch: Handler = async (services, request) => {
  const { namespace, id } = findJob(services, request).spec;
  const done = await services.kernel.submit(
    { type: "forcePeriodic", namespace, id, origin: { door: "dashboard", by: principalOf(request).name } },
    auditLine(request, "dashboard", { action: "forcePeriodic", object: id, namespace }),
  );
  if (!done.ok) throw rejected(done.rejection);
  const { index, evaluation } = done.value;
  const made = evaluation === null ? undefined : services.reader.evaluation(evaluation);
  invariant(made !== undefined, "a launch has an evaluation");
  const reply: ForceLaunchReply = { index, evaluationId: made.id, child: made.jobId };
  return json(reply);
};

export const dispatchJob: Handler = async (services, request) => {
  const parent = findJob(services, request);
  const { namespace, id } = parent.spec;
  const { payload = null, meta = {}, token = "", ...more } = bodyOf(dispatchRequest, request);
  const origin = { door: "dashboard", by: principalOf(request).name } as const;
  const done = await services.kernel.submit(
    { type: "dispatchJob", namespace, id, payload, meta, token, ...more, origin },
    auditLine(request, "dashboard", { action: "dispatchJob", object: id, namespace }),
  );
  if (!done.ok) throw rejected(done.rejection);
  const { index, evaluation } = done.value;
  const child =
    evaluation === null
      ? services.reader.dispatched(parent.key, token)?.spec.id
      : services.reader.evaluation(evaluation)?.jobId;
  invariant(child !== undefined, "a dispatch has a child");
  const reply: DispatchReply = { index, evaluationId: evaluation, child };
  return json(reply);
};
