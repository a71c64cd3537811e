import type { Allocation } from "./model/allocation.ts";
import type { Evaluation } from "./model/evaluation.ts";
import type { AllocationKey, EvaluationKey, JobKey, NodeKey } from "./model/ids.ts";
import type { Instance, Job } from "./model/job.ts";
import type { JobSpec } from "./model/job-spec.ts";
import type { Node } from "./model/node.ts";
import type { Capacity } from "./model/resources.ts";
import { createTable, overlayTable, type ReadTable, type Table } from "./table.ts";

/** The next integer key of each kind; events carry the keys, so replay arrives at the same numbers. */
export type NextKeys = { job: number; allocation: number; evaluation: number; node: number };

/** Highest index at which anything of a kind changed; never decreases, purges included. */
export type TableIndexes = { jobs: number; allocations: number; evaluations: number; nodes: number };

export const instanceKey = (job: JobKey, group: string, index: number): string =>
  `${String(job)}/${String(index)}/${group}`;

/**
 * The live state: every job, open evaluations, nodes, and the allocations that still matter (live ones, and the newest
 * of an instance while its job is not finished with). Records are immutable and replaced whole. History is on disk.
 */
export type StateView = {
  readonly index: number;
  /** Makes this installation's UUIDs unlike any other's. */
  readonly seed: string;
  readonly next: Readonly<NextKeys>;
  readonly indexes: Readonly<TableIndexes>;
  readonly jobs: ReadTable<JobKey, Job>;
  readonly jobKeys: ReadTable<string, JobKey>;
  readonly instances: ReadTable<string, Instance>;
  readonly allocations: ReadTable<AllocationKey, Allocation>;
  /** Keys in `allocations`, by job. */
  readonly allocationsOfJob: ReadTable<JobKey, ReadonlySet<AllocationKey>>;
  readonly evaluations: ReadTable<EvaluationKey, Evaluation>;
  /** Open evaluations, by job. */
  readonly evaluationsOfJob: ReadTable<JobKey, ReadonlySet<EvaluationKey>>;
  readonly nodes: ReadTable<NodeKey, Node>;
  /** What live allocations hold of each node; see `holding`. */
  readonly used: ReadTable<NodeKey, Capacity>;
  /** The specification of any kept version; history is immutable, so reading it is pure. */
  readonly versionSpec: (job: JobKey, version: number) => JobSpec | undefined;
};

export type State = Omit<
  StateView,
  | "index"
  | "next"
  | "indexes"
  | "jobs"
  | "jobKeys"
  | "instances"
  | "allocations"
  | "allocationsOfJob"
  | "evaluations"
  | "evaluationsOfJob"
  | "nodes"
  | "used"
> & {
  index: number;
  next: NextKeys;
  indexes: TableIndexes;
  readonly jobs: Table<JobKey, Job>;
  readonly jobKeys: Table<string, JobKey>;
  readonly instances: Table<string, Instance>;
  readonly allocations: Table<AllocationKey, Allocation>;
  readonly allocationsOfJob: Table<JobKey, ReadonlySet<AllocationKey>>;
  readonly evaluations: Table<EvaluationKey, Evaluation>;
  readonly evaluationsOfJob: Table<JobKey, ReadonlySet<EvaluationKey>>;
  readonly nodes: Table<NodeKey, Node>;
  readonly used: Table<NodeKey, Capacity>;
};

export type VersionSpecs = StateView["versionSpec"];

export const emptyState = (seed: string, versionSpec: VersionSpecs): State => ({
  index: 0,
  seed,
  next: { job: 1, allocation: 1, evaluation: 1, node: 1 },
  indexes: { jobs: 0, allocations: 0, evaluations: 0, nodes: 0 },
  jobs: createTable(),
  jobKeys: createTable(),
  instances: createTable(),
  allocations: createTable(),
  allocationsOfJob: createTable(),
  evaluations: createTable(),
  evaluationsOfJob: createTable(),
  nodes: createTable(),
  used: createTable(),
  versionSpec,
});

/** A copy-on-write state over `base`: plans and rehearsals write here, and nothing of it reaches `base`. */
export const overlay = (base: StateView): State => {
  const versions = new Map<string, JobSpec>();
  return {
    index: base.index,
    seed: base.seed,
    next: { ...base.next },
    indexes: { ...base.indexes },
    jobs: overlayTable(base.jobs),
    jobKeys: overlayTable(base.jobKeys),
    instances: overlayTable(base.instances),
    allocations: overlayTable(base.allocations),
    allocationsOfJob: overlayTable(base.allocationsOfJob),
    evaluations: overlayTable(base.evaluations),
    evaluationsOfJob: overlayTable(base.evaluationsOfJob),
    nodes: overlayTable(base.nodes),
    used: overlayTable(base.used),
    versionSpec: (job, version) => versions.get(`${String(job)}/${String(version)}`) ?? base.versionSpec(job, version),
  };
};
