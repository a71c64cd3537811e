import type { DeploymentStatus } from "./model/deployment.ts";
import type { MovedJob, PlanVerdict } from "./model/saved-plan.ts";
import type { SpecProblem } from "./spec/problem.ts";

/** Why the domain says no. A value, never thrown; every door words it its own way. */
export type Rejection =
  | { readonly kind: "jobNotFound"; readonly namespace: string; readonly id: string }
  | { readonly kind: "allocationNotFound"; readonly id: string }
  | { readonly kind: "evaluationNotFound"; readonly id: string }
  | { readonly kind: "invalidSpec"; readonly problems: readonly SpecProblem[] }
  /** `checkIndex` 0 and the job is there already. */
  | { readonly kind: "jobExists"; readonly namespace: string; readonly id: string; readonly jobModifyIndex: number }
  /** `checkIndex` above 0 and there is no such job. */
  | { readonly kind: "jobGone"; readonly namespace: string; readonly id: string; readonly checkIndex: number }
  | {
      readonly kind: "staleIndex";
      readonly namespace: string;
      readonly id: string;
      readonly checkIndex: number;
      readonly jobModifyIndex: number;
    }
  | { readonly kind: "typeChanged"; readonly from: string; readonly to: string }
  /** A template stays one of its kind, and any other job never becomes one. `to`: what the change would make of it. */
  | {
      readonly kind: "launchingChanged";
      readonly launching: "periodic" | "parameterized";
      readonly to: boolean;
    }
  /** There is nothing of a template to look at again. */
  | { readonly kind: "jobIsTemplate"; readonly id: string; readonly launching: "periodic" | "parameterized" }
  | { readonly kind: "jobIsNotPeriodic"; readonly id: string }
  /** It is stopped, or its schedule is off. */
  | { readonly kind: "jobIsNotLaunched"; readonly id: string; readonly namespace: string; readonly stop: boolean }
  /** Another version of the job has this tag. */
  | { readonly kind: "tagTaken"; readonly id: string; readonly tag: string; readonly version: number }
  | { readonly kind: "tagNotFound"; readonly id: string; readonly tag: string }
  | { readonly kind: "tagUnusable"; readonly tag: string; readonly why: string }
  | { readonly kind: "tooManyTags"; readonly id: string; readonly max: number }
  | { readonly kind: "jobIsNotParameterized"; readonly id: string }
  | { readonly kind: "payloadMissing" }
  | { readonly kind: "payloadForbidden" }
  | { readonly kind: "payloadNotBase64" }
  | { readonly kind: "payloadTooLarge"; readonly bytes: number; readonly max: number }
  /** Neither required nor optional. */
  | { readonly kind: "metaForbidden"; readonly keys: readonly string[] }
  | { readonly kind: "metaMissing"; readonly keys: readonly string[] }
  | { readonly kind: "metaUnusable"; readonly key: string; readonly why: string }
  | { readonly kind: "priorityOutOfRange"; readonly priority: number }
  | { readonly kind: "tokenUnusable"; readonly max: number }
  | { readonly kind: "childIdInvalid"; readonly id: string; readonly why: string }
  | { readonly kind: "groupNotFound"; readonly group: string; readonly id: string }
  | { readonly kind: "countOutOfRange"; readonly group: string; readonly count: number; readonly max: number }
  | { readonly kind: "jobIsStopped"; readonly id: string }
  | { readonly kind: "jobIsNotStopped"; readonly id: string }
  | { readonly kind: "versionNotFound"; readonly id: string; readonly namespace: string; readonly version: number }
  | { readonly kind: "versionIsCurrent"; readonly id: string; readonly version: number }
  | { readonly kind: "versionMoved"; readonly id: string; readonly enforceVersion: number; readonly version: number }
  | { readonly kind: "deploymentNotFound"; readonly id: string }
  | { readonly kind: "deploymentIsOver"; readonly id: string; readonly status: DeploymentStatus }
  /** No canary of it waits to be promoted. */
  | { readonly kind: "noCanaries"; readonly id: string }
  | { readonly kind: "canariesNotHealthy"; readonly group: string; readonly healthy: number; readonly desired: number }
  /** What its rollout has not brought to the end would be carried out, or forgotten, by this change. */
  | { readonly kind: "rolloutNotDone"; readonly id: string; readonly status: DeploymentStatus }
  /** Its instances end by themselves, or run in its children. */
  | { readonly kind: "jobIsNotRolledOut"; readonly id: string; readonly type: string }
  | { readonly kind: "planNotFound"; readonly id: string }
  /** Nothing more comes of it. */
  | { readonly kind: "planIsOver"; readonly id: string; readonly verdict: PlanVerdict }
  /** A plan is approved by somebody other than its author. */
  | { readonly kind: "planIsOwn"; readonly id: string; readonly by: string }
  /** It would no longer do what it did. `digest`: of the plan as it is now; null: its change cannot be made now. */
  | {
      readonly kind: "stalePlan";
      readonly id: string;
      readonly digest: string | null;
      readonly job: MovedJob | null;
      readonly jobModifyIndex: number;
    }
  /** The namespace's rule: the change has to come from a plan that somebody other than its author approved. `plan`: the one it came from. */
  | {
      readonly kind: "approvalNeeded";
      readonly namespace: string;
      readonly id: string;
      readonly plan: string | null;
      readonly missing: "plan" | "approval" | "review";
    }
  | { readonly kind: "tooManyRules"; readonly max: number }
  | { readonly kind: "nodeNotFound"; readonly id: string }
  | { readonly kind: "nodeIsDown"; readonly id: string }
  | { readonly kind: "nodeIsDraining"; readonly id: string }
  | { readonly kind: "nodeIsNotDraining"; readonly id: string }
  /** It is up, or something lives on it: it would come back, or be forgotten while it runs. */
  | { readonly kind: "nodeIsInUse"; readonly id: string }
  | { readonly kind: "allocationHasEnded"; readonly id: string }
  /** Running as another user is for administrators. */
  | { readonly kind: "userNotAllowed"; readonly task: string; readonly user: string };
