import type { JobSpec, Json, JsonObject } from "@longshore/core/model";
import { parseDefinition } from "@longshore/core/spec/parse";
import type { SpecProblem } from "@longshore/core/spec/problem";
import type { Desk, DialectRequest } from "../../dialect.ts";
import { problemsText } from "../multierror.ts";
import { isRefused, refuse, type Refused } from "../reply.ts";
import { bodyOf, isObject, readString, type Body } from "./body.ts";
import { mayEnter, permissionDenied } from "./query.ts";

export type Definition = { readonly spec: JobSpec; readonly warnings: readonly string[] };

/** What a request says when it names no job, and when it names another than its path. */
export type Wording = { readonly missing: string; readonly missingId: string; readonly mismatch: string };

export const registerWording: Wording = {
  missing: "Job must be specified",
  missingId: "Job ID hasn't been provided",
  mismatch: "Job ID does not match name",
};
export const planWording: Wording = {
  missing: "Job must be specified",
  missingId: "Job must have a valid ID",
  mismatch: "Job ID does not match",
};

const isUnset = (value: Json): boolean => value === null || value === 0 || value === "" || value === false;

/** An update block in which nothing is set: a reply of ours sent back. */
const isBlankUpdate = (word: string, value: Json): boolean =>
  word === "update" && isObject(value) && Object.values(value).every(isUnset);

const withNames = (job: JsonObject, names: { readonly namespace: string; readonly region: string }): JsonObject =>
  Object.fromEntries([
    ...Object.entries(job).filter(([key, value]) => {
      const word = key.toLowerCase();
      return word !== "namespace" && word !== "region" && !isBlankUpdate(word, value);
    }),
    ["Namespace", names.namespace],
    ["Region", names.region],
  ]);

const pathText = (path: SpecProblem["path"]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${String(part)}]` : `${text}.${part}`),
    "Job",
  );

/** A definition of the wrong form: what Go's decoder would stop at, all of it. */
const malformedText = (problems: readonly SpecProblem[]): string =>
  `json: cannot unmarshal the job: ${problems.map(({ path, message }) => `${pathText(path)}: ${message}`).join("; ")}`;

/** Those who know what a definition may say beyond its form. */
export type Checks = Pick<Desk, "checkDriverConfig" | "checkSchedule">;

const parse = (definition: JsonObject, checks: Checks): Definition | Refused => {
  const parsed = parseDefinition({ Job: definition }, checks.checkDriverConfig, checks.checkSchedule);
  if (parsed.malformed) return refuse(400, malformedText(parsed.errors));
  if (parsed.spec === undefined) return refuse(500, problemsText(parsed.errors, definition));
  return { spec: parsed.spec, warnings: parsed.warnings.map((warning) => warning.message) };
};

const firstNamed = (names: readonly string[], otherwise: string): string =>
  names.find((name) => name !== "") ?? otherwise;

/** The job that a request defines: first its form, then its meaning, then whether the actor may; as Nomad orders its checks. */
export const readDefinition = (
  request: DialectRequest,
  body: Body,
  expected: { readonly id: string | undefined; readonly wording: Wording; readonly checks: Checks },
): Definition | Refused => {
  const { wording } = expected;
  const job = body.get("Job");
  if (job === undefined) return refuse(400, wording.missing);
  if (!isObject(job)) return refuse(400, "json: cannot unmarshal the job: Job must be an object");
  const fields = bodyOf(job);
  const id = fields.get("ID");
  if (id === undefined) return refuse(400, wording.missingId);
  if (expected.id !== undefined && typeof id === "string" && id !== expected.id) return refuse(400, wording.mismatch);
  const bodyNamespace = readString(body, "Namespace");
  if (isRefused(bodyNamespace)) return bodyNamespace;
  const bodyRegion = readString(body, "Region");
  if (isRefused(bodyRegion)) return bodyRegion;
  const jobNamespace = readString(fields, "Namespace");
  if (isRefused(jobNamespace)) return jobNamespace;
  const jobRegion = readString(fields, "Region");
  if (isRefused(jobRegion)) return jobRegion;
  const namespace = firstNamed([request.query.get("namespace") ?? "", bodyNamespace, jobNamespace], "default");
  const region = firstNamed([request.query.get("region") ?? "", bodyRegion, jobRegion], "global");
  if (region !== "global") return refuse(500, "No path to region");
  if (fields.get("Stop") === true)
    return refuse(500, "job can't be submitted with 'Stop' set: register it without, or stop it with DELETE");
  const definition = parse(withNames(job, { namespace, region }), expected.checks);
  if (isRefused(definition)) return definition;
  return mayEnter(request.actor, namespace) ? definition : permissionDenied;
};
