import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AllocationDetail, AllocationList, NodeList } from "@longshore/api/allocations";
import type { DefinitionReply, EvaluationList, JobDetail, JobList, VersionList } from "@longshore/api/jobs";
import { call } from "./client.ts";

/**
 * Every read of the dashboard. Keys begin with what a live change names, so that one prefix reaches all that shows it:
 * `["jobs"]`, `["job", namespace, id]`, `["allocation", id]`, `["nodes"]`.
 */
export type JobListParams = Readonly<Record<string, string | number | undefined>>;

export const jobsQuery = (query: JobListParams) =>
  queryOptions({
    queryKey: ["jobs", query],
    queryFn: ({ signal }) => call<JobList>("listJobs", { query, signal }),
    placeholderData: keepPreviousData,
  });

export const jobQuery = (namespace: string, job: string) =>
  queryOptions({
    queryKey: ["job", namespace, job],
    queryFn: ({ signal }) => call<JobDetail>("getJob", { params: { namespace, job }, signal }),
  });

/** Without a version: the newest one. */
export const definitionQuery = (namespace: string, job: string, version?: number) =>
  queryOptions({
    queryKey: ["job", namespace, job, "definition", version ?? "newest"],
    queryFn: ({ signal }) =>
      call<DefinitionReply>("getDefinition", {
        params: { namespace, job },
        query: { version },
        signal,
      }),
  });

export const versionsQuery = (namespace: string, job: string) =>
  infiniteQueryOptions({
    queryKey: ["job", namespace, job, "versions"],
    queryFn: ({ signal, pageParam }) =>
      call<VersionList>("listVersions", {
        params: { namespace, job },
        query: { cursor: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const evaluationsQuery = (namespace: string, job: string) =>
  infiniteQueryOptions({
    queryKey: ["job", namespace, job, "evaluations"],
    queryFn: ({ signal, pageParam }) =>
      call<EvaluationList>("listEvaluations", {
        params: { namespace, job },
        query: { cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export type AllocationFilter = {
  readonly group?: string;
  readonly state?: string;
  readonly cursor?: string;
  readonly limit?: number;
};

export const jobAllocationsQuery = (namespace: string, job: string, filter: AllocationFilter) =>
  queryOptions({
    queryKey: ["job", namespace, job, "allocations", filter],
    queryFn: ({ signal }) =>
      call<AllocationList>("listJobAllocations", {
        params: { namespace, job },
        query: filter,
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const allocationQuery = (allocation: string) =>
  queryOptions({
    queryKey: ["allocation", allocation],
    queryFn: ({ signal }) => call<AllocationDetail>("getAllocation", { params: { allocation }, signal }),
  });

export const nodesQuery = () =>
  queryOptions({
    queryKey: ["nodes"],
    queryFn: ({ signal }) => call<NodeList>("listNodes", { signal }),
  });

export type JsonSchema = Readonly<Record<string, unknown>>;

/** It only changes with the server's version. */
export const definitionSchemaQuery = () =>
  queryOptions({
    queryKey: ["definition-schema"],
    queryFn: ({ signal }) => call<JsonSchema>("definitionSchema", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
