import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AllocationDetail, AllocationList } from "@longshore/api/allocations";
import type { DeploymentDetail, DeploymentInstances, DeploymentList } from "@longshore/api/deployments";
import type {
  EvaluationAllocations,
  EvaluationDetail,
  EvaluationList,
  JobEvaluationList,
} from "@longshore/api/evaluations";
import type { DefinitionReply, JobDetail, JobList, VersionList } from "@longshore/api/jobs";
import type { NodeAllocations, NodeDetail, NodeList } from "@longshore/api/nodes";
import type { SchedulerReply } from "@longshore/api/scheduler";
import { call } from "./client.ts";

/**
 * Every read of the dashboard. Keys begin with what a live change names, so that one prefix reaches all that shows it:
 * `["jobs"]`, `["job", namespace, id]`, `["allocation", id]`, `["nodes"]`, `["node", id]`, `["evaluations"]`, `["evaluation", id]`,
 * `["deployment", id]`, `["plans"]`, `["saved-plan", id]`.
 */
export type ListParams = Readonly<Record<string, string | number | undefined>>;

export const jobsQuery = (query: ListParams) =>
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
export const definitionQuery = (namespace: string, job: string, version?: number | string) =>
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

export const jobEvaluationsQuery = (namespace: string, job: string) =>
  infiniteQueryOptions({
    queryKey: ["job", namespace, job, "evaluations"],
    queryFn: ({ signal, pageParam }) =>
      call<JobEvaluationList>("listJobEvaluations", {
        params: { namespace, job },
        query: { cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const jobDeploymentsQuery = (namespace: string, job: string) =>
  infiniteQueryOptions({
    queryKey: ["job", namespace, job, "deployments"],
    queryFn: ({ signal, pageParam }) =>
      call<DeploymentList>("listJobDeployments", {
        params: { namespace, job },
        query: { cursor: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const deploymentQuery = (deployment: string) =>
  queryOptions({
    queryKey: ["deployment", deployment],
    queryFn: ({ signal }) => call<DeploymentDetail>("getDeployment", { params: { deployment }, signal }),
  });

export const deploymentInstancesQuery = (deployment: string, query: ListParams) =>
  queryOptions({
    queryKey: ["deployment", deployment, "instances", query],
    queryFn: ({ signal }) =>
      call<DeploymentInstances>("listDeploymentInstances", { params: { deployment }, query, signal }),
    placeholderData: keepPreviousData,
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

export const nodesQuery = (query: ListParams) =>
  queryOptions({
    queryKey: ["nodes", query],
    queryFn: ({ signal }) => call<NodeList>("listNodes", { query, signal }),
    placeholderData: keepPreviousData,
  });

export const nodeQuery = (node: string) =>
  queryOptions({
    queryKey: ["node", node],
    queryFn: ({ signal }) => call<NodeDetail>("getNode", { params: { node }, signal }),
  });

export const nodeAllocationsQuery = (node: string, query: ListParams) =>
  queryOptions({
    queryKey: ["node", node, "allocations", query],
    queryFn: ({ signal }) => call<NodeAllocations>("listNodeAllocations", { params: { node }, query, signal }),
    placeholderData: keepPreviousData,
  });

export const evaluationsQuery = (query: ListParams) =>
  queryOptions({
    queryKey: ["evaluations", query],
    queryFn: ({ signal }) => call<EvaluationList>("listEvaluations", { query, signal }),
    placeholderData: keepPreviousData,
  });

export const evaluationQuery = (evaluation: string) =>
  queryOptions({
    queryKey: ["evaluation", evaluation],
    queryFn: ({ signal }) => call<EvaluationDetail>("getEvaluation", { params: { evaluation }, signal }),
  });

/** Under the job's key: what becomes of them is told as a change of the job. */
export const evaluationAllocationsQuery = ({ namespace, jobId, id }: EvaluationDetail, query: ListParams) =>
  queryOptions({
    queryKey: ["job", namespace, jobId, "evaluation", id, query],
    queryFn: ({ signal }) =>
      call<EvaluationAllocations>("listEvaluationAllocations", { params: { evaluation: id }, query, signal }),
    placeholderData: keepPreviousData,
  });

/** Hardly ever changed, and not told by the live stream: asked for anew by each visit. */
export const schedulerQuery = () =>
  queryOptions({
    queryKey: ["scheduler"],
    queryFn: ({ signal }) => call<SchedulerReply>("getScheduler", { signal }),
    staleTime: 0,
  });

export type JsonSchema = Readonly<Record<string, unknown>>;

/** It only changes with the server's version. */
export const definitionSchemaQuery = () =>
  queryOptions({
    queryKey: ["definition-schema"],
    queryFn: ({ signal }) => call<JsonSchema>("definitionSchema", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
