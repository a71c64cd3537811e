import {
  createCapacityTable,
  overlayCapacityTable,
  type CapacityTable,
  type ReadCapacityTable,
} from "./capacity-table.ts";
import type { Allocation } from "./model/allocation.ts";
import type { Deployment } from "./model/deployment.ts";
import type { Evaluation } from "./model/evaluation.ts";
import type { AllocationKey, DeploymentKey, EvaluationKey, JobKey, NodeKey, SavedPlanKey } from "./model/ids.ts";
import type { Instance, Job } from "./model/job.ts";
import type { JobSpec } from "./model/job-spec.ts";
import type { Node } from "./model/node.ts";
import type { SavedPlan } from "./model/saved-plan.ts";
import { defaultSettings, type Settings } from "./model/settings.ts";
import {
  createGroups,
  createTable,
  overlayGroups,
  overlayTable,
  type Groups,
  type ReadGroups,
  type ReadTable,
  type Table,
} from "./table.ts";

/** The next integer key of each kind; events carry the keys, so replay arrives at the same numbers. */
export type NextKeys = {
  job: number;
  allocation: number;
  evaluation: number;
  deployment: number;
  node: number;
  plan: number;
};

/** Highest index at which anything of a kind changed; never decreases, purges included. */
export type TableIndexes = {
  jobs: number;
  allocations: number;
  evaluations: number;
  deployments: number;
  nodes: number;
  plans: number;
};

export const instanceKey = (job: JobKey, group: string, index: number): string =>
  `${String(job)}/${String(index)}/${group}`;

export const versionKey = (job: JobKey, version: number): string => `${String(job)}/${String(version)}`;

/** Of a child, under the token that it was dispatched with. */
export const dispatchKey = (parent: JobKey, token: string): string => `${String(parent)}/${token}`;

type Records<T extends "read" | "write"> = {
  readonly jobs: Of<T, JobKey, Job>;
  /** By `jobNameKey`. */
  readonly jobKeys: Of<T, string, JobKey>;
  /** By `dispatchKey`: the children that were dispatched under a token. */
  readonly dispatched: Of<T, string, JobKey>;
  /** By `instanceKey`. */
  readonly instances: Of<T, string, Instance>;
  /** By `versionKey`: every kept version that is not its job's present one. */
  readonly specs: Of<T, string, JobSpec>;
  readonly allocations: Of<T, AllocationKey, Allocation>;
  readonly evaluations: Of<T, EvaluationKey, Evaluation>;
  readonly deployments: Of<T, DeploymentKey, Deployment>;
  readonly nodes: Of<T, NodeKey, Node>;
  readonly savedPlans: Of<T, SavedPlanKey, SavedPlan>;
  /** The live allocations of each job that has any; complete. */
  readonly liveOfJob: SetsOf<T, JobKey, AllocationKey>;
  /** The live allocations of each node that has any; complete. */
  readonly liveOfNode: SetsOf<T, NodeKey, AllocationKey>;
  /** The ports that live allocations have of each node; complete. */
  readonly portsOfNode: SetsOf<T, NodeKey, number>;
  /** The jobs that run once per node and are not stopped; complete. */
  readonly perNodeJobs: Of<T, JobKey, true>;
  /** The jobs that the clock launches; complete. */
  readonly clockJobs: Of<T, JobKey, true>;
  /** The open evaluations of each job that has any; complete. */
  readonly openOfJob: SetsOf<T, JobKey, EvaluationKey>;
  /** The active rollouts; complete. */
  readonly activeDeployments: Of<T, DeploymentKey, JobKey>;
  /** The blocked evaluations and their jobs; complete. */
  readonly blocked: Of<T, EvaluationKey, JobKey>;
  /** The blocked evaluations by what they wait for, see `wantedRoom`; complete. */
  readonly waiting: SetsOf<T, string, EvaluationKey>;
  /** The open evaluations that keep room for their jobs; complete. */
  readonly reserving: Of<T, EvaluationKey, JobKey>;
  /** What live allocations hold of each node; see `holding`. */
  readonly used: T extends "read" ? ReadCapacityTable : CapacityTable;
};
type Of<T, K, V> = T extends "read" ? ReadTable<K, V> : Table<K, V>;
type SetsOf<T, K, V> = T extends "read" ? ReadGroups<K, V> : Groups<K, V>;

