import type { CheckReport } from "./model/check.ts";
import type { InstanceRange, RolloutOptions } from "./model/deployment.ts";
import type { Garbage } from "./model/garbage.ts";
import type {
  AllocationKey,
  DeploymentKey,
  EvaluationKey,
  JobKey,
  JobName,
  NodeKey,
  SavedPlanKey,
} from "./model/ids.ts";
import type { JobSpec, Strings } from "./model/job-spec.ts";
import type { Eligibility, Fingerprint } from "./model/node.ts";
import type { Origin } from "./model/origin.ts";
import type { Plan } from "./model/plan.ts";
import type { TaskReport } from "./model/run.ts";
import type { NamespaceRules, SchedulerSettings, Retention } from "./model/settings.ts";

/**
 * The check index of a change: refused unless the job's specification index is exactly this; 0 means "only if there is no such job".
 * Absent: no check.
 */
type Checked = { readonly checkIndex?: number | undefined };
/** How the rollout of this change differs from what the definition says. */
type RolledOut = { readonly rollout?: RolloutOptions | undefined };
type Asked = { readonly origin: Origin; readonly evalPriority?: number | undefined };

export type RegisterJob = {
  readonly type: "registerJob";
  readonly spec: JobSpec;
  readonly preserveCounts?: boolean;
} & RolledOut &
  Checked &
  Asked;
export type StopJob = { readonly type: "stopJob" } & JobName & Checked & Asked;
export type StartJob = { readonly type: "startJob" } & JobName & RolledOut & Checked & Asked;
/** Replaces what runs of a job, a few at a time, by the same; ranges beyond the counts are ignored, none means all. */
export type RestartJob = {
  readonly type: "restartJob";
  readonly instances: readonly InstanceRange[] | null;
} & JobName &
  RolledOut &
  Checked &
  Asked;
/** Forgets the job and its versions; what runs of it is stopped. */
export type PurgeJob = { readonly type: "purgeJob" } & JobName & Checked & Asked;
export type ScaleJob = { readonly type: "scaleJob"; readonly group: string; readonly count: number } & JobName &
  Checked &
  Asked;
/** `version`: by its number or its tag. `enforceVersion`: refused unless this is the version in force. */
export type RevertJob = {
  readonly type: "revertJob";
  readonly version: number | string;
  readonly enforceVersion?: number | undefined;
} & JobName &
  RolledOut &
  Checked &
  Asked;
/** Names a version, null being the one in force; a tag that the version has is replaced. */
export type TagVersion = {
  readonly type: "tagVersion";
  readonly tag: string;
  readonly description: string;
  readonly version: number | null;
} & JobName &
  Asked;
export type UntagVersion = { readonly type: "untagVersion"; readonly tag: string } & JobName & Asked;
/** Says of a version that it works, or that it does not: a rollout that fails may go back to the newest that does. */
export type MarkVersion = {
  readonly type: "markVersion";
  readonly version: number;
  readonly stable: boolean;
} & JobName &
  Asked;
/** Looks at the job again without changing it. */
export type EvaluateJob = { readonly type: "evaluateJob" } & JobName & Asked;
/** Stops one allocation; the scheduler replaces it where the job still wants it. */
export type StopAllocation = { readonly type: "stopAllocation"; readonly allocation: AllocationKey } & Asked;

/** Launches a child of a periodic job now, whatever the clock says and whether or not another one runs. */
export type ForcePeriodic = { readonly type: "forcePeriodic" } & JobName & Asked;
/**
 * Makes a child of a parameterized job. `payload`: base64. `token`: asked for again under the same token, a child that is known stands for it.
 * `idPrefix` goes into the child's id; `priority` is the child's.
 */
export type DispatchJob = {
  readonly type: "dispatchJob";
  readonly payload: string | null;
  readonly meta: Strings;
  readonly token?: string | undefined;
  readonly idPrefix?: string | undefined;
  readonly priority?: number | undefined;
} & JobName &
  Asked;
/** An instant of a periodic job's schedule has come: see `dueLaunch`. */
export type LaunchPeriodic = {
  readonly type: "launchPeriodic";
  readonly job: JobKey;
  /** The version whose schedule has this instant. */
  readonly version: number;
  readonly at: number;
  /** Earlier instants that are due as well, and are given up; and the first of them. */
  readonly missed: number;
  readonly missedFrom?: number;
};

/** A change somebody asks for: can be planned, is audited. */
export type JobChange = RegisterJob | StopJob | StartJob | RestartJob | PurgeJob | ScaleJob | RevertJob;

