import { z } from "zod";
import { deploymentStatuses } from "@longshore/core/model";
import { jobType, originSchema, permission } from "./jobs.ts";

const count = z.int().min(0);
/** Milliseconds since the epoch, UTC. */
const time = z.number();
export const instanceRange = z.strictObject({ from: count, to: count });

/** What may be asked of one rollout beyond what the job's definition says. */
export const rolloutOptions = z.strictObject({
  /** Nothing is changed until it is resumed. */
  startPaused: z.boolean().exactOptional(),
  /** Instances that are changed at a time; 0: all at once. */
  maxParallel: count.exactOptional(),
  /** Instances that may stay unhealthy until the rollout fails; 0: any number. */
  toleratedFailures: count.exactOptional(),
  /** Failed runs after which an instance counts as unhealthy; 0: its restart policy tells. */
  instanceRetries: count.exactOptional(),
});

/** Instances by how far the rollout has come with them. What it leaves as it is, is not counted. */
export const rolloutStates = ["waiting", "moving", "healthy", "unhealthy"] as const;
export type RolloutState = (typeof rolloutStates)[number];
export const rolloutCounts = z.strictObject(
  Object.fromEntries(rolloutStates.map((state) => [state, count])) as Record<RolloutState, typeof count>,
);
export type RolloutCounts = z.infer<typeof rolloutCounts>;

export const deploymentStatus = z.enum(deploymentStatuses);

export const deploymentItem = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  jobId: z.string(),
  /** A restart replaces what runs by the same. */
  kind: z.enum(["update", "restart"]),
  version: count,
  /** The version in force before; null of a new job. */
  from: count.nullable(),
  /** Those that a restart is for; null: all. */
  instances: z.array(instanceRange).readonly().nullable(),
  status: deploymentStatus,
  statusDescription: z.string(),
  /** Canaries wait to be promoted. */
  awaitsPromotion: z.boolean(),
  counts: rolloutCounts,
  created: originSchema,
  createdAt: time,
  modifiedAt: time,
  createIndex: count,
  modifyIndex: count,
});
export type DeploymentItem = z.infer<typeof deploymentItem>;

export const deploymentListQuery = z.strictObject({
  /** Comma-separated statuses. */
  status: z.string().optional(),
  namespace: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** Newest first. */
export const deploymentList = z.strictObject({
  items: z.array(deploymentItem),
  next: z.string().nullable(),
  index: count,
});
export type DeploymentList = z.infer<typeof deploymentList>;

/** Times as people read them: `10s`, `1m 30s`, `250 ms`. */
const policy = z.strictObject({
  maxParallel: count,
  stagger: z.string(),
  healthCheck: z.string(),
  minHealthyTime: z.string(),
  healthyDeadline: z.string(),
  /** Null: there is none, and the first instance that is unhealthy fails it. */
  progressDeadline: z.string().nullable(),
  autoRevert: z.boolean(),
  autoPromote: z.boolean(),
  canary: count,
  toleratedFailures: count.nullable(),
  instanceRetries: count.nullable(),
});
export type DeploymentPolicy = z.infer<typeof policy>;

const group = z.strictObject({
  name: z.string(),
  policy,
  desiredTotal: count,
  desiredCanaries: count,
  promoted: z.boolean(),
  awaitsPromotion: z.boolean(),
  /** Of the instances that are counted below, those that are canaries; none once it is over. */
  canaries: rolloutCounts,
  /** Allocations of this rollout, replaced ones included, and what was decided of them. */
  placed: count,
  healthy: count,
  unhealthy: count,
  counts: rolloutCounts,
});
export type DeploymentGroup = z.infer<typeof group>;

const other = z.strictObject({ id: z.string(), version: count, status: deploymentStatus });

export const deploymentDetail = deploymentItem.extend({
  /** The version of the job that is in force now; null when there is no such job any more. */
  jobVersion: count.nullable(),
  groups: z.array(group),
  /** It fails unless another instance has become healthy by then; null: it has no such time now. */
  progressBy: time.nullable(),
  nextBatchAt: time.nullable(),
  /** The rollout that failed and that this one takes back. */
  takesBack: other.nullable(),
  /** The rollout that takes this one back. */
  takenBackBy: other.nullable(),
  /** Oldest first; the last hundred are kept. `by`: who asked for it; null when it follows from what was seen. */
  events: z.array(
    z.strictObject({ at: time, status: deploymentStatus, text: z.string(), by: originSchema.nullable() }),
  ),
  can: z.strictObject({
    pause: permission,
    resume: permission,
    promote: permission,
    fail: permission,
    abort: permission,
  }),
});
export type DeploymentDetail = z.infer<typeof deploymentDetail>;

export const deploymentInstancesQuery = z.strictObject({
  group: z.string().optional(),
  health: z.enum(rolloutStates).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

export const deploymentInstance = z.strictObject({
  group: z.string(),
  index: count,
  jobType,
  health: z.enum(rolloutStates),
  canary: z.boolean(),
  /** Its newest allocation; null before the first. While it waits, that is what it will be changed from. */
  allocation: z.string().nullable(),
  version: count.nullable(),
  nodeId: z.string().nullable(),
  nodeName: z.string().nullable(),
  /** When its allocation was made, or its health was decided. */
  since: time.nullable(),
  /** It counts as healthy from then on if it stays up. */
  healthyAt: time.nullable(),
  /** It counts as unhealthy unless it is healthy by then. */
  deadlineAt: time.nullable(),
});
export type DeploymentInstance = z.infer<typeof deploymentInstance>;

/** By group and number while it goes on; afterwards its allocations, newest first, replaced ones included; then a page may be short though another follows. */
export const deploymentInstances = z.strictObject({
  items: z.array(deploymentInstance),
  next: z.string().nullable(),
  index: count,
});
export type DeploymentInstances = z.infer<typeof deploymentInstances>;

export const promoteRequest = z.strictObject({
  /** Without it: all that wait for it. */
  groups: z.array(z.string()).min(1).max(1000).optional(),
});

export const restartRequest = z.strictObject({
  /** By number, both ends included; without it: all. */
  instances: z.array(instanceRange).min(1).max(1000).optional(),
  rollout: rolloutOptions.optional(),
  checkIndex: count.optional(),
});
export type RestartRequest = z.infer<typeof restartRequest>;

export const restartReply = z.strictObject({
  index: count,
  evaluationId: z.string().nullable(),
  deploymentId: z.string(),
  version: count,
});
export type RestartReply = z.infer<typeof restartReply>;
