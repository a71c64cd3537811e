import { limits } from "@longshore/core/limits";
import type { Rejection } from "@longshore/core/rejection";
import type { Dialect, Reply } from "../dialect.ts";
import { problemsText } from "./multierror.ts";
import { textReply } from "./reply.ts";

const enforcing = (index: number, why: string): Reply =>
  textReply(500, `Enforcing job modify index ${String(index)}: ${why}`);

/** Nomad's words for each of our refusals; most of what it refuses after reading a request is a 500. */
export const refusals: Dialect["refusals"] = {
  jobNotFound: () => textReply(404, "job not found"),
  allocationNotFound: () => textReply(404, "alloc not found"),
  evaluationNotFound: () => textReply(404, "eval not found"),
  invalidSpec: ({ problems }) => textReply(500, problemsText(problems, {})),
  jobExists: () => enforcing(0, "job already exists"),
  jobGone: ({ checkIndex }) => enforcing(checkIndex, "job does not exist"),
  staleIndex: ({ checkIndex, jobModifyIndex }) =>
    enforcing(checkIndex, `job exists with conflicting job modify index: ${String(jobModifyIndex)}`),
  typeChanged: ({ from, to }) => textReply(500, `cannot update job from type "${from}" to "${to}"`),
  launchingChanged: ({ launching, to }) =>
    textReply(
      500,
      to
        ? `cannot update non-${launching} job to being ${launching}`
        : `cannot update ${launching} job to being non-${launching}`,
    ),
  jobIsTemplate: ({ launching }) => textReply(500, `can't evaluate ${launching} job`),
  jobIsNotPeriodic: () => textReply(500, "can't force launch non-periodic job"),
  jobIsNotLaunched: ({ id, namespace }) =>
    textReply(500, `force launch for job "${id}" failed: can't force run non-tracked job "${id}" (${namespace})`),
  tagTaken: ({ id, tag }) => textReply(500, `tag "${tag}" already exists on a different version of job "${id}"`),
  tagNotFound: ({ id, tag }) => textReply(500, `tag "${tag.slice(0, 100)}" not found on job "${id}"`),
  tagUnusable: ({ tag, why }) => textReply(400, `invalid version tag "${tag.slice(0, 100)}": ${why}`),
  tooManyTags: ({ id, max }) => textReply(500, `job "${id}" has ${String(max)} tagged versions already`),
  jobIsNotParameterized: ({ id }) => textReply(500, `Specified job "${id}" is not a parameterized job`),
  payloadMissing: () => textReply(500, "Payload is not provided but required by parameterized job"),
  payloadForbidden: () => textReply(500, "Payload provided but forbidden by parameterized job"),
  payloadNotBase64: () => textReply(400, "illegal base64 data"),
  payloadTooLarge: ({ bytes, max }) =>
    textReply(500, `Payload exceeds maximum size; ${String(bytes)} > ${String(max)}`),
  metaForbidden: ({ keys }) =>
    textReply(500, `Dispatch request included unpermitted metadata keys: [${keys.slice(0, 10).join(" ")}]`),
  metaMissing: ({ keys }) =>
    textReply(500, `Dispatch did not provide required meta keys: [${keys.slice(0, 10).join(" ")}]`),
  metaUnusable: ({ key, why }) =>
    textReply(500, `Dispatch request included meta key "${key}" that is unusable: ${why}`),
  priorityOutOfRange: () => textReply(500, "dispatch job priority must be between [1, 100]"),
  tokenUnusable: ({ max }) => textReply(400, `idempotency token is longer than ${String(max)} characters, or no text`),
  childIdInvalid: ({ why }) => textReply(500, `invalid dispatched job ID: ${why}`),
  groupNotFound: ({ group }) => textReply(400, `task group "${group}" specified for scaling does not exist in job`),
  countOutOfRange: ({ count, max }) =>
    count < 0
      ? textReply(400, "scaling action count can't be negative")
      : textReply(
          500,
          `total count was greater than configured job_max_count: ${String(count + limits.jobCount - max)} > ${String(limits.jobCount)}`,
        ),
  jobIsStopped: ({ id }) => textReply(500, `job "${id}" is stopped`),
  jobIsNotStopped: ({ id }) => textReply(500, `job "${id}" is not stopped`),
  versionNotFound: ({ id, namespace, version }) =>
    textReply(500, `job "${id}" in namespace "${namespace}" at version ${String(version)} not found`),
  versionIsCurrent: () => textReply(500, "can't revert to current version"),
  versionMoved: ({ version, enforceVersion }) =>
    textReply(500, `Current job has version ${String(version)}; enforcing version ${String(enforceVersion)}`),
  deploymentNotFound: () => textReply(404, "deployment not found"),
  deploymentIsOver: () => textReply(500, "can't change terminal deployment"),
  noCanaries: () => textReply(500, "no canaries to promote"),
  canariesNotHealthy: ({ group, healthy, desired }) =>
    textReply(500, `Task group "${group}" has ${String(healthy)}/${String(desired)} healthy allocations`),
  rolloutNotDone: ({ status }) =>
    textReply(
      400,
      status === "running" || status === "paused"
        ? "job scaling blocked due to active deployment"
        : `job change blocked: its latest deployment is ${status}; run the job again or revert it first`,
    ),
  jobIsNotRolledOut: ({ id, type }) => textReply(500, `job "${id}" of type "${type}" is not rolled out`),
  planNotFound: () => textReply(404, "plan not found"),
  planIsOver: ({ id, verdict }) => textReply(500, `plan "${id}" is ${verdict}`),
  planIsOwn: () => textReply(403, "Permission denied: a plan is approved by somebody other than its author"),
  stalePlan: ({ id }) => textReply(500, `plan "${id}" is stale`),
  approvalNeeded: ({ namespace }) =>
    textReply(
      403,
      `Permission denied: namespace "${namespace}" takes changes only from a plan that somebody other than its author has approved; save the plan in Longshore and have it approved`,
    ),
  tooManyRules: ({ max }) => textReply(500, `at most ${String(max)} namespaces may have rules`),
  nodeNotFound: () => textReply(404, "node not found"),
  nodeIsDown: ({ id }) => textReply(500, `node "${id}" is down`),
  nodeIsDraining: () => textReply(500, "can not set node's scheduling eligibility to eligible while it is draining"),
  nodeIsNotDraining: ({ id }) => textReply(500, `node "${id}" is not draining`),
  nodeIsInUse: ({ id }) => textReply(500, `node "${id}" is not down, or has allocations`),
  userNotAllowed: ({ task }) =>
    textReply(403, `Permission denied: task "${task}" names a user, which only an administrator may`),
  allocationHasEnded: ({ id }) => textReply(500, `alloc "${id}" has already ended`),
};

export const replyTo = (rejection: Rejection): Reply =>
  (refusals[rejection.kind] as (rejection: Rejection) => Reply)(rejection);
