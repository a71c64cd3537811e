import type { Operation } from "../../dialect.ts";
import { BadCursor } from "@longshore/core/reader";
import { readFlag, readNamespace, readNamespaces, readPaging } from "../inbound/query.ts";
import { allocationStubToWire } from "../outbound/allocation.ts";
import { evaluationToWire } from "../outbound/evaluation.ts";
import { jobStubToWire } from "../outbound/job.ts";
import { namesOf } from "../outbound/names.ts";
import { isRefused, jsonReply, listReply, readHeaders, refuse } from "../reply.ts";
import { jobAllocationsIndex, jobEvaluationsIndex } from "./job-indexes.ts";
import { blocking, exactly, jobWith, operation, pathParam, readMethods } from "./operation.ts";
import { everyItem, pageSize } from "./pages.ts";

/** Streamed from the reader page by page: the list has no bound of its own. */
const listJobs = operation({
  name: "listJobs",
  methods: readMethods,
  pattern: "/v1/jobs",
  match: exactly("/v1/jobs"),
  role: "viewer",
  handle: (desk, request) => {
    const namespaces = readNamespaces(request);
    if (isRefused(namespaces)) return namespaces;
    const paging = readPaging(request);
    if (isRefused(paging)) return paging;
    const withMeta = readFlag(request, "meta");
    if (isRefused(withMeta)) return withMeta;
    const { reader } = desk;
    const prefix = request.query.get("prefix") ?? "";
    const page = (cursor: string | undefined, limit: number) =>
      reader.jobs({
        filter: { namespaces, prefix: prefix === "" ? undefined : prefix },
        sort: "name",
        descending: paging.reverse,
        cursor,
        limit,
      });
    return blocking(desk, request, {
      index: () => reader.tableIndex("jobs"),
      answer: (index) => {
        try {
          const { perPage, token } = paging;
          const first = page(token, perPage ?? pageSize);
          if (perPage !== null)
            return jsonReply(
              request,
              first.items.map((job) => jobStubToWire(job, withMeta)),
              readHeaders(index, first.next),
            );
          const rest = everyItem((cursor) => (cursor === undefined ? first : page(cursor, pageSize)));
          return listReply(request, { items: rest, write: (job) => jobStubToWire(job, withMeta) }, readHeaders(index));
        } catch (error) {
          if (error instanceof BadCursor) return refuse(400, "failed to decode `next_token` query string parameter");
          throw error;
        }
      },
    });
  },
});

const listAllocations = operation({
  name: "listJobAllocations",
  methods: readMethods,
  pattern: "/v1/job/{job}/allocations",
  match: jobWith("/allocations"),
  role: "viewer",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const all = readFlag(request, "all");
    if (isRefused(all)) return all;
    const { reader } = desk;
    const id = pathParam(params, "job");
    return blocking(desk, request, {
      index: () => jobAllocationsIndex(reader, namespace, id),
      answer: (index) => {
        // Without a job nothing is known to be of another registration: all of them are shown.
        const job = all ? undefined : reader.job(namespace, id)?.key;
        const names = namesOf(reader);
        const allocations = everyItem((cursor) =>
          reader.allocations({ namespace, jobId: id, job }, { cursor, limit: pageSize }),
        );
        return listReply(
          request,
          {
            items: allocations,
            write: (allocation) => allocationStubToWire(names, allocation, { taskStates: true, resourcesBy: null }),
          },
          readHeaders(index),
        );
      },
    });
  },
});

const listEvaluations = operation({
  name: "listJobEvaluations",
  methods: readMethods,
  pattern: "/v1/job/{job}/evaluations",
  match: jobWith("/evaluations"),
  role: "viewer",
  handle: (desk, request, params) => {
    const namespace = readNamespace(request);
    if (isRefused(namespace)) return namespace;
    const { reader } = desk;
    const id = pathParam(params, "job");
    return blocking(desk, request, {
      index: () => jobEvaluationsIndex(reader, namespace, id),
      answer: (index) => {
        const names = namesOf(reader);
        const evaluations = everyItem((cursor) => reader.evaluations(namespace, id, { cursor, limit: pageSize }));
        return listReply(
          request,
          { items: evaluations, write: (evaluation) => evaluationToWire(names, evaluation) },
          readHeaders(index),
        );
      },
    });
  },
});

export const jobLists: readonly Operation[] = [listJobs, listAllocations, listEvaluations];
