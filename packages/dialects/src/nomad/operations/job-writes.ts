import type { RegisterJob } from "@longshore/core/command";
import type { JobName, PlanSummary } from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import type { Committed, Desk, DialectRequest, Operation, Reply } from "../../dialect.ts";
import { readBody, readBoolean, readNumber, type Body } from "../inbound/body.ts";
import { planWording, readDefinition, registerWording } from "../inbound/job.ts";
import { readFlag, readInteger, readNamespace } from "../inbound/query.ts";
import { warningsText } from "../multierror.ts";
import { allocationStubToWire } from "../outbound/allocation.ts";
import { namesOf } from "../outbound/names.ts";
import { planToWire } from "../outbound/plan.ts";
import { replyTo } from "../refusals.ts";
import { isRefused, jsonReply, queryMeta, refuse, writeHeaders, type Refused } from "../reply.ts";
import { exactly, jobItself, jobWith, operation, pathParam, writeMethods } from "./operation.ts";

export const originOf = (request: DialectRequest) => ({ door: "nomad" as const, by: request.actor.name });

/** The reply to every change of a job that makes an evaluation. */
export const registered = (request: DialectRequest, committed: Committed, warnings: readonly string[] = []): Reply =>
  jsonReply(
    request,
    {
      EvalID: committed.evaluationId,
      EvalCreateIndex: committed.evaluationId === "" ? 0 : committed.index,
      JobModifyIndex: committed.jobModifyIndex,
      Warnings: warningsText(warnings),
      ...queryMeta(committed.index),
    },
    writeHeaders(committed.index),
  );

const checkPriority = (priority: number | undefined): Refused | undefined =>
  priority !== undefined && (Number.isNaN(priority) || priority < 0 || priority > 100)
    ? refuse(400, "Eval priority must be between 1 and 100 inclusively")
    : undefined;

/** `EnforceIndex` with `JobModifyIndex`; 0 is "only if there is none". */
export const readCheckIndex = (body: Body): number | undefined | Refused => {
  const enforce = readBoolean(body, "EnforceIndex");
  if (isRefused(enforce)) return enforce;
  const index = readNumber(body, "JobModifyIndex");
  if (isRefused(index)) return index;
  return enforce ? (index ?? 0) : undefined;
};

const readRegistration = (
  desk: Desk,
  request: DialectRequest,
  id: string | undefined,
): { readonly change: RegisterJob; readonly warnings: readonly string[] } | Refused => {
  const body = readBody(request);
  if (isRefused(body)) return body;
  const checkIndex = readCheckIndex(body);
  if (isRefused(checkIndex)) return checkIndex;
  const preserveCounts = readBoolean(body, "PreserveCounts");
  if (isRefused(preserveCounts)) return preserveCounts;
  const priority = readNumber(body, "EvalPriority");
  if (isRefused(priority)) return priority;
  const definition = readDefinition(request, body, { id, wording: registerWording, checks: desk });
  if (isRefused(definition)) return definition;
  const badPriority = checkPriority(priority);
  if (badPriority !== undefined) return badPriority;
  const { spec, warnings } = definition;
  const evalPriority = priority === 0 ? undefined : priority;
  return {
    change: { type: "registerJob", spec, preserveCounts, checkIndex, evalPriority, origin: originOf(request) },
    warnings,
  };
};

const register = async (desk: Desk, request: DialectRequest, id: string | undefined): Promise<Reply | Refused> => {
  const registration = readRegistration(desk, request, id);
  if (isRefused(registration)) return registration;
  const outcome = await desk.submit(registration.change);
  return outcome.ok ? registered(request, outcome.committed, registration.warnings) : replyTo(outcome.rejection);
};

const registerJob = operation({
  name: "registerJob",
  methods: writeMethods,
  pattern: "/v1/jobs",
  match: exactly("/v1/jobs"),
  role: "operator",
  handle: (desk, request) => register(desk, request, undefined),
});

const updateJob = operation({
  name: "updateJob",
  methods: writeMethods,
  pattern: "/v1/job/{job}",
  match: jobItself,
  role: "operator",
  handle: (desk, request, params) => register(desk, request, pathParam(params, "job")),
});

/** Those that the actor's plan would push out, whosever they are. */
const preemptedBy = (reader: Reader, { preemptions }: PlanSummary) => {
  const names = namesOf(reader);
  return preemptions.flatMap(({ allocation: id }) => {
    const allocation = reader.allocation(id);
    return allocation === undefined
      ? []
      : [allocationStubToWire(names, allocation, { taskStates: false, resourcesBy: null })];
  });
};

const planJob = operation({
  name: "planJob",
  methods: writeMethods,
  pattern: "/v1/job/{job}/plan",
  match: jobWith("/plan"),
  role: "operator",
  handle: async (desk, request, params) => {
    const body = readBody(request);
    if (isRefused(body)) return body;
    const diff = readBoolean(body, "Diff");
    if (isRefused(diff)) return diff;
    const id = pathParam(params, "job");
    const definition = readDefinition(request, body, { id, wording: planWording, checks: desk });
    if (isRefused(definition)) return definition;
    const { spec, warnings } = definition;
    const planned = await desk.plan({ type: "registerJob", spec, origin: originOf(request) });
    if (!planned.ok) return replyTo(planned.rejection);
    const plan = planned.value;
    return jsonReply(
      request,
      planToWire(spec, plan, { diff, warnings, preempted: preemptedBy(desk.reader, plan) }),
      writeHeaders(plan.base.jobModifyIndex),
    );
  },
});

const nothingDone: Committed = { index: 0, jobModifyIndex: 0, evaluationId: "" };

const deregistered = (request: DialectRequest, committed: Committed): Reply =>
  jsonReply(
    request,
    {
      EvalID: committed.evaluationId,
      EvalCreateIndex: committed.evaluationId === "" ? 0 : committed.index,
      JobModifyIndex: committed.jobModifyIndex,
      VolumeEvalID: "",
      VolumeEvalIndex: 0,
      ...queryMeta(committed.index),
    },
    writeHeaders(committed.index),
  );

/** Nomad answers for a job that is not there as for one that is, with nothing in it. */
const deregister = async (
  desk: Desk,
  job: JobName,
  asked: { readonly request: DialectRequest; readonly purge: boolean; readonly evalPriority: number | undefined },
): Promise<Reply> => {
  const { request, purge, evalPriority } = asked;
  const type = purge ? "purgeJob" : "stopJob";
  const outcome = await desk.submit({ type, ...job, evalPriority, origin: originOf(request) });
  if (outcome.ok) return deregistered(request, outcome.committed);
  return outcome.rejection.kind === "jobNotFound" ? deregistered(request, nothingDone) : replyTo(outcome.rejection);
};

const deregisterJob = operation({
  name: "deregisterJob",
  methods: ["DELETE"],
  pattern: "/v1/job/{job}",
  match: jobItself,
  role: "operator",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    for (const name of ["global", "no_shutdown_delay"]) {
      const flag = readFlag(request, name);
      if (isRefused(flag)) return flag;
    }
    const purge = readFlag(request, "purge");
    if (isRefused(purge)) return purge;
    const priority = readInteger(request, "eval_priority");
    const badPriority = checkPriority(priority);
    if (badPriority !== undefined) return badPriority;
    const evalPriority = priority === 0 ? undefined : priority;
    return deregister(desk, { namespace, id: pathParam(params, "job") }, { request, purge, evalPriority });
  },
});

export const jobWrites: readonly Operation[] = [planJob, registerJob, updateJob, deregisterJob];
