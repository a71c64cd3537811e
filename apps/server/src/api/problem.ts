import type { DefinitionProblem, ProblemKind } from "@longshore/api/problem";
import type { MovedJob } from "@longshore/core/model";
import type { DeploymentStatus } from "@longshore/core/model";
import type { Rejection } from "@longshore/core/rejection";

/** A refusal on its way to the edge, which adds the request's id. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly kind: ProblemKind;
  readonly status: number;
  readonly more: {
    readonly detail?: string;
    readonly problems?: readonly DefinitionProblem[];
    readonly checkIndex?: number;
    readonly digest?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };

  constructor(kind: ProblemKind, title: string, more: ApiProblem["more"] = {}) {
    super(title);
    this.kind = kind;
    this.status = statusOf[kind];
    this.more = more;
  }
}

const statusOf: Readonly<Record<ProblemKind, number>> = {
  "bad-request": 400,
  "invalid-definition": 422,
  "not-found": 404,
  "log-not-found": 404,
  unauthenticated: 401,
  forbidden: 403,
  "cross-site": 403,
  "wrong-host": 421,
  "method-not-allowed": 405,
  "unsupported-media-type": 415,
  "too-large": 413,
  "too-many-sign-ins": 429,
  "stale-plan": 409,
  "approval-needed": 403,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

export const notFound = (what: string): ApiProblem => new ApiProblem("not-found", `There is no ${what}`);

export const definitionProblems = (
  problems: readonly {
    readonly path: readonly (string | number)[];
    readonly message: string;
    readonly severity: "error" | "warning";
  }[],
): DefinitionProblem[] => problems.map(({ path, message, severity }) => ({ path: [...path], message, severity }));

const mostListed = 10;

const listed = (keys: readonly string[]): string =>
  keys
    .slice(0, mostListed)
    .map((key) => `"${key.slice(0, 100)}"`)
    .join(", ") + (keys.length > mostListed ? " and more" : "");

const staleTitle = (job: MovedJob | null, digest: string | null): string => {
  if (job === null)
    return digest === null ? "The plan's change cannot be made now" : "The plan would do something else now";
  if (job.to === null) return "The plan's job is gone meanwhile";
  const by = job.by === null ? "" : ` by ${job.by.by}`;
  if (job.from === null) return `The plan's job was made meanwhile${by}`;
  return job.from === job.to
    ? `The plan's job was made anew meanwhile${by}`
    : `The plan's job has moved from version ${String(job.from)} to ${String(job.to)}${by}`;
};

type MissingApproval = Extract<Rejection, { readonly kind: "approvalNeeded" }>["missing"];

const approvalTitles: { readonly [K in MissingApproval]: (namespace: string) => string } = {
  plan: (namespace) => `Changes in namespace "${namespace}" need a plan that somebody else has approved`,
  approval: () => "Nobody else has approved the plan yet",
  review: () => "The plan is no longer what was approved, and you made it: somebody else has to review and apply it",
};

const approvalDetails: { readonly [K in MissingApproval]: string } = {
  plan: "Save your change as a plan and have it approved. A stop is always allowed.",
  approval: "Have it approved by somebody other than its author.",
  review: "Have it applied by somebody other than its author, or save a new plan.",
};

const statusWords: Readonly<Record<DeploymentStatus, string>> = {
  running: "not done",
  paused: "paused",
  failed: "failed",
  cancelled: "aborted",
  successful: "done",
};

/** What each refusal of the domain says to the dashboard. */
const wordings: {
  readonly [K in Rejection["kind"]]: (rejection: Extract<Rejection, { readonly kind: K }>) => ApiProblem;
} = {
  jobNotFound: ({ namespace, id }) => notFound(`job "${id}" in namespace "${namespace}"`),
  allocationNotFound: ({ id }) => notFound(`allocation ${id}`),
  evaluationNotFound: ({ id }) => notFound(`evaluation ${id}`),
  deploymentNotFound: ({ id }) => notFound(`rollout ${id}`),
  deploymentIsOver: ({ status }) =>
    new ApiProblem("conflict", `The rollout is over, it is ${status}; nothing was changed`),
  noCanaries: () => new ApiProblem("conflict", "The rollout has no canaries to promote; nothing was changed"),
  canariesNotHealthy: ({ group, healthy, desired }) =>
    new ApiProblem(
      "conflict",
      `Of the canaries of "${group}" ${String(healthy)} of ${String(desired)} are healthy; nothing was changed`,
      { detail: "Promote them when all are, or fail the rollout." },
    ),
  rolloutNotDone: ({ id, status }) =>
    new ApiProblem("conflict", `The rollout of job "${id}" is ${statusWords[status]}; nothing was changed`, {
      detail:
        status === "running" || status === "paused"
          ? "This would carry out what it holds back. Promote, resume or abort it first."
          : "This would carry out what it left undone. Register the job again, or revert it, first.",
    }),
  jobIsNotRolledOut: ({ id, type }) =>
    new ApiProblem("conflict", `Job "${id}" is a ${type} job and has no rollouts; nothing was changed`),
  planNotFound: ({ id }) => notFound(`plan ${id}`),
  planIsOver: ({ verdict }) =>
    new ApiProblem(
      "conflict",
      `The plan ${verdict === "expired" ? "has expired" : `is ${verdict} already`}; nothing was changed`,
      { detail: "Save a new plan of the change." },
    ),
  planIsOwn: () =>
    new ApiProblem("forbidden", "You made this plan: somebody else has to approve it; nothing was changed"),
  stalePlan: ({ digest, job, jobModifyIndex }) =>
    new ApiProblem("stale-plan", `${staleTitle(job, digest)}; nothing was changed`, {
      detail:
        digest === null
          ? "Its change cannot be made any more: save a new plan."
          : "Look at what has changed since, then apply the plan as it is now by its digest, or save a new one.",
      checkIndex: jobModifyIndex,
      ...(digest === null ? {} : { digest }),
    }),
  approvalNeeded: ({ namespace, missing }) =>
    new ApiProblem("approval-needed", `${approvalTitles[missing](namespace)}; nothing was changed`, {
      detail: approvalDetails[missing],
    }),
  tooManyRules: ({ max }) =>
    new ApiProblem("conflict", `At most ${String(max)} namespaces may have rules; nothing was changed`),
  nodeNotFound: ({ id }) => notFound(`node ${id}`),
  nodeIsDown: ({ id }) => new ApiProblem("conflict", `Node ${id} is down; nothing was changed`),
  nodeIsDraining: ({ id }) =>
    new ApiProblem("conflict", `Node ${id} is being drained; nothing was changed`, {
      detail: "Cancel the drain to make it eligible.",
    }),
  nodeIsNotDraining: ({ id }) => new ApiProblem("conflict", `Node ${id} is not being drained; nothing was changed`),
  nodeIsInUse: ({ id }) =>
    new ApiProblem("conflict", `Node ${id} is up or has allocations; nothing was changed`, {
      detail: "Only a node that is down and empty can be removed.",
    }),
  invalidSpec: ({ problems }) =>
    new ApiProblem("invalid-definition", "The definition has faults; nothing was changed", {
      problems: definitionProblems(problems),
    }),
  jobExists: ({ id, jobModifyIndex }) =>
    new ApiProblem("stale-plan", `Job "${id}" exists meanwhile; nothing was changed`, {
      detail: "Plan again to see what your change does to it.",
      checkIndex: jobModifyIndex,
    }),
  jobGone: ({ id }) =>
    new ApiProblem("stale-plan", `Job "${id}" is gone meanwhile; nothing was changed`, {
      detail: "Plan again: applying would make it anew.",
      checkIndex: 0,
    }),
  staleIndex: ({ id, checkIndex, jobModifyIndex }) =>
    new ApiProblem(
      "stale-plan",
      `Job "${id}" has changed since it was planned (index ${String(checkIndex)}, now ${String(jobModifyIndex)}); nothing was changed`,
      {
        detail: "Plan again to see what your change does now.",
        checkIndex: jobModifyIndex,
      },
    ),
  typeChanged: ({ from, to }) =>
    new ApiProblem("conflict", `A job cannot change its type from ${from} to ${to}; nothing was changed`, {
      detail: "Give the new job another id, or purge the old one first.",
    }),
  launchingChanged: ({ launching, to }) =>
    new ApiProblem(
      "conflict",
      to
        ? `A job that is not ${launching} cannot become ${launching}; nothing was changed`
        : `A ${launching} job cannot become one that is not; nothing was changed`,
      { detail: "Give the new job another id, or purge the old one first." },
    ),
  jobIsTemplate: ({ id, launching }) =>
    new ApiProblem("conflict", `Job "${id}" is ${launching}: nothing runs of it that could be looked at again`, {
      detail: "Look at its children.",
    }),
  jobIsNotPeriodic: ({ id }) => new ApiProblem("conflict", `Job "${id}" is not periodic; nothing was launched`),
  jobIsNotLaunched: ({ id, stop }) =>
    new ApiProblem(
      "conflict",
      `${stop ? `Job "${id}" is stopped` : `The schedule of job "${id}" is off`}; nothing was launched`,
      {
        detail: stop ? "Start it first." : "Set Enabled in its Periodic block.",
      },
    ),
  tagTaken: ({ id, tag, version }) =>
    new ApiProblem("conflict", `Version ${String(version)} of job "${id}" has the tag "${tag}"; nothing was changed`, {
      detail: "Take it away there first, or use another.",
    }),
  tagNotFound: ({ id, tag }) => notFound(`tag "${tag.slice(0, 100)}" of job "${id}"`),
  tagUnusable: ({ tag, why }) =>
    new ApiProblem("bad-request", `"${tag.slice(0, 100)}" cannot be a tag: ${why}; nothing was changed`),
  tooManyTags: ({ id, max }) =>
    new ApiProblem(
      "conflict",
      `Job "${id}" has ${String(max)} tagged versions, which is all there may be; nothing was changed`,
    ),
  jobIsNotParameterized: ({ id }) =>
    new ApiProblem("conflict", `Job "${id}" is not parameterized; nothing was dispatched`),
  payloadMissing: () => new ApiProblem("bad-request", "The job needs a payload; nothing was dispatched"),
  payloadForbidden: () => new ApiProblem("bad-request", "The job takes no payload; nothing was dispatched"),
  payloadNotBase64: () => new ApiProblem("bad-request", "The payload is not base64; nothing was dispatched"),
  payloadTooLarge: ({ bytes, max }) =>
    new ApiProblem(
      "bad-request",
      `The payload has ${String(bytes)} bytes, more than ${String(max)}; nothing was dispatched`,
    ),
  metaForbidden: ({ keys }) =>
    new ApiProblem("bad-request", `The job takes no meta ${listed(keys)}; nothing was dispatched`),
  metaMissing: ({ keys }) =>
    new ApiProblem("bad-request", `The job needs meta ${listed(keys)}; nothing was dispatched`),
  metaUnusable: ({ key, why }) =>
    new ApiProblem("bad-request", `Meta "${key}" cannot be given: ${why}; nothing was dispatched`),
  priorityOutOfRange: ({ priority }) =>
    new ApiProblem("bad-request", `A priority is from 1 to 100, not ${String(priority)}; nothing was dispatched`),
  tokenUnusable: ({ max }) =>
    new ApiProblem(
      "bad-request",
      `An idempotency token is a text of up to ${String(max)} characters; nothing was dispatched`,
    ),
  childIdInvalid: ({ id, why }) =>
    new ApiProblem("bad-request", `The child cannot be called "${id.slice(0, 100)}": ${why}; nothing was dispatched`),
  groupNotFound: ({ group, id }) => notFound(`task group "${group}" in job "${id}"`),
  countOutOfRange: ({ group, count, max }) =>
    new ApiProblem(
      "bad-request",
      `The count of "${group}" must be from 0 to ${String(max)}, not ${String(count)}; nothing was changed`,
    ),
  jobIsStopped: ({ id }) =>
    new ApiProblem("conflict", `Job "${id}" is stopped; nothing was changed`, { detail: "Start it first." }),
  jobIsNotStopped: ({ id }) => new ApiProblem("conflict", `Job "${id}" is not stopped; nothing was changed`),
  versionNotFound: ({ id, version }) => notFound(`version ${String(version)} of job "${id}"`),
  versionIsCurrent: ({ id, version }) =>
    new ApiProblem("conflict", `Version ${String(version)} of job "${id}" is the one in force; nothing was changed`),
  versionMoved: ({ id, version }) =>
    new ApiProblem("stale-plan", `Job "${id}" is at version ${String(version)} now; nothing was changed`, {
      detail: "Look at it again before you revert.",
    }),
  userNotAllowed: ({ task, user }) =>
    new ApiProblem(
      "forbidden",
      `Task "${task}" is to run as user "${user}": only an administrator may ask for that; nothing was changed`,
    ),
  allocationHasEnded: ({ id }) =>
    new ApiProblem("conflict", `Allocation ${id} has ended, or is stopping already; nothing was changed`),
};

export const rejected = (rejection: Rejection): ApiProblem =>
  (wordings[rejection.kind] as (rejection: Rejection) => ApiProblem)(rejection);
