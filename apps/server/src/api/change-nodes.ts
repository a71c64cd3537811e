import { cancelDrainQuery, drainRequest, eligibilityRequest } from "@longshore/api/nodes";
import type { SchedulerReply } from "@longshore/api/scheduler";
import { schedulerSettings } from "@longshore/api/scheduler";
import type { Command } from "@longshore/core/command";
import { auditLine } from "../http/audit.ts";
import { mayChangeScheduler } from "./access.ts";
import { json, type ApiReply, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf, queryOf } from "./input.ts";
import { findNode } from "./nodes.ts";
import { rejected } from "./problem.ts";

const originOf = (request: ApiRequest) => ({ door: "dashboard", by: principalOf(request).name }) as const;

/** Nodes and the scheduler are every namespace's, so the audit log names none. */
const submit = async (
  { kernel }: ApiServices,
  request: ApiRequest,
  { command, object }: { readonly command: Command; readonly object: string },
): Promise<ApiReply> => {
  const act = { action: command.type, object, namespace: null };
  const done = await kernel.submit(command, auditLine(request, "dashboard", act));
  if (!done.ok) throw rejected(done.rejection);
  return json({ index: done.value.index });
};

export const drainNode: Handler = (services, request) => {
  const terms = bodyOf(drainRequest, request);
  const { id } = findNode(services, request);
  return submit(services, request, {
    command: { type: "drainNode", id, ...terms, origin: originOf(request) },
    object: id,
  });
};

export const cancelDrain: Handler = (services, request) => {
  const { eligible } = queryOf(cancelDrainQuery, request);
  const { id } = findNode(services, request);
  return submit(services, request, {
    command: { type: "cancelDrain", id, makeEligible: eligible === "true", origin: originOf(request) },
    object: id,
  });
};

export const setEligibility: Handler = (services, request) => {
  const { eligibility } = bodyOf(eligibilityRequest, request);
  const { id } = findNode(services, request);
  return submit(services, request, {
    command: { type: "setEligibility", id, eligibility, origin: originOf(request) },
    object: id,
  });
};

export const removeNode: Handler = (services, request) => {
  const { id } = findNode(services, request);
  return submit(services, request, { command: { type: "removeNode", id, origin: originOf(request) }, object: id });
};

export const getScheduler: Handler = ({ kernel }, request) => {
  const { algorithm, preemption } = kernel.view().settings;
  const reply: SchedulerReply = {
    algorithm,
    preemption,
    can: { change: mayChangeScheduler(principalOf(request)) },
  };
  return json(reply);
};

export const setScheduler: Handler = (services, request) =>
  submit(services, request, {
    command: { type: "setScheduler", settings: bodyOf(schedulerSettings, request), origin: originOf(request) },
    object: "scheduler",
  });
