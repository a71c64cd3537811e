import type { DeploymentKey, JobKey } from "./ids.ts";

export type DeploymentStatus = "running" | "paused" | "failed" | "successful" | "cancelled";

export type DeploymentGroup = {
  readonly desiredTotal: number;
  readonly placed: number;
  readonly healthy: number;
  readonly unhealthy: number;
};

/** A rollout of one version of a service job. */
export type Deployment = {
  readonly key: DeploymentKey;
  readonly id: string;
  readonly job: JobKey;
  readonly namespace: string;
  readonly jobId: string;
  readonly version: number;
  readonly status: DeploymentStatus;
  readonly statusDescription: string;
  readonly groups: { readonly [group: string]: DeploymentGroup };
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

export const isActive = (deployment: Deployment): boolean =>
  deployment.status === "running" || deployment.status === "paused";
