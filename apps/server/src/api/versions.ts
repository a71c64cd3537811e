import {
  compareQuery,
  definitionQuery,
  stableRequest,
  tagRequest,
  versionsQuery,
  type CompareReply,
  type VersionReply,
} from "@longshore/api/versions";
import type { Command } from "@longshore/core/command";
import { versionNamed, type Job, type JobVersion } from "@longshore/core/model";
import { diffSpecs } from "@longshore/core/spec/diff";
import { writeDefinition } from "@longshore/core/spec/write";
import { auditLine } from "../http/audit.ts";
import { json, type ApiReply, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { bodyOf, principalOf, queryOf } from "./input.ts";
import { versionItem } from "./job-view.ts";
import { findJob, readPage } from "./jobs.ts";
import { ApiProblem, notFound, rejected } from "./problem.ts";
import { withoutNulls } from "./without-nulls.ts";

/** The number of a version that is named by it or by a tag; undefined: the one in force. */
const numberOf = (job: Job, name: string | undefined): number => {
  if (name === undefined) return job.version;
  const number = versionNamed(job, /^\d{1,15}$/.test(name) ? Number(name) : name);
  if (number === undefined) throw notFound(`version or tag "${name.slice(0, 100)}" of job "${job.spec.id}"`);
  return number;
};

const findVersion = ({ reader }: ApiServices, job: Job, name: string | undefined): JobVersion => {
  const number = numberOf(job, name);
  const version = reader.version(job.key, number);
  if (version === undefined) throw notFound(`version ${String(number)} of job "${job.spec.id}"`);
  return version;
};

export const getDefinition: Handler = (services, request) => {
  const job = findJob(services, request);
  const { version } = queryOf(definitionQuery, request);
  const found = findVersion(services, job, version);
  return json({
    namespace: job.spec.namespace,
    id: job.spec.id,
    version: found.version,
    jobModifyIndex: job.jobModifyIndex,
    definition: withoutNulls(writeDefinition(found.spec)),
  });
};

/** Each is compared with another one: more would hold up everything else. */
const mostVersions = 100;

export const listVersions: Handler = (services, request) => {
  const job = findJob(services, request);
  const { cursor, limit = 20, diff } = queryOf(versionsQuery, request);
  if (limit > mostVersions) throw new ApiProblem("bad-request", `A page has at most ${String(mostVersions)} versions`);
  const against = diff === undefined ? undefined : findVersion(services, job, diff);
  const page = readPage(() => services.reader.versions(job.key, { cursor, limit }));
  const before = ({ version }: JobVersion): JobVersion | undefined =>
    against ?? (version === 0 ? undefined : services.reader.version(job.key, version - 1));
  const items = page.items.map((version) => versionItem(version, before(version)));
  return json({ items, next: page.next, index: job.modifyIndex });
};

export const compareVersions: Handler = (services, request) => {
  const job = findJob(services, request);
  const { from, to } = queryOf(compareQuery, request);
  const [before, after] = [findVersion(services, job, from), findVersion(services, job, to)];
  const diff = diffSpecs(before.spec, after.spec) as CompareReply["diff"];
  const reply: CompareReply = { from: before.version, to: after.version, diff, index: job.modifyIndex };
  return json(reply);
};

const submit = async (
  services: ApiServices,
  request: ApiRequest,
  { job, command, version }: { readonly job: Job; readonly command: Command; readonly version: number },
): Promise<ApiReply> => {
  const { namespace, id } = job.spec;
  const act = { action: command.type, object: id, namespace };
  const done = await services.kernel.submit(command, auditLine(request, "dashboard", act));
  if (!done.ok) throw rejected(done.rejection);
  const reply: VersionReply = { index: done.value.index, version };
  return json(reply);
};

const originOf = (request: ApiRequest) => ({ door: "dashboard", by: principalOf(request).name }) as const;

export const tagVersion: Handler = (services, request) => {
  const job = findJob(services, request);
  const { version = job.version, description = "" } = bodyOf(tagRequest, request);
  const { namespace, id } = job.spec;
  const { tag = "" } = request.params;
  const origin = originOf(request);
  return submit(services, request, {
    job,
    version,
    command: { type: "tagVersion", namespace, id, tag, description, version, origin },
  });
};

export const untagVersion: Handler = (services, request) => {
  const job = findJob(services, request);
  const { namespace, id } = job.spec;
  const { tag = "" } = request.params;
  const version = job.tags?.find(({ name }) => name === tag)?.version ?? job.version;
  const command = { type: "untagVersion", namespace, id, tag, origin: originOf(request) } as const;
  return submit(services, request, { job, version, command });
};

export const markVersion: Handler = (services, request) => {
  const job = findJob(services, request);
  const { namespace, id } = job.spec;
  const version = numberOf(job, request.params["version"]);
  const { stable } = bodyOf(stableRequest, request);
  const command = { type: "markVersion", namespace, id, version, stable, origin: originOf(request) } as const;
  return submit(services, request, { job, version, command });
};
