import type { Reader } from "@longshore/core/reader";
import { versionNamed, type Job, type JobVersion, type VersionTag } from "@longshore/core/model";
import { diffSpecs } from "@longshore/core/spec/diff";
import type { DialectRequest, Operation } from "../../dialect.ts";
import { readFlag, readInteger, readNamespace } from "../inbound/query.ts";
import { diffToWire } from "../outbound/diff.ts";
import { jobToWire, summaryToWire, versionToWire } from "../outbound/job.ts";
import { isRefused, jsonReply, listReply, queryMeta, readHeaders, refuse, type Refused } from "../reply.ts";
import type * as wire from "../wire.ts";
import { jobIndex, jobSummaryIndex } from "./job-indexes.ts";
import { blocking, jobItself, jobWith, operation, pathParam, readMethods } from "./operation.ts";
import { everyItem, pageSize } from "./pages.ts";

const tagInForce = (reader: Reader, { key, version, tags }: Job): VersionTag | undefined =>
  tags?.some((tag) => tag.version === version) === true ? reader.version(key, version)?.tag : undefined;

const getJob = operation({
  name: "getJob",
  methods: readMethods,
  pattern: "/v1/job/{job}",
  match: jobItself,
  role: "viewer",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const id = pathParam(params, "job");
    return blocking(desk, request, {
      index: () => jobIndex(desk.reader, namespace, id),
      answer: (index) => {
        const job = desk.reader.job(namespace, id);
        return job === undefined
          ? refuse(404, "job not found", readHeaders(index))
          : jsonReply(request, jobToWire(job, tagInForce(desk.reader, job)), readHeaders(index));
      },
    });
  },
});

const getSummary = operation({
  name: "getJobSummary",
  methods: readMethods,
  pattern: "/v1/job/{job}/summary",
  match: jobWith("/summary"),
  role: "viewer",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const id = pathParam(params, "job");
    return blocking(desk, request, {
      index: () => jobSummaryIndex(desk.reader, namespace, id),
      answer: (index) => {
        const job = desk.reader.job(namespace, id);
        return job === undefined
          ? refuse(404, "job not found", readHeaders(index))
          : jsonReply(request, summaryToWire(job), readHeaders(index));
      },
    });
  },
});

/** How many of the newest versions a reply with diffs holds, which is made whole. Nomad keeps six. */
const comparedVersions = 100;

type Comparison = { readonly wanted: boolean; readonly version: number | undefined; readonly tag: string };

const readComparison = (request: DialectRequest): Comparison | Refused => {
  const wanted = readFlag(request, "diffs");
  if (isRefused(wanted)) return wanted;
  const tag = request.query.get("diff_tag") ?? "";
  const version = readInteger(request, "diff_version");
  if (Number.isNaN(version)) return refuse(400, "Unable to parse diff_version parameter");
  return { wanted, version, tag };
};

/** Each version against the one before it, or all of them against one; null when not asked for. */
const diffsOf = (
  reader: Reader,
  job: Job,
  asked: { readonly versions: readonly JobVersion[]; readonly comparison: Comparison },
): readonly wire.JobDiff[] | null | Refused => {
  const { versions, comparison } = asked;
  if (!comparison.wanted) return null;
  const { tag } = comparison;
  const number = tag === "" ? comparison.version : versionNamed(job, tag);
  if (tag !== "" && number === undefined) return refuse(500, `tag "${tag.slice(0, 100)}" not found`);
  if (number === undefined)
    return versions.slice(0, -1).map((version, at) => diffToWire(diffSpecs(versions[at + 1]?.spec, version.spec)));
  const base = reader.version(job.key, number);
  if (base === undefined) return refuse(500, `version ${String(number)} not found`);
  return versions.map((version) => diffToWire(diffSpecs(base.spec, version.spec)));
};

/** An array where `diffs` is absent, as the API was first documented; an object where it is given, as today's clients read it. */
const getVersions = operation({
  name: "getJobVersions",
  methods: readMethods,
  pattern: "/v1/job/{job}/versions",
  match: jobWith("/versions"),
  role: "viewer",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const comparison = readComparison(request);
    if (isRefused(comparison)) return comparison;
    const { reader } = desk;
    const id = pathParam(params, "job");
    return blocking(desk, request, {
      index: () => jobIndex(reader, namespace, id),
      answer: (index) => {
        const job = reader.job(namespace, id);
        if (job === undefined) return refuse(404, "job versions not found", readHeaders(index));
        const write = (version: JobVersion) => versionToWire(job, version);
        if (!request.query.has("diffs")) {
          const items = everyItem((cursor) => reader.versions(job.key, { cursor, limit: pageSize }));
          return listReply(request, { items, write }, readHeaders(index));
        }
        const versions = reader.versions(job.key, { limit: comparedVersions }).items;
        const diffs = diffsOf(reader, job, { versions, comparison });
        if (isRefused(diffs)) return diffs;
        const body = { Versions: versions.map(write), Diffs: diffs, ...queryMeta(index) };
        return jsonReply(request, body, readHeaders(index));
      },
    });
  },
});

export const jobReads: readonly Operation[] = [getVersions, getSummary, getJob];
