import type { Operation } from "../../dialect.ts";
import { readBoolean, readNumber, readOptionalBody, readString } from "../inbound/body.ts";
import { readNamedVersion } from "../inbound/named-version.ts";
import { readNamespace } from "../inbound/query.ts";
import { unixNano } from "../json.ts";
import { replyTo } from "../refusals.ts";
import { isRefused, jsonReply, queryMeta, writeHeaders } from "../reply.ts";
import { originOf } from "./job-writes.ts";
import { jobWith, operation, pathParam, writeMethods } from "./operation.ts";

const pattern = "/v1/job/{job}/versions/{tag}/tag";

const match: Operation["match"] = (path) => {
  const found = /^\/v1\/job\/(.+)\/versions\/([^/]+)\/tag$/s.exec(path);
  return found === null ? undefined : { job: found[1] ?? "", tag: found[2] ?? "" };
};

const tagVersion = operation({
  name: "tagJobVersion",
  methods: writeMethods,
  pattern,
  match,
  role: "operator",
  handle: async (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const [id, tag] = [pathParam(params, "job"), pathParam(params, "tag")];
    const body = readOptionalBody(request);
    if (isRefused(body)) return body;
    const description = readString(body, "Description");
    if (isRefused(description)) return description;
    const version = readNumber(body, "Version");
    if (isRefused(version)) return version;
    const command = { type: "tagVersion", namespace, id, tag, description, origin: originOf(request) } as const;
    const outcome = await desk.submit({ ...command, version: version ?? null });
    if (!outcome.ok) return replyTo(outcome.rejection);
    const { index } = outcome.committed;
    const job = desk.reader.job(namespace, id);
    const tagged = job?.tags?.find(({ name }) => name === tag);
    const made = job === undefined || tagged === undefined ? undefined : desk.reader.version(job.key, tagged.version);
    return jsonReply(
      request,
      { Name: tag, Description: description, TaggedTime: unixNano(made?.tag?.taggedAt ?? 0), ...queryMeta(index) },
      writeHeaders(index),
    );
  },
});

const untagVersion = operation({
  name: "untagJobVersion",
  methods: ["DELETE"],
  pattern,
  match,
  role: "operator",
  handle: async (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const [id, tag] = [pathParam(params, "job"), pathParam(params, "tag")];
    const outcome = await desk.submit({ type: "untagVersion", namespace, id, tag, origin: originOf(request) });
    if (!outcome.ok) return replyTo(outcome.rejection);
    const { index } = outcome.committed;
    return jsonReply(request, { Name: "", Description: "", TaggedTime: 0, ...queryMeta(index) }, writeHeaders(index));
  },
});

const setStability = operation({
  name: "setJobStability",
  methods: writeMethods,
  pattern: "/v1/job/{job}/stable",
  match: jobWith("/stable"),
  role: "operator",
  handle: async (desk, request, params) => {
    const named = readNamedVersion(request, pathParam(params, "job"));
    if (isRefused(named)) return named;
    const { namespace, id, version, body } = named;
    const stable = readBoolean(body, "Stable");
    if (isRefused(stable)) return stable;
    const command = { type: "markVersion", namespace, id, stable, origin: originOf(request) } as const;
    const outcome = await desk.submit({ ...command, version });
    if (!outcome.ok) return replyTo(outcome.rejection);
    const { index, jobModifyIndex } = outcome.committed;
    return jsonReply(request, { JobModifyIndex: jobModifyIndex, ...queryMeta(index) }, writeHeaders(index));
  },
});

export const versionTags: readonly Operation[] = [tagVersion, untagVersion, setStability];
