import type { AllocationKey, EvaluationKey, JobName } from "./model/ids.ts";
import type { JobSpec } from "./model/job-spec.ts";
import type { Fingerprint } from "./model/node.ts";
import type { Origin } from "./model/origin.ts";
import type { TaskReport } from "./model/run.ts";

/**
 * The check index of a change: refused unless the job's specification index is exactly this; 0 means "only if there is no such job".
 * Absent: no check.
 */
type Checked = { readonly checkIndex?: number | undefined };
type Asked = { readonly origin: Origin; readonly evalPriority?: number | undefined };

export type RegisterJob = {
  readonly type: "registerJob";
  readonly spec: JobSpec;
  readonly preserveCounts?: boolean;
} & Checked &
  Asked;
export type StopJob = { readonly type: "stopJob" } & JobName & Checked & Asked;
export type StartJob = { readonly type: "startJob" } & JobName & Checked & Asked;
/** Forgets the job and its versions; what runs of it is stopped. */
export type PurgeJob = { readonly type: "purgeJob" } & JobName & Checked & Asked;
export type ScaleJob = { readonly type: "scaleJob"; readonly group: string; readonly count: number } & JobName &
  Checked &
  Asked;
/** `enforceVersion`: refused unless this is the version in force. */
export type RevertJob = {
  readonly type: "revertJob";
  readonly version: number;
  readonly enforceVersion?: number | undefined;
} & JobName &
  Checked &
  Asked;
/** Looks at the job again without changing it. */
export type EvaluateJob = { readonly type: "evaluateJob" } & JobName & Asked;
/** Stops one allocation; the scheduler replaces it where the job still wants it. */
export type StopAllocation = { readonly type: "stopAllocation"; readonly allocation: AllocationKey } & Asked;

/** A change somebody asks for: can be planned, is audited. */
export type JobChange = RegisterJob | StopJob | StartJob | PurgeJob | ScaleJob | RevertJob;

/** Works off an evaluation, at most `limit` rows of it; what is left stays under the same evaluation. */
export type AdvanceEvaluation = {
  readonly type: "advanceEvaluation";
  readonly evaluation: EvaluationKey;
  readonly limit: number;
};
export type RegisterNode = {
  readonly type: "registerNode";
  readonly id: string;
  readonly datacenter: string;
  readonly fingerprint: Fingerprint;
};
/** What an engine saw of one run. A report of a run that is not the current attempt is ignored. */
export type ObserveTask = { readonly type: "observeTask"; readonly report: TaskReport };
/** A restart has come due. */
export type RestartTask = { readonly type: "restartTask"; readonly allocation: AllocationKey; readonly task: string };

export type Command =
  | JobChange
  | EvaluateJob
  | StopAllocation
  | AdvanceEvaluation
  | RegisterNode
  | ObserveTask
  | RestartTask;
