import type { AllocationKey, EvaluationKey, JobKey, NodeKey } from "./ids.ts";
import type { PlacementMetrics } from "./placement.ts";
import type { Capacity } from "./resources.ts";
import type { TaskState } from "./task-state.ts";

export type DesiredStatus = "run" | "stop" | "evict";
export type ClientStatus = "pending" | "running" | "complete" | "failed" | "lost" | "unknown";

/** One instance of a task group on a node. Its tasks are started once per attempt; a replacement is another allocation. */
export type Allocation = {
  readonly key: AllocationKey;
  readonly id: string;
  readonly job: JobKey;
  readonly namespace: string;
  readonly jobId: string;
  readonly group: string;
  /** The instance's number within its group, from 0. */
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
  readonly metrics: PlacementMetrics | null;
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
export const allocationName = (allocation: Pick<Allocation, "jobId" | "group" | "index">): string =>
  `${allocation.jobId}.${allocation.group}[${String(allocation.index)}]`;

export const allocationCan = {
  stop: (allocation: Allocation): boolean => allocation.desired === "run" && isLive(allocation),
  restart: (allocation: Allocation): boolean => allocation.desired === "run" && allocation.client === "running",
};