/** Keeps a plan under an id of its own. `plan`: that of `change`, in whatever state it was worked out. */
export type SavePlan = {
  readonly type: "savePlan";
  readonly change: JobChange;
  readonly plan: Plan;
  readonly comment: string;
  readonly origin: Origin;
};
/** Says of a plan that its change may be made, or is not to be. */
export type ReviewPlan = {
  readonly type: "approvePlan" | "rejectPlan";
  readonly plan: SavedPlanKey;
  readonly comment: string;
  readonly origin: Origin;
};
/** Makes a plan's change while the plan is true, or as it is now where that was looked at. */
export type ApplySavedPlan = {
  readonly type: "applySavedPlan";
  readonly plan: SavedPlanKey;
  /** The digest of the plan as it is now. */
  readonly reviewed?: string | undefined;
  /** The plan worked out again elsewhere: spares doing it here if the state's index is still this one. */
  readonly seen?: { readonly index: number; readonly digest: string } | undefined;
  readonly origin: Origin;
};
export type SetNamespaceRules = {
  readonly type: "setNamespaceRules";
  readonly namespace: string;
  readonly rules: NamespaceRules;
} & Asked;

type OfDeployment = { readonly deployment: DeploymentKey } & Asked;
/** Nothing more is changed by a rollout until it is resumed; what was begun goes on. */
export type PauseDeployment = { readonly type: "pauseDeployment"; readonly pause: boolean } & OfDeployment;
/** `groups` null: all that wait for it. */
export type PromoteDeployment = {
  readonly type: "promoteDeployment";
  readonly groups: readonly string[] | null;
} & OfDeployment;
/** As if its instances had not become healthy: with `AutoRevert` the job goes back to its stable version. */
export type FailDeployment = { readonly type: "failDeployment" } & OfDeployment;
/** Leaves everything as it is. */
export type AbortDeployment = { readonly type: "abortDeployment" } & OfDeployment;
/** Its progress deadline has come, or its next batch: see `deploymentDueAt`. */
export type DeploymentDue = { readonly type: "deploymentDue"; readonly deployment: DeploymentKey };

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
  readonly engine: string;
  readonly fingerprint: Fingerprint;
};
/** An engine sees a node, or has lost sight of it. */
export type ReportNode = {
  readonly type: "reportNode";
  readonly node: NodeKey;
  readonly status: "ready" | "down";
  readonly description: string;
};
/** Forgets a node that is down and on which nothing lives. */
export type RemoveNode = { readonly type: "removeNode"; readonly id: string } & Asked;
export type SetEligibility = {
  readonly type: "setEligibility";
  readonly id: string;
  readonly eligibility: Eligibility;
} & Asked;
/** `deadlineMs`: null waits without end, 0 moves everything at once. */
export type DrainNode = {
  readonly type: "drainNode";
  readonly id: string;
  readonly deadlineMs: number | null;
  readonly ignoreSystemJobs: boolean;
} & Asked;
export type CancelDrain = { readonly type: "cancelDrain"; readonly id: string; readonly makeEligible: boolean } & Asked;
export type SetScheduler = { readonly type: "setScheduler"; readonly settings: SchedulerSettings } & Asked;
/** Forgets those of the candidates that nothing needs any more and that are old enough; `force`: however young. */
export type CollectGarbage = {
  readonly type: "collectGarbage";
  readonly candidates: Garbage;
  readonly force: boolean;
};
export type SetRetention = { readonly type: "setRetention"; readonly retention: Retention } & Asked;
/** What an engine saw of one run. A report of a run that is not the current attempt is ignored. */
export type ObserveTask = { readonly type: "observeTask"; readonly report: TaskReport };
export type ObserveCheck = { readonly type: "observeCheck"; readonly report: CheckReport };
/** Something in an allocation has come due: see `allocationDueAt`. */
export type AllocationDue = { readonly type: "allocationDue"; readonly allocation: AllocationKey };
/** A drain's deadline has come: see `nodeDueAt`. */
export type NodeDue = { readonly type: "nodeDue"; readonly node: NodeKey };
/** Working it off failed, time and again; another one follows later. */
export type FailEvaluation = {
  readonly type: "failEvaluation";
  readonly evaluation: EvaluationKey;
  readonly reason: string;
};

export type Command =
  | JobChange
  | EvaluateJob
  | SavePlan
  | ReviewPlan
  | ApplySavedPlan
  | SetNamespaceRules
  | PauseDeployment
  | PromoteDeployment
  | FailDeployment
  | AbortDeployment
  | DeploymentDue
  | ForcePeriodic
  | DispatchJob
  | CollectGarbage
  | SetRetention
  | TagVersion
  | UntagVersion
  | MarkVersion
  | LaunchPeriodic
  | StopAllocation
  | AdvanceEvaluation
  | FailEvaluation
  | RegisterNode
  | ReportNode
  | RemoveNode
  | SetEligibility
  | DrainNode
  | CancelDrain
  | NodeDue
  | SetScheduler
  | ObserveTask
  | ObserveCheck
  | AllocationDue;
