import { z } from "zod";
import { allocationDetail, allocationList, allocationListQuery, logQuery, nodeList } from "./allocations.ts";
import { definitionReply, evaluationList, jobDetail, jobList, jobListQuery, versionList } from "./jobs.ts";
import { followRequest } from "./live.ts";
import { applyReply, applyRequest, planReply, planRequest } from "./plans.ts";
import { problem } from "./problem.ts";
import { apiRoutes, type ApiRouteName } from "./routes.ts";
import { sessionReply, signInRequest, tokenList, tokenReply, tokenRequest } from "./session.ts";

type Documented = {
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly reply?: z.ZodType;
  /** The reply's media type when it is not JSON. */
  readonly media?: string;
};

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
    query: z.strictObject({ version: z.coerce.number().int().min(0).optional() }),
    reply: definitionReply,
  },
  listVersions: {
    summary: "A job's versions, newest first, each with what it changed",
    query: page,
    reply: versionList,
  },
  listJobAllocations: {
    summary: "A job's allocations, newest first",
    query: allocationListQuery,
    reply: allocationList,
  },
  listEvaluations: { summary: "A job's evaluations, newest first", query: page, reply: evaluationList },
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
  listNodes: { summary: "Where work runs, what it has and what is used", reply: nodeList },
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
  const { summary, query, body, reply, media = "application/json" } = documented[name];
  const problems = {
    description: "A problem",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  return {
    operationId: name,
    summary,
    description: role === "public" ? "No credential is needed." : `Role: ${role}.`,
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
