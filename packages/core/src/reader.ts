import type { Allocation } from "./model/allocation.ts";
import type { Deployment, DeploymentStatus } from "./model/deployment.ts";
import type { Evaluation, EvaluationStatus, EvaluationTrigger } from "./model/evaluation.ts";
import type { AllocationKey, JobKey } from "./model/ids.ts";
import type { Job, JobHealth, JobVersion } from "./model/job.ts";
import type { JobType } from "./model/job-spec.ts";
import type { Node } from "./model/node.ts";
import type { PlacementMetrics } from "./model/placement.ts";
import type { PlannedInstance, PlanSummary } from "./model/plan.ts";
import type { PlannedNode, PlanVerdict, SavedPlan } from "./model/saved-plan.ts";

/** `next` is an opaque cursor, null on the last page. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

export type PageRequest = { readonly cursor?: string | undefined; readonly limit: number };

export type Wanted<T> = { readonly include: readonly T[]; readonly exclude: readonly T[] };

export type JobFilter = {
  /** Every word must occur in the job's id or name, whatever the case. */
  readonly words?: Wanted<string>;
  readonly health?: Wanted<JobHealth>;
  readonly type?: Wanted<JobType>;
  /** undefined: all namespaces. */
  readonly namespaces?: readonly string[] | undefined;
  /** Only children of this job. */
  readonly parent?: JobKey | undefined;
  /** Without what was launched from other jobs. */
  readonly withoutChildren?: boolean;
  /** Of the id, case-sensitive. */
  readonly prefix?: string | undefined;
};

export type JobSort = "name" | "health" | "changed" | "key";
export type JobPageRequest = PageRequest & {
  readonly filter: JobFilter;
  readonly sort: JobSort;
  readonly descending: boolean;
};

export type AllocationFilter = {
  readonly namespace: string;
  readonly jobId: string;
  /** Only of this registration of the job. */
  readonly job?: JobKey | undefined;
  readonly group?: string | undefined;
  readonly states?: readonly string[] | undefined;
};

/** Each part that is left out allows everything. */
export type EvaluationFilter = {
  readonly namespaces?: readonly string[] | undefined;
  /** Of this job alone, case-sensitive. */
  readonly jobId?: string | undefined;
  readonly status?: readonly EvaluationStatus[] | undefined;
  readonly triggeredBy?: readonly EvaluationTrigger[] | undefined;
};

/** Each part that is left out allows everything. */
export type DeploymentFilter = {
  readonly namespaces?: readonly string[] | undefined;
  readonly job?: JobKey | undefined;
  readonly status?: readonly DeploymentStatus[] | undefined;
};

/** Each part that is left out allows everything. `now`: what has expired follows from it. */
export type PlanFilter = {
  readonly namespaces?: readonly string[] | undefined;
  /** Of this job alone, case-sensitive. */
  readonly jobId?: string | undefined;
  readonly verdicts?: readonly PlanVerdict[] | undefined;
  readonly author?: string | undefined;
  readonly now: number;
};

/** What a saved plan would do, its instances counted. */
export type PlanHead = {
  readonly plan: PlanSummary;
  readonly nodes: readonly PlannedNode[];
  readonly instances: number;
};

/** A cursor that this reader did not make, or that no longer fits the request. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}

/**
 * The durable state, for doors and pages. Synchronous and bounded: every list is a page found by key, never by counting off.
 * What is not yet committed is not seen.
 */
export type Reader = {
  readonly index: () => number;
  readonly tableIndex: (table: "jobs" | "allocations" | "evaluations" | "deployments" | "nodes" | "plans") => number;
  readonly job: (namespace: string, id: string) => Job | undefined;
  /** The child that was dispatched under a token. */
  readonly dispatched: (parent: JobKey, token: string) => Job | undefined;
  readonly jobs: (request: JobPageRequest) => Page<Job>;
  /** Jobs per health that match the filter less its health part, and the number matching it whole. */
  readonly jobCounts: (filter: JobFilter) => {
    readonly byHealth: Readonly<Record<JobHealth, number>>;
    readonly total: number;
  };
  /** Newest first. */
  readonly versions: (job: JobKey, request: PageRequest) => Page<JobVersion>;
  readonly version: (job: JobKey, version: number) => JobVersion | undefined;
  /** Newest first. */
  readonly allocations: (
    filter: AllocationFilter,
    request: PageRequest,
  ) => Page<Allocation> & { readonly total: number };
  /** By UUID. */
  readonly allocation: (id: string) => Allocation | undefined;
  /** How an allocation's node was found. */
  readonly placement: (key: AllocationKey) => PlacementMetrics | undefined;
  readonly allocationByKey: (key: number) => Allocation | undefined;
  /** At most `limit` whose UUID starts so. */
  readonly allocationsByPrefix: (prefix: string, limit: number) => readonly Allocation[];
  /** Newest first. */
  readonly evaluations: (namespace: string, jobId: string, request: PageRequest) => Page<Evaluation>;
  /** Of all jobs, newest first. */
  readonly allEvaluations: (filter: EvaluationFilter, request: PageRequest) => Page<Evaluation>;
  /** Evaluations per status that match the filter less its status. */
  readonly evaluationCounts: (filter: EvaluationFilter) => Readonly<Record<EvaluationStatus, number>>;
  readonly evaluation: (id: string) => Evaluation | undefined;
  readonly evaluationByKey: (key: number) => Evaluation | undefined;
  readonly allocationsOfEvaluation: (key: number, request: PageRequest) => Page<Allocation>;
  /** Newest first. */
  readonly deployments: (filter: DeploymentFilter, request: PageRequest) => Page<Deployment>;
  /** By UUID. */
  readonly deployment: (id: string) => Deployment | undefined;
  readonly deploymentByKey: (key: number) => Deployment | undefined;
  readonly deploymentsByPrefix: (prefix: string, limit: number) => readonly Deployment[];
  /** Newest first, replaced ones included. */
  readonly allocationsOfDeployment: (key: number, request: PageRequest) => Page<Allocation>;
  /** Newest first. */
  readonly plans: (filter: PlanFilter, request: PageRequest) => Page<SavedPlan>;
  /** By UUID. */
  readonly plan: (id: string) => SavedPlan | undefined;
  /** Undefined where what it would do is not kept any more. */
  readonly planHead: (key: number) => PlanHead | undefined;
  /** In the plan's order, from this place on. */
  readonly plannedInstances: (key: number, from: number, limit: number) => readonly PlannedInstance[];
  readonly node: (id: string) => Node | undefined;
  readonly nodeByKey: (key: number) => Node | undefined;
  /** All of them: some 7 µs each. */
  readonly nodes: () => readonly Node[];
};
