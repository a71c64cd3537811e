import { allocationListQuery, logQuery, logStream } from "@longshore/api/allocations";
import type { Allocation, Node } from "@longshore/core/model";
import type { LogAddress, LogExtent } from "@longshore/engines/engine";
import type { ServerResponse } from "node:http";
import { httpLimits } from "../http/limits.ts";
import { auditLine } from "../http/audit.ts";
import { writeStream } from "../http/write-stream.ts";
import { requireNamespace } from "./access.ts";
import { allocationDetail, allocationItem } from "./allocation-view.ts";
import { json, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { principalOf, queryOf } from "./input.ts";
import { findJob, readPage } from "./jobs.ts";
import { nodesById } from "./nodes-by-id.ts";
import { ApiProblem, notFound, rejected } from "./problem.ts";

/** A node that was removed has neither id nor name any more. */
export const nodeOfKey = ({ kernel }: ApiServices): ((key: number) => Pick<Node, "id" | "name">) => {
  const { nodes } = kernel.view();
  return (key) => nodes.get(key) ?? { id: "", name: "" };
};

export const listJobAllocations: Handler = (services, request) => {
  const job = findJob(services, request);
  const { cursor, limit = 50, group, state } = queryOf(allocationListQuery, request);
  const states = state?.split(",").filter((one) => one !== "");
  const filter = { namespace: job.spec.namespace, jobId: job.spec.id, job: job.key, group, states };
  const page = readPage(() => services.reader.allocations(filter, { cursor, limit }));
  const nodeOf = nodeOfKey(services);
  return json({
    items: page.items.map((allocation) => allocationItem(allocation, nodeOf)),
    next: page.next,
    total: page.total,
    index: job.allocationsIndex,
  });
};

/** By UUID; a namespace that the token is not for hides it. */
export const findAllocation = ({ reader }: ApiServices, request: ApiRequest): Allocation => {
  const id = request.params["allocation"] ?? "";
  const allocation = reader.allocation(id);
  if (allocation === undefined) throw notFound(`allocation ${id.slice(0, 50)}`);
  requireNamespace(principalOf(request), allocation.namespace, `allocation ${id}`);
  return allocation;
};

export const getAllocation: Handler = (services, request) => {
  const allocation = findAllocation(services, request);
  const { reader } = services;
  const view = services.kernel.view();
  const context = {
    principal: principalOf(request),
    placement: reader.placement(allocation.key),
    nodesById: nodesById(view),
    followUp: allocation.followUp === null ? undefined : reader.evaluationByKey(allocation.followUp),
    preemptedBy: allocation.preemptedBy === null ? undefined : view.jobs.get(allocation.preemptedBy)?.spec,
    spec: reader.version(allocation.job, allocation.version)?.spec,
    nodeOf: nodeOfKey(services),
    allocationId: (key: number) => reader.allocationByKey(key)?.id ?? null,
    evaluationId: reader.evaluationByKey(allocation.evaluation)?.id ?? null,
  };
  return json(allocationDetail(allocation, context));
};

export const stopAllocation: Handler = async (services, request) => {
  const allocation = findAllocation(services, request);
  const principal = principalOf(request);
  const act = { action: "stopAllocation", object: allocation.id, namespace: allocation.namespace };
  const done = await services.kernel.submit(
    { type: "stopAllocation", allocation: allocation.key, origin: { door: "dashboard", by: principal.name } },
    auditLine(request, "dashboard", act),
  );
  if (!done.ok) throw rejected(done.rejection);
  return json({ index: done.value.index, evaluationId: done.value.evaluation });
};

const logAddress = (services: ApiServices, request: ApiRequest): LogAddress => {
  const allocation = findAllocation(services, request);
  const { task = "", stream = "" } = request.params;
  const parsed = logStream.safeParse(stream);
  if (!Object.hasOwn(allocation.tasks, task))
    throw notFound(`task "${task.slice(0, 50)}" in allocation ${allocation.id}`);
  if (!parsed.success) throw notFound(`stream "${stream.slice(0, 50)}": use stdout or stderr`);
  return { allocId: allocation.id, task, stream: parsed.data };
};

/** The whole log in pieces, up to where it reached when the download began. */
async function* wholeLog(services: ApiServices, address: LogAddress, extent: LogExtent): AsyncGenerator<Uint8Array> {
  let offset = extent.head;
  while (offset < extent.size) {
    const read = await services.engine.readLog(address, offset, Math.min(httpLimits.logChunk, extent.size - offset));
    if (read === undefined || read.bytes.length === 0) return;
    offset = read.offset + read.bytes.length;
    yield read.bytes;
  }
}

const download =
  (services: ApiServices, address: LogAddress, extent: LogExtent) =>
  (response: ServerResponse): Promise<void> => {
    const name = `${address.allocId.slice(0, 8)}-${address.task.replaceAll(/[^\w.-]/g, "_")}.${address.stream}.log`;
    response.writeHead(200, {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${name}"`,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store, no-transform",
    });
    return writeStream(response, wholeLog(services, address, extent));
  };

export const readLog: Handler = async (services, request) => {
  const query = queryOf(logQuery, request);
  const address = logAddress(services, request);
  const extent = await services.engine.logExtent(address);
  if (extent === undefined)
    throw new ApiProblem("log-not-found", `Task "${address.task}" has written no ${address.stream} yet`);
  if (query.download === "true") return { stream: download(services, address, extent) };
  const asked = query.offset ?? extent.head;
  const offset = asked < 0 ? Math.max(extent.head, extent.size + asked) : asked;
  const read = await services.engine.readLog(address, offset, query.limit ?? httpLimits.logChunk);
  if (read === undefined)
    throw new ApiProblem("log-not-found", `Task "${address.task}" has no ${address.stream} any more`);
  return {
    stream: (response) => {
      response.writeHead(200, {
        "Content-Type": "application/octet-stream",
        "Content-Length": read.bytes.length,
        "X-Log-Head": read.head,
        "X-Log-Size": read.size,
        "X-Log-Offset": read.offset,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, no-transform",
      });
      response.end(read.bytes);
    },
  };
};
