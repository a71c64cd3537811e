import type { CheckState } from "./check.ts";
import type { RolloutPart } from "./deployment.ts";
import type { AllocationKey, EvaluationKey, JobKey, NodeKey } from "./ids.ts";
import { runsPerNode, type JobType } from "./job-spec.ts";
import type { Capacity } from "./resources.ts";
import type { TaskState } from "./task-state.ts";

export type DesiredStatus = "run" | "stop" | "evict";
export type ClientStatus = "pending" | "running" | "complete" | "failed" | "lost" | "unknown";

/** A port of the node that the allocation has for itself. */
export type AssignedPort = { readonly label: string; readonly value: number; readonly to: number };

/** One replacement of an instance that had failed. */
export type Reschedule = {
  readonly at: number;
  readonly previousAllocation: string;
  readonly previousNode: NodeKey;
  /** What was waited before it. */
  readonly delayMs: number;
};

/** Replacements that are remembered where they are unlimited. */
export const keptReschedules = 5;

/** One instance of a task group on a node. Its tasks are started once per attempt; a replacement is another allocation. */
export type Allocation = {
  readonly key: AllocationKey;
  readonly id: string;
  readonly job: JobKey;
  readonly namespace: string;
  readonly jobId: string;
  readonly jobType: JobType;
  readonly group: string;
  /** The instance's number within its group, from 0; of a job that runs once per node, the node's key. */
  readonly index: number;
  readonly version: number;
  readonly node: NodeKey;
  readonly evaluation: EvaluationKey;
  readonly desired: DesiredStatus;
  readonly desiredDescription: string;
  readonly client: ClientStatus;
  readonly clientDescription: string;
  /** The instance's last attempt that belongs to this allocation; see `Instance.runs`. */
  readonly attempt: number;
  readonly demand: Capacity;
  /** The allocation this one replaces. Its tasks start only after that one has ended. */
  readonly previous: AllocationKey | null;
  readonly next: AllocationKey | null;
  readonly tasks: { readonly [task: string]: TaskState };
  readonly ports: readonly AssignedPort[];
  /** The replacements that led to it, oldest first. */
  readonly reschedules: readonly Reschedule[];
  /** The evaluation that waits to replace it. */
  readonly followUp: EvaluationKey | null;
  /** The job that needed its room. */
  readonly preemptedBy: JobKey | null;
  /** Since when its node is out of sight. */
  readonly disconnectedAt: number | null;
  /** When it counts as lost unless its node has returned by then. */
  readonly lostAt: number | null;
  /** When it has run for as long as its group allows. */
  readonly expiresAt: number | null;
  /** It was stopped for having run that long. */
  readonly hasExpired: boolean;
  /** By the check's key, see `checkKey`. */
  readonly checks: { readonly [check: string]: CheckState };
  /** Its part in the rollout that placed it, or updated it in place. */
  readonly rollout: RolloutPart | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

/** The tasks have ended, or are known not to run. */
export const hasEnded = (allocation: Allocation): boolean =>
  allocation.client === "complete" || allocation.client === "failed" || allocation.client === "lost";

export const isLive = (allocation: Allocation): boolean => !hasEnded(allocation);

/** Nomad's name of an allocation: `job.group[index]`. */
export const allocationName = (allocation: Pick<Allocation, "jobId" | "jobType" | "group" | "index">): string =>
  `${allocation.jobId}.${allocation.group}[${String(nameIndex(allocation))}]`;

/** What tasks and names count it as: of a job that runs once per node each instance is the first of its node. */
export const nameIndex = ({ jobType, index }: Pick<Allocation, "jobType" | "index">): number =>
  runsPerNode(jobType) ? 0 : index;

export const allocationCan = {
  stop: (allocation: Allocation): boolean => allocation.desired === "run" && isLive(allocation),
  restart: (allocation: Allocation): boolean => allocation.desired === "run" && allocation.client === "running",
};
