import { z } from "zod";
import { allocationDetail, allocationList, allocationListQuery, logQuery } from "./allocations.ts";
import {
  deploymentDetail,
  deploymentInstances,
  deploymentInstancesQuery,
  deploymentList,
  deploymentListQuery,
  promoteRequest,
  restartReply,
  restartRequest,
} from "./deployments.ts";
import {
  evaluateReply,
  evaluationAllocations,
  evaluationDetail,
  evaluationList,
  evaluationListQuery,
  jobEvaluationList,
} from "./evaluations.ts";
import { definitionReply, jobDetail, jobList, jobListQuery, versionList } from "./jobs.ts";
import { auditList, auditQuery, jobAuditQuery } from "./audit.ts";
import { dispatchReply, dispatchRequest } from "./dispatch.ts";
import { forceLaunchReply } from "./launches.ts";
import { followRequest } from "./live.ts";
import {
  cancelDrainQuery,
  changeReply,
  drainRequest,
  eligibilityRequest,
  nodeAllocations,
  nodeAllocationsQuery,
  nodeDetail,
  nodeList,
  nodeListQuery,
} from "./nodes.ts";
import { applyReply, applyRequest, planReply, planRequest } from "./plans.ts";
import type { Documented } from "./documented.ts";
import { documentedPlans } from "./documented-plans.ts";
import { problem } from "./problem.ts";
import { apiRoutes, type ApiRouteName } from "./routes.ts";
import { collectReply, retention, retentionReply } from "./retention.ts";
import { schedulerReply, schedulerSettings } from "./scheduler.ts";
import {
  compareQuery,
  compareReply,
  definitionQuery,
  stableRequest,
  tagRequest,
  versionReply,
  versionsQuery,
} from "./versions.ts";
import { sessionReply, signInRequest, tokenList, tokenReply, tokenRequest } from "./session.ts";

