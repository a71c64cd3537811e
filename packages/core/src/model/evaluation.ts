import type { EvaluationKey, JobKey } from "./ids.ts";
import type { JobType } from "./job-spec.ts";
import type { PlacementMetrics } from "./placement.ts";

export type EvaluationStatus = "pending" | "blocked" | "complete" | "failed" | "canceled";
export type EvaluationTrigger =
  | "job-register"
  | "job-deregister"
  | "job-scaling"
  | "node-update"
  | "alloc-failure"
  | "alloc-stop"
  | "queued-allocs"
  | "failed-follow-up";

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
  readonly previous: EvaluationKey | null;
  /** The blocked evaluation that waits for what this one could not place. */
  readonly blocked: EvaluationKey | null;
  readonly failedGroups: { readonly [group: string]: PlacementMetrics };
  readonly queued: { readonly [group: string]: number };
  /** Rows written so far under this evaluation. */
  readonly written: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

export const isOpen = (evaluation: Evaluation): boolean =>
  evaluation.status === "pending" || evaluation.status === "blocked";
