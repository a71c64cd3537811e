import type { Update } from "./job-spec.ts";
import type { AllocationKey, DeploymentKey, JobKey } from "./ids.ts";
import type { Origin } from "./origin.ts";

export const deploymentStatuses = ["running", "paused", "successful", "failed", "cancelled"] as const;
export type DeploymentStatus = (typeof deploymentStatuses)[number];

/** How a rollout goes about one group: its `Update` block, and what a door may ask for besides. */
export type RolloutPolicy = Update & {
  /** Instances that may stay unhealthy until the rollout fails; 0: any number. Null, as in Nomad: one holds up the others. */
  readonly toleratedFailures: number | null;
  /** Failed runs after which an instance counts as unhealthy; null: its restart policy tells. */
  readonly instanceRetries: number | null;
};

/** What may be asked of one rollout beyond what the job's definition says. */
export type RolloutOptions = Partial<RolloutPolicy> & { readonly startPaused?: boolean };

export type DeploymentGroup = {
  readonly policy: RolloutPolicy;
  readonly desiredTotal: number;
  /** Canaries that run beside instances of the version before until they are promoted; 0: none are wanted. */
  readonly desiredCanaries: number;
  readonly promoted: boolean;
  readonly canaries: readonly AllocationKey[];
  /** Allocations of this rollout so far, and what was decided of their health; replacements count again. */
  readonly placed: number;
  readonly healthy: number;
  readonly unhealthy: number;
};

/** Instances by number, both ends included. */
export type InstanceRange = { readonly from: number; readonly to: number };

/** One thing that happened to a rollout as a whole. */
export type DeploymentEvent = {
  readonly at: number;
  readonly status: DeploymentStatus;
  readonly text: string;
  /** Who asked for it; null when it follows from what was seen. */
  readonly by: Origin | null;
};

/** Events that are kept of one rollout: its first ones go first. */
export const keptDeploymentEvents = 100;

/** Bringing a job's instances to one of its versions, a few at a time. */
export type Deployment = {
  readonly key: DeploymentKey;
  readonly id: string;
  readonly job: JobKey;
  readonly namespace: string;
  readonly jobId: string;
  /** A restart has the same definition as the version before, and replaces what it names. */
  readonly kind: "update" | "restart";
  readonly version: number;
  /** The version in force before; null of a new job. */
  readonly from: number | null;
  /** Of a restart; null: all. */
  readonly instances: readonly InstanceRange[] | null;
  /** The rollout that failed and that this one takes back. */
  readonly takesBack: DeploymentKey | null;
  readonly status: DeploymentStatus;
  readonly statusDescription: string;
  readonly groups: { readonly [group: string]: DeploymentGroup };
  /** When it fails unless another instance has become healthy by then; null: it has no such time now. */
  readonly progressBy: number | null;
  /** Of a job that runs once per node: when the next batch may begin. */
  readonly nextBatchAt: number | null;
  readonly created: Origin;
  readonly events: readonly DeploymentEvent[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

export const isActive = ({ status }: Pick<Deployment, "status">): boolean =>
  status === "running" || status === "paused";

/** Canaries run, and nothing else changes until they are promoted. */
export const awaitsPromotion = ({ desiredCanaries, promoted }: DeploymentGroup): boolean =>
  desiredCanaries > 0 && !promoted;

/** The one place that says what may be asked of a rollout in its present state. */
export const deploymentCan = {
  pause: ({ status }: Pick<Deployment, "status">): boolean => status === "running",
  resume: ({ status }: Pick<Deployment, "status">): boolean => status === "paused",
  promote: (deployment: Pick<Deployment, "status" | "groups">): boolean =>
    isActive(deployment) && Object.values(deployment.groups).some(awaitsPromotion),
  fail: isActive,
  abort: isActive,
};

/** Health of one allocation as its rollout decides it: once, and for good. */
export type RolloutPart = {
  readonly deployment: DeploymentKey;
  readonly canary: boolean;
  readonly healthy: boolean | null;
  /** When that was decided. */
  readonly decidedAt: number | null;
  /** When it will have been up for long enough if it stays so; null while it is not up. */
  readonly healthyAt: number | null;
  /** When it is unhealthy unless it has become healthy by then; null while nothing of it was asked to start. */
  readonly deadlineAt: number | null;
};
