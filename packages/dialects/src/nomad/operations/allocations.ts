import type { Reader } from "@longshore/core/reader";
import type { Allocation, JobSpec } from "@longshore/core/model";
import type { DialectRequest, Operation } from "../../dialect.ts";
import { mayEnter, permissionDenied, readFlag, readNamespaces, readPaging } from "../inbound/query.ts";
import { allocationStubToWire, allocationToWire } from "../outbound/allocation.ts";
import { forgottenJobToWire, jobToWire, versionToWire } from "../outbound/job.ts";
import { namesOf } from "../outbound/names.ts";
import { isRefused, jsonReply, listReply, readHeaders, refuse, writeHeaders, type Refused } from "../reply.ts";
import { replyTo } from "../refusals.ts";
import type * as wire from "../wire.ts";
import { allocationsById } from "./allocations-by-id.ts";
import { originOf } from "./job-writes.ts";
import { after, blocking, exactly, operation, pathParam, readMethods, writeMethods } from "./operation.ts";

const stopSuffix = "/stop";

/** The job as the allocation runs it. */
const versionOf = (
  reader: Reader,
  allocation: Allocation,
): { readonly job: wire.Job; readonly spec: JobSpec | undefined } => {
  const { namespace, jobId, version } = allocation;
  const job = reader.job(namespace, jobId);
  if (job?.key === allocation.job) {
    if (job.version === version) return { job: jobToWire(job), spec: job.spec };
    const kept = reader.version(job.key, version);
    if (kept !== undefined) return { job: versionToWire(job, kept), spec: kept.spec };
  }
  return { job: forgottenJobToWire({ namespace, id: jobId, version }), spec: undefined };
};

const getAllocation = operation({
  name: "getAllocation",
  methods: readMethods,
  pattern: "/v1/allocation/{allocation}",
  match: (path) => (path.endsWith(stopSuffix) ? undefined : after("/v1/allocation/", "allocation")(path)),
  role: "viewer",
  handle: (desk, request, params) => {
    const { reader } = desk;
    const id = pathParam(params, "allocation");
    return blocking(desk, request, {
      index: () => reader.allocation(id)?.modifyIndex ?? reader.tableIndex("allocations"),
      answer: (index) => {
        const allocation = reader.allocation(id);
        if (allocation === undefined) return refuse(404, "alloc not found", readHeaders(index));
        if (!mayEnter(request.actor, allocation.namespace)) return permissionDenied;
        const written = allocationToWire(namesOf(reader), allocation, {
          ...versionOf(reader, allocation),
          metrics: reader.placement(allocation.key) ?? null,
        });
        return jsonReply(request, written, readHeaders(index));
      },
    });
  },
});

/** Stops the allocation; its job's evaluation replaces it where the job still wants it. */
const stopAllocation = operation({
  name: "stopAllocation",
  methods: writeMethods,
  pattern: "/v1/allocation/{allocation}/stop",
  match: (path) =>
    path.endsWith(stopSuffix) ? after("/v1/allocation/", "allocation")(path.slice(0, -stopSuffix.length)) : undefined,
  role: "operator",
  handle: async (desk, request, params) => {
    const allocation = desk.reader.allocation(pathParam(params, "allocation"));
    if (allocation === undefined) return refuse(404, "alloc not found");
    if (!mayEnter(request.actor, allocation.namespace)) return permissionDenied;
    const origin = originOf(request);
    const outcome = await desk.submit({ type: "stopAllocation", allocation: allocation.key, origin });
    if (!outcome.ok) return replyTo(outcome.rejection);
    const { evaluationId, index } = outcome.committed;
    return jsonReply(request, { EvalID: evaluationId, Index: index }, writeHeaders(index));
  },
});

type Asked = {
  readonly namespaces: readonly string[] | undefined;
  readonly taskStates: boolean;
  readonly resources: boolean;
};

const readAsked = (request: DialectRequest): Asked | Refused => {
  // A prefix names allocations wherever they are, so without a namespace all that the actor may enter are meant.
  const isNamed = (request.query.get("namespace") ?? "") !== "";
  const namespaces =
    isNamed || (request.query.get("prefix") ?? "") === ""
      ? readNamespaces(request)
      : (request.actor.namespaces ?? undefined);
  if (isRefused(namespaces)) return namespaces;
  const resources = readFlag(request, "resources");
  if (isRefused(resources)) return resources;
  const states = request.query.get("task_states") ?? "";
  const taskStates = states === "" ? true : readFlag(request, "task_states");
  return isRefused(taskStates) ? taskStates : { namespaces, taskStates, resources };
};

/** A page ends early, with its next token, once it has looked at this many: some 0.1 s in which nobody else is served. */
const mostLooked = 5_000;

const uuidStart = /^[0-9a-f-]{0,36}$/;

const listAllocations = operation({
  name: "listAllocations",
  methods: readMethods,
  pattern: "/v1/allocations",
  match: exactly("/v1/allocations"),
  role: "viewer",
  handle: (desk, request) => {
    const asked = readAsked(request);
    if (isRefused(asked)) return asked;
    const paging = readPaging(request);
    if (isRefused(paging)) return paging;
    const prefix = (request.query.get("prefix") ?? "").toLowerCase();
    if (!uuidStart.test(prefix)) return refuse(500, "alloc lookup failed: Invalid UUID: the prefix is not hexadecimal");
    if (paging.token !== undefined && !uuidStart.test(paging.token))
      return refuse(400, "failed to decode `next_token` query string parameter");
    const { reader } = desk;
    const isWanted = ({ namespace }: Allocation) =>
      asked.namespaces === undefined || asked.namespaces.includes(namespace);
    return blocking(desk, request, {
      index: () => reader.tableIndex("allocations"),
      answer: (index) => {
        const names = namesOf(reader);
        const items = allocationsById(reader, { prefix, from: paging.token, reverse: paging.reverse });
        const write = (allocation: Allocation) =>
          allocationStubToWire(names, allocation, {
            taskStates: asked.taskStates,
            resourcesBy: asked.resources ? () => versionOf(reader, allocation).spec : null,
          });
        if (paging.perPage === null) return listReply(request, { items, isWanted, write }, readHeaders(index));
        const page: wire.AllocListStub[] = [];
        let looked = 0;
        for (const allocation of items) {
          if (page.length === paging.perPage || looked === mostLooked)
            return jsonReply(request, page, readHeaders(index, allocation.id));
          looked++;
          if (isWanted(allocation)) page.push(write(allocation));
        }
        return jsonReply(request, page, readHeaders(index));
      },
    });
  },
});

export const allocations: readonly Operation[] = [listAllocations, stopAllocation, getAllocation];
