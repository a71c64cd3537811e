import type { Operation } from "../../dialect.ts";
import { isObject, readBody } from "../inbound/body.ts";
import { readDefinition, registerWording } from "../inbound/job.ts";
import { readInteger, readNamespace } from "../inbound/query.ts";
import { warningsText } from "../multierror.ts";
import { replyTo } from "../refusals.ts";
import { isRefused, jsonReply, queryMeta, readHeaders, refuse, writeHeaders } from "../reply.ts";
import { jobIndex } from "./job-indexes.ts";
import { originOf } from "./job-writes.ts";
import { blocking, exactly, jobWith, operation, pathParam, readMethods, writeMethods } from "./operation.ts";

type Suffix = Parameters<typeof jobWith>[0];

/** What no job here has: the answer is the same whatever the job. */
const constantOf = (name: string, suffix: Suffix, value: unknown): Operation =>
  operation({
    name,
    methods: readMethods,
    pattern: `/v1/job/{job}${suffix}`,
    match: jobWith(suffix),
    role: "viewer",
    handle: (desk, request, params) => {
      const namespace = readNamespace(request);
      if (isRefused(namespace)) return namespace;
      return blocking(desk, request, {
        index: () => jobIndex(desk.reader, namespace, pathParam(params, "job")),
        answer: (index) => jsonReply(request, value, readHeaders(index)),
      });
    },
  });

/** The source text is not kept: the definition is. Clients then show that. */
const getSubmission = operation({
  name: "getJobSubmission",
  methods: readMethods,
  pattern: "/v1/job/{job}/submission",
  match: jobWith("/submission"),
  role: "viewer",
  handle: (_desk, request) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    return Number.isNaN(readInteger(request, "version") ?? NaN)
      ? refuse(400, "Unable to parse job submission version parameter")
      : refuse(404, "job source not found");
  },
});

/** Launches a child now, overlap or not. */
const forcePeriodic = operation({
  name: "forcePeriodicJob",
  methods: writeMethods,
  pattern: "/v1/job/{job}/periodic/force",
  match: jobWith("/periodic/force"),
  role: "operator",
  handle: async (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const id = pathParam(params, "job");
    const outcome = await desk.submit({ type: "forcePeriodic", namespace, id, origin: originOf(request) });
    if (!outcome.ok)
      return outcome.rejection.kind === "jobNotFound" ? refuse(500, "job not found") : replyTo(outcome.rejection);
    const { evaluationId, index } = outcome.committed;
    return jsonReply(
      request,
      { EvalID: evaluationId, EvalCreateIndex: index, ...queryMeta(index) },
      writeHeaders(index),
    );
  },
});

/** Always 200: whether the definition is good is what the reply says. */
const validateJob = operation({
  name: "validateJob",
  methods: writeMethods,
  pattern: "/v1/validate/job",
  match: exactly("/v1/validate/job"),
  role: "viewer",
  handle: (desk, request) => {
    const body = readBody(request);
    if (isRefused(body)) return body;
    if (!isObject(body.get("Job"))) return refuse(400, "Job must be specified");
    const definition = readDefinition(request, body, {
      id: undefined,
      wording: registerWording,
      checks: desk,
    });
    if (isRefused(definition)) {
      const { status, body: text } = definition.refused;
      if (status !== 500 || typeof text !== "string") return definition;
      return jsonReply(request, {
        DriverConfigValidated: true,
        ValidationErrors: text.split("\n\t* ").slice(1),
        Error: text,
        Warnings: "",
      });
    }
    return jsonReply(request, {
      DriverConfigValidated: true,
      ValidationErrors: null,
      Error: "",
      Warnings: warningsText(definition.warnings),
    });
  },
});

export const jobExtras: readonly Operation[] = [
  forcePeriodic,
  constantOf("listJobDeployments", "/deployments", []),
  constantOf("getJobDeployment", "/deployment", null),
  constantOf("listJobServices", "/services", []),
  constantOf("listJobActions", "/actions", []),
  getSubmission,
  validateJob,
];