/**
 * The live state. Records are immutable and replaced whole. Jobs, instances, specifications, saved plans and ended allocations may be
 * fetched from disk as they are asked for; live allocations, open evaluations, active rollouts and nodes are always in memory.
 */
export type StateView = Records<"read"> & {
  readonly index: number;
  /** Makes this installation's UUIDs unlike any other's. */
  readonly seed: string;
  readonly settings: Settings;
  readonly next: Readonly<NextKeys>;
  readonly indexes: Readonly<TableIndexes>;
};

export type State = Records<"write"> & {
  index: number;
  readonly seed: string;
  settings: Settings;
  next: NextKeys;
  indexes: TableIndexes;
};

const freshCounters = () => ({
  index: 0,
  next: { job: 1, allocation: 1, evaluation: 1, deployment: 1, node: 1, plan: 1 },
  indexes: { jobs: 0, allocations: 0, evaluations: 0, deployments: 0, nodes: 0, plans: 0 },
});

export const emptyState = (seed: string): State => ({
  ...freshCounters(),
  seed,
  settings: defaultSettings,
  jobs: createTable(),
  jobKeys: createTable(),
  dispatched: createTable(),
  instances: createTable(),
  specs: createTable(),
  allocations: createTable(),
  evaluations: createTable(),
  deployments: createTable(),
  nodes: createTable(),
  savedPlans: createTable(),
  liveOfJob: createGroups(),
  liveOfNode: createGroups(),
  portsOfNode: createGroups(),
  perNodeJobs: createTable(),
  clockJobs: createTable(),
  openOfJob: createGroups(),
  activeDeployments: createTable(),
  blocked: createTable(),
  waiting: createGroups(),
  reserving: createTable(),
  used: createCapacityTable(),
});

/** A copy-on-write state over `base`: plans and rehearsals write here, and nothing of it reaches `base`. */
export const overlay = (base: StateView): State => ({
  index: base.index,
  seed: base.seed,
  settings: base.settings,
  next: { ...base.next },
  indexes: { ...base.indexes },
  jobs: overlayTable(base.jobs),
  jobKeys: overlayTable(base.jobKeys),
  dispatched: overlayTable(base.dispatched),
  instances: overlayTable(base.instances),
  specs: overlayTable(base.specs),
  allocations: overlayTable(base.allocations),
  evaluations: overlayTable(base.evaluations),
  deployments: overlayTable(base.deployments),
  nodes: overlayTable(base.nodes),
  savedPlans: overlayTable(base.savedPlans),
  liveOfJob: overlayGroups(base.liveOfJob),
  liveOfNode: overlayGroups(base.liveOfNode),
  portsOfNode: overlayGroups(base.portsOfNode),
  perNodeJobs: overlayTable(base.perNodeJobs),
  clockJobs: overlayTable(base.clockJobs),
  openOfJob: overlayGroups(base.openOfJob),
  activeDeployments: overlayTable(base.activeDeployments),
  blocked: overlayTable(base.blocked),
  waiting: overlayGroups(base.waiting),
  reserving: overlayTable(base.reserving),
  used: overlayCapacityTable(base.used),
});

/** The specification that an allocation of this version runs; undefined when the version is no longer kept. */
export const specOfVersion = (view: StateView, job: JobKey, version: number): JobSpec | undefined => {
  const present = view.jobs.get(job);
  return present?.version === version ? present.spec : view.specs.get(versionKey(job, version));
};
