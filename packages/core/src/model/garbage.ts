import type { AllocationKey, DeploymentKey, EvaluationKey, JobKey, SavedPlanKey } from "./ids.ts";

/** Records of the past, by their keys. */
export type Garbage = {
  readonly jobs: readonly JobKey[];
  readonly allocations: readonly AllocationKey[];
  readonly evaluations: readonly EvaluationKey[];
  readonly deployments: readonly DeploymentKey[];
  readonly plans: readonly SavedPlanKey[];
  readonly versions: readonly { readonly job: JobKey; readonly version: number }[];
  /** Of jobs that are gone: the run counters of a job that is there survive whatever else is forgotten. */
  readonly instances: readonly { readonly job: JobKey; readonly group: string; readonly index: number }[];
  /** Jobs that are gone and of which nothing else is left: what they were called. */
  readonly names: readonly JobKey[];
};

export const noGarbage: Garbage = {
  jobs: [],
  allocations: [],
  evaluations: [],
  deployments: [],
  plans: [],
  versions: [],
  instances: [],
  names: [],
};

export const garbageSize = (garbage: Garbage): number =>
  Object.values(garbage).reduce((sum, kind) => sum + kind.length, 0);

/** One record that is gone from the state, for whoever keeps rows of it. */
export type Gone = {
  [K in keyof Garbage]: { readonly kind: K; readonly key: Garbage[K][number] };
}[keyof Garbage];
