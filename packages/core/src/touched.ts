import type { Allocation } from "./model/allocation.ts";
import type { Deployment } from "./model/deployment.ts";
import type { Evaluation } from "./model/evaluation.ts";
import type { Instance, Job, JobVersion, VersionMark } from "./model/job.ts";
import type { Gone } from "./model/garbage.ts";
import type { Node } from "./model/node.ts";
import type { PlacementMetrics } from "./model/placement.ts";
import type { SavedPlan } from "./model/saved-plan.ts";

/**
 * The records that `evolve` left changed, each as it is after the last event applied. The store writes exactly these rows
 * in the journal's transaction. `null`: the row goes.
 */
export type Touched = {
  readonly jobs: Map<number, Job | null>;
  readonly versions: Map<string, { readonly job: number; readonly version: JobVersion }>;
  readonly instances: Map<
    string,
    { readonly job: number; readonly group: string; readonly index: number; readonly instance: Instance }
  >;
  readonly allocations: Map<number, Allocation>;
  /** Of new allocations: how their nodes were found. Never changed afterwards. */
  readonly placements: Map<number, PlacementMetrics>;
  readonly evaluations: Map<number, Evaluation>;
  readonly deployments: Map<number, Deployment>;
  readonly savedPlans: Map<number, SavedPlan>;
  /** What was said later of a version that stays as it is: by `versionKey`. */
  readonly marks: Map<string, { readonly job: number; readonly version: number; readonly mark: VersionMark }>;
  readonly nodes: Map<number, Node | null>;
  /** What was forgotten: their rows go, after all others were written. */
  readonly gone: Map<string, Gone>;
};

export const nothingTouched = (): Touched => ({
  jobs: new Map(),
  versions: new Map(),
  instances: new Map(),
  allocations: new Map(),
  placements: new Map(),
  evaluations: new Map(),
  deployments: new Map(),
  savedPlans: new Map(),
  marks: new Map(),
  nodes: new Map(),
  gone: new Map(),
});