const page = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** What each route takes and gives. */
export const documented: { readonly [K in ApiRouteName]: Documented } = {
  health: { summary: "Whether the server is ready", reply: z.strictObject({ status: z.literal("ok") }) },
  signIn: { summary: "Swap a token for a session cookie", body: signInRequest, reply: sessionReply },
  session: { summary: "Who is signed in", reply: sessionReply },
  signOut: { summary: "End the session", reply: z.strictObject({}) },
  listTokens: { summary: "The tokens there are, without their secrets", reply: tokenList },
  createToken: { summary: "Make a token; the only time its secret is shown", body: tokenRequest, reply: tokenReply },
  deleteToken: { summary: "Delete a token", reply: z.strictObject({}) },
  listJobs: { summary: "A page of jobs, filtered and sorted on the server", query: jobListQuery, reply: jobList },
  getJob: { summary: "A job as it is now", reply: jobDetail },
  getDefinition: {
    summary: "A version's definition: a Nomad job specification in JSON",
    query: definitionQuery,
    reply: definitionReply,
  },
  listVersions: {
    summary: "A job's versions, newest first, each with what it changed",
    query: versionsQuery,
    reply: versionList,
  },
  compareVersions: {
    summary:
      "What differs between two versions, each named by its number or its tag; `to` is the one in force when left out",
    query: compareQuery,
    reply: compareReply,
  },
  tagVersion: { summary: "Give a version a name, by which it is kept", body: tagRequest, reply: versionReply },
  untagVersion: { summary: "Take a version's name away", reply: versionReply },
  markVersion: {
    summary: "Say of a version that it works, or that it does not: where a rollout that fails goes back to",
    body: stableRequest,
    reply: versionReply,
  },
  listJobAllocations: {
    summary: "A job's allocations, newest first",
    query: allocationListQuery,
    reply: allocationList,
  },
  listJobEvaluations: { summary: "A job's evaluations, newest first", query: page, reply: jobEvaluationList },
  listJobDeployments: { summary: "A job's rollouts, newest first", query: page, reply: deploymentList },
  restartJob: {
    summary: "Replace what runs of a job by the same, a few at a time: all of it, or ranges of instances",
    body: restartRequest,
    reply: restartReply,
  },
  evaluateJob: { summary: "Have the scheduler look at a job again; nothing of it is changed", reply: evaluateReply },
  forceLaunch: {
    summary: "Launch a child of a periodic job now, whatever the clock says and whether or not another one runs",
    reply: forceLaunchReply,
  },
  dispatchJob: {
    summary: "Make a child of a parameterized job, with a payload and meta as its definition asks for",
    body: dispatchRequest,
    reply: dispatchReply,
  },
  plan: {
    summary: "What a change would do, instance by instance; nothing is changed",
    body: planRequest,
    reply: planReply,
  },
  apply: {
    summary: "Make the change; with a check index only if the job is still what was planned on",
    body: applyRequest,
    reply: applyReply,
  },
  ...documentedPlans,
  getAllocation: { summary: "An allocation with its tasks and their events", reply: allocationDetail },
  stopAllocation: {
    summary: "Stop an allocation; the job's next one takes its place",
    reply: z.strictObject({ index: z.int(), evaluationId: z.string().nullable() }),
  },
  readLog: {
    summary: "A range of a task's log, or all of it as a download",
    query: logQuery,
    media: "application/octet-stream",
  },
  listEvaluations: {
    summary: "A page of the evaluations of all jobs, newest first",
    query: evaluationListQuery,
    reply: evaluationList,
  },
  getEvaluation: {
    summary: "An evaluation: why it was asked for, what came of it, and why what could not be placed was not",
    reply: evaluationDetail,
  },
  listEvaluationAllocations: {
    summary: "The allocations that an evaluation was the last to change",
    query: page,
    reply: evaluationAllocations,
  },
  listDeployments: {
    summary: "A page of the rollouts of all jobs, newest first",
    query: deploymentListQuery,
    reply: deploymentList,
  },
  getDeployment: {
    summary: "A rollout: how it goes about it, how far it has come, and what happened to it",
    reply: deploymentDetail,
  },
  listDeploymentInstances: {
    summary: "The instances that a rollout changes, and how far each is",
    query: deploymentInstancesQuery,
    reply: deploymentInstances,
  },
  pauseDeployment: { summary: "Begin nothing more of a rollout until it is resumed", reply: changeReply },
  resumeDeployment: { summary: "Go on with a rollout", reply: changeReply },
  promoteDeployment: {
    summary: "Change the other instances too, now that the canaries are healthy",
    body: promoteRequest,
    reply: changeReply,
  },
  failDeployment: {
    summary: "Fail a rollout; with AutoRevert the job goes back to its stable version",
    reply: changeReply,
  },
  abortDeployment: { summary: "End a rollout and leave everything as it is", reply: changeReply },
  listNodes: {
    summary: "A page of the nodes: where work runs, what it has and what is used",
    query: nodeListQuery,
    reply: nodeList,
  },
  getNode: { summary: "A node with its attributes, drivers and what lives on it", reply: nodeDetail },
  listNodeAllocations: {
    summary: "What lives on a node, newest first",
    query: nodeAllocationsQuery,
    reply: nodeAllocations,
  },
  drainNode: {
    summary: "Move a node's work elsewhere; it takes nothing new meanwhile and afterwards",
    body: drainRequest,
    reply: changeReply,
  },
  cancelDrain: {
    summary: "End a drain; what has left stays where it is",
    query: cancelDrainQuery,
    reply: changeReply,
  },
  setEligibility: {
    summary: "Whether a node takes new work; what runs there goes on",
    body: eligibilityRequest,
    reply: changeReply,
  },
  removeNode: { summary: "Forget a node that is down and empty", reply: changeReply },
  getScheduler: { summary: "How the scheduler chooses nodes and what may push out what", reply: schedulerReply },
  setScheduler: {
    summary: "Change how the scheduler goes about it, from the next decision on",
    body: schedulerSettings,
    reply: changeReply,
  },
  getRetention: { summary: "How long what is past is kept", reply: retentionReply },
  setRetention: { summary: "Change how long what is past is kept", body: retention, reply: changeReply },
  collectGarbage: {
    summary: "Forget at once what is past and nothing needs, however young; never what runs, waits or is tagged",
    reply: collectReply,
  },
  listAudit: {
    summary: "Who asked for what, through which door and from which plan; newest first",
    query: auditQuery,
    reply: auditList,
  },
  listJobAudit: {
    summary: "Who asked for which change of a job, through which door and from which plan; newest first",
    query: jobAuditQuery,
    reply: auditList,
  },
  definitionSchema: { summary: "A JSON Schema of job definitions", reply: z.record(z.string(), z.unknown()) },
  live: { summary: "What changes, as it changes", media: "text/event-stream" },
  follow: { summary: "Which logs a live stream follows", body: followRequest, reply: z.strictObject({}) },
  openapi: { summary: "This document", reply: z.record(z.string(), z.unknown()) },
};

const jsonSchema = (schema: z.ZodType, io: "input" | "output"): object => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  return rest;
};

const parameters = (path: string, query: z.ZodObject | undefined): object[] => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1] ?? "",
    in: "path",
    required: true,
    schema: { type: "string" },
  })),
  ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: jsonSchema(schema as z.ZodType, "input"),
  })),
];

const operation = (name: ApiRouteName): object => {
  const { path, role } = apiRoutes[name];
  const everywhere = "everywhere" in apiRoutes[name] ? " Not for tokens that are bound to namespaces." : "";
  const { summary, query, body, reply, media = "application/json" } = documented[name];
  const problems = {
    description: "A problem",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  return {
    operationId: name,
    summary,
    description: role === "public" ? "No credential is needed." : `Role: ${role}.${everywhere}`,
    parameters: parameters(path, query),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: jsonSchema(body, "input") } } } }),
    responses: {
      200: {
        description: "Done",
        content: { [media]: { schema: reply === undefined ? {} : jsonSchema(reply, "output") } },
      },
      default: problems,
    },
    security: role === "public" ? [] : [{ token: [] }, { session: [] }],
  };
};

/** The OpenAPI 3.1 document of `/api/`. */
export const openApiDocument = (version: string): object => {
  const paths: Record<string, Record<string, object>> = {};
  for (const name of Object.keys(apiRoutes) as ApiRouteName[]) {
    const { method, path } = apiRoutes[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(name) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Longshore",
      version,
      description:
        "Errors are application/problem+json with a kind. Unsafe requests with the session cookie also carry X-CSRF-Token.",
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, "output") },
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "longshore_session" },
      },
    },
  };
};
