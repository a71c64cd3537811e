import type { EvaluationKey, JobKey, NodeKey } from "./ids.ts";
import type { JobType } from "./job-spec.ts";
import type { Capacity } from "./resources.ts";
import type { PlacementMetrics } from "./placement.ts";

export const evaluationStatuses = ["pending", "blocked", "complete", "failed", "canceled"] as const;
export type EvaluationStatus = (typeof evaluationStatuses)[number];
export const evaluationTriggers = [
  "job-register",
  "job-deregister",
  "job-scaling",
  "periodic-job",
  "node-update",
  "node-drain",
  "alloc-failure",
  "alloc-reschedule",
  "preemption",
  "max-disconnect-timeout",
  "reconnect",
  "alloc-stop",
  "queued-allocs",
  "failed-follow-up",
  "deployment-watcher",
  "rolling-update",
] as const;
export type EvaluationTrigger = (typeof evaluationTriggers)[number];

/** How far an evaluation has come: task groups by their place in the specification, instances by number. */
export type EvaluationCursor = { readonly group: number; readonly index: number };

/** Room on a node for an instance that pushed out, or waits for, what stops there. */
export type Reserve = { readonly node: NodeKey; readonly demand: Capacity };

/** A request to look at a job and do what it needs. */
export type Evaluation = {
  readonly key: EvaluationKey;
  readonly id: string;
  readonly job: JobKey;
  readonly namespace: string;
  readonly jobId: string;
  readonly type: JobType;
  readonly priority: number;
  readonly triggeredBy: EvaluationTrigger;
  readonly status: EvaluationStatus;
  readonly statusDescription: string;
  readonly jobModifyIndex: number;
  /** Not before this time. */
  readonly waitUntil: number | null;
  /** The node whose change asked for it, or whose room was offered to it. */
  readonly node: NodeKey | null;
  readonly previous: EvaluationKey | null;
  /** The evaluation that will follow, when it is due or after a failure. */
  readonly next: EvaluationKey | null;
  /** The blocked evaluation that waits for what this one could not place. */
  readonly blocked: EvaluationKey | null;
  readonly failedGroups: { readonly [group: string]: PlacementMetrics };
  readonly queued: { readonly [group: string]: number };
  /** What comes before it was looked at under this evaluation; null before the first slice. */
  readonly cursor: EvaluationCursor | null;
  /** How often in a row it failed, its predecessors included. */
  readonly failures: number;
  /** Room that nothing less important may take while this evaluation is open. */
  readonly reserves: readonly Reserve[];
  /** Some of what waits is to be placed under an older version: whatever room there is may do for it. */
  readonly anyRoom: boolean;
  /** Rows written so far under this evaluation. */
  readonly written: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

export const isOpen = (evaluation: Evaluation): boolean =>
  evaluation.status === "pending" || evaluation.status === "blocked";
