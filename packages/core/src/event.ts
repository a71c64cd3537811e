import type { AssignedPort, Reschedule } from "./model/allocation.ts";
import type { CheckReport } from "./model/check.ts";
import type { DeploymentEvent, DeploymentGroup, InstanceRange } from "./model/deployment.ts";
import type { JobChange } from "./command.ts";
import type { AllocationKey, DeploymentKey, EvaluationKey, JobKey, NodeKey, SavedPlanKey } from "./model/ids.ts";
import type { Counter, JobVersion, Launch, ParentRef } from "./model/job.ts";
import type { EvaluationCursor, EvaluationStatus, EvaluationTrigger, Reserve } from "./model/evaluation.ts";
import type { JobType } from "./model/job-spec.ts";
import type { Drain, Eligibility, Fingerprint, NodeStatus } from "./model/node.ts";
import type { Origin } from "./model/origin.ts";
import type { PlacementMetrics } from "./model/placement.ts";
import type { TaskReport } from "./model/run.ts";
import type { PlanCounts } from "./model/plan.ts";
import type { SavedPlan } from "./model/saved-plan.ts";
import type { Garbage } from "./model/garbage.ts";
import type { NamespaceRules, SchedulerSettings, Retention } from "./model/settings.ts";

/** What changed a job's version. */
export type VersionCause =
  | "registered"
  | "launched"
  | "stopped"
  | "started"
  | "scaled"
  | "reverted"
  | "restarted"
  | "rolledBack";

/** What follows from the end of a run: another attempt at `restartAt`, or the end of the task. */
export type RunOutcome =
  | {
      readonly type: "restart";
      readonly restartAt: number;
      readonly window: { readonly since: number; readonly count: number };
      readonly reason: string;
    }
  | { readonly type: "end"; readonly failed: boolean; readonly lost: boolean; readonly reason: string };

export type PlacedAllocation = {
  readonly allocation: AllocationKey;
  readonly index: number;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly previous: AllocationKey | null;
  readonly ports: readonly AssignedPort[];
  /** Set when it replaces one that had failed. */
  readonly reschedule: Reschedule | null;
  readonly metrics: PlacementMetrics | null;
  /** It runs beside one of the version before until its rollout is promoted. */
  readonly canary: boolean;
  /** The engine is asked to start it at once; false: its predecessor has to end first. */
  readonly issued: boolean;
};

/**
 * What happened. Events are deltas: only `jobVersioned` and `planSaved` carry a specification. `evolve` needs nothing but the event,
 * the state before it, and the entry's index and time.
 */
export type Event =
  | {
      readonly type: "jobVersioned";
      readonly job: JobKey;
      readonly cause: VersionCause;
      readonly bumps: readonly Counter[];
      readonly version: Omit<JobVersion, "at" | "index">;
      /** Of a child, with its first version. */
      readonly parent?: ParentRef;
    }
  /** A child of this job was made. */
  | {
      readonly type: "childLaunched";
      readonly job: JobKey;
      readonly child: string;
      readonly forced: boolean;
      readonly launch: Launch;
    }
  /** The instant was due, and no child was made. */
  | { readonly type: "launchSkipped"; readonly job: JobKey; readonly launch: Launch; readonly why: string }
  | { readonly type: "jobPurged"; readonly job: JobKey; readonly origin: Origin }
  | {
      readonly type: "evaluationCreated";
      readonly evaluation: EvaluationKey;
      readonly job: JobKey;
      readonly namespace: string;
      readonly jobId: string;
      readonly jobType: JobType;
      readonly triggeredBy: EvaluationTrigger;
      readonly priority: number;
      readonly status: "pending" | "blocked";
      readonly statusDescription: string;
      readonly waitUntil: number | null;
      readonly node: NodeKey | null;
      readonly previous: EvaluationKey | null;
      readonly failures: number;
      readonly reserves: readonly Reserve[];
      /** Left out: not so. */
      readonly anyRoom?: boolean;
    }
  /** A slice was worked off; `cursor` null: from the start again. */
  | {
      readonly type: "evaluationProgressed";
      readonly evaluation: EvaluationKey;
      readonly written: number;
      readonly cursor: EvaluationCursor | null;
    }
  | {
      readonly type: "evaluationEnded";
      readonly evaluation: EvaluationKey;
      readonly status: Exclude<EvaluationStatus, "pending" | "blocked">;
      readonly statusDescription: string;
      readonly failedGroups: { readonly [group: string]: PlacementMetrics };
      readonly queued: { readonly [group: string]: number };
      readonly blocked: EvaluationKey | null;
      readonly next: EvaluationKey | null;
    }
  /** New allocations of one group, all of one slice at once. */
  | {
      readonly type: "allocationsPlaced";
      readonly job: JobKey;
      readonly group: string;
      readonly version: number;
      readonly evaluation: EvaluationKey;
      /** The rollout they belong to. */
      readonly deployment: DeploymentKey | null;
      readonly placed: readonly PlacedAllocation[];
    }
  | {
      readonly type: "allocationUpdated";
      readonly allocation: AllocationKey;
      readonly version: number;
      readonly evaluation: EvaluationKey;
      /** The rollout it joins; null: what changed does not concern it. */
      readonly deployment: DeploymentKey | null;
    }
  | {
      readonly type: "allocationStopRequested";
      readonly allocation: AllocationKey;
      readonly description: string;
      readonly evaluation: EvaluationKey | null;
      /** The job that needs its room; null when nobody pushes it out. */
      readonly preemptedBy: JobKey | null;
    }
  /** Its node is down: whether its tasks run cannot be known. */
  | { readonly type: "allocationLost"; readonly allocation: AllocationKey; readonly reason: string }
  | { readonly type: "allocationDisconnected"; readonly allocation: AllocationKey }
  | { readonly type: "allocationReconnected"; readonly allocation: AllocationKey }
  /** Its node returned, and it counts for its instance again. */
  | { readonly type: "allocationReinstated"; readonly allocation: AllocationKey }
  /** It has run for as long as its group allows. */
  | { readonly type: "allocationExpired"; readonly allocation: AllocationKey; readonly reason: string }
  /** It had failed, and `evaluation` replaces it when it is due. */
  | {
      readonly type: "allocationRescheduleDelayed";
      readonly allocation: AllocationKey;
      readonly evaluation: EvaluationKey;
    }
  | { readonly type: "checkReported"; readonly report: CheckReport }
  /** `node`: its room is offered to it, and what it leaves of that to the next. */
  | { readonly type: "evaluationUnblocked"; readonly evaluation: EvaluationKey; readonly node: NodeKey | null }
  /** `outcome`: what follows from a report that ends the run. */
  | { readonly type: "taskReported"; readonly report: TaskReport; readonly outcome: RunOutcome | null }
  | {
      readonly type: "taskRestarted";
      readonly allocation: AllocationKey;
      readonly task: string;
      readonly attempt: number;
    }
  /** Its shutdown delay is over. */
  | { readonly type: "taskKillDue"; readonly allocation: AllocationKey; readonly task: string }
  | {
      readonly type: "nodeRegistered";
      readonly node: NodeKey;
      readonly id: string;
      readonly datacenter: string;
      readonly engine: string;
      readonly fingerprint: Fingerprint;
    }
  | {
      readonly type: "nodeStatusChanged";
      readonly node: NodeKey;
      readonly status: NodeStatus;
      readonly description: string;
    }
  | { readonly type: "nodeEligibilityChanged"; readonly node: NodeKey; readonly eligibility: Eligibility }
  /** A drain began, was forced, ended or was given up. */
  | { readonly type: "nodeDrainChanged"; readonly node: NodeKey; readonly drain: Drain | null }
  | { readonly type: "nodeRemoved"; readonly node: NodeKey }
  | {
      readonly type: "deploymentStarted";
      readonly deployment: DeploymentKey;
      readonly job: JobKey;
      readonly kind: "update" | "restart";
      readonly version: number;
      readonly from: number | null;
      readonly instances: readonly InstanceRange[] | null;
      readonly takesBack: DeploymentKey | null;
      readonly groups: { readonly [group: string]: DeploymentGroup };
      readonly origin: Origin;
      readonly event: Omit<DeploymentEvent, "at">;
    }
  | {
      readonly type: "deploymentChanged";
      readonly deployment: DeploymentKey;
      readonly event: Omit<DeploymentEvent, "at">;
    }
  /** The canaries of these groups take the places of what they ran beside. */
  | {
      readonly type: "deploymentPromoted";
      readonly deployment: DeploymentKey;
      readonly groups: readonly string[];
      readonly event: Omit<DeploymentEvent, "at">;
    }
  /** The next batch of a job that runs once per node may begin at this time. */
  | { readonly type: "deploymentBatched"; readonly deployment: DeploymentKey; readonly nextBatchAt: number | null }
  /** Decided once per allocation of a rollout. */
  | {
      readonly type: "allocationHealthDecided";
      readonly allocation: AllocationKey;
      readonly healthy: boolean;
      readonly reason: string;
    }
  /** `stable`: a rollout brought it to its end. */
  | { readonly type: "versionMarked"; readonly job: JobKey; readonly version: number; readonly stable: boolean }
  /** What it would do instance by instance is not here: see `Decision.planBody`. */
  | {
      readonly type: "planSaved";
      readonly plan: SavedPlanKey;
      readonly namespace: string;
      readonly jobId: string;
      readonly change: JobChange;
      readonly comment: string;
      readonly origin: Origin;
      readonly base: SavedPlan["base"];
      readonly version: number;
      readonly counts: PlanCounts;
      readonly digest: string;
      readonly expiresAt: number;
    }
  | {
      readonly type: "planReviewed";
      readonly plan: SavedPlanKey;
      readonly approves: boolean;
      readonly comment: string;
      readonly origin: Origin;
    }
  /** In the entry that makes its change. `reviewed`: the plan as it was then, where it was no longer the one that was saved. */
  | {
      readonly type: "planApplied";
      readonly plan: SavedPlanKey;
      readonly version: number | null;
      readonly reviewed: string | null;
      readonly origin: Origin;
    }
  | { readonly type: "namespaceRulesChanged"; readonly namespace: string; readonly rules: NamespaceRules }
  /** What nothing needed any more was forgotten. */
  | { readonly type: "garbageCollected"; readonly garbage: Partial<Garbage> }
  | { readonly type: "retentionChanged"; readonly retention: Retention }
  /** `tag` null: the version has none any more. */
  | {
      readonly type: "versionTagged";
      readonly job: JobKey;
      readonly version: number;
      readonly tag: { readonly name: string; readonly description: string } | null;
    }
  | { readonly type: "schedulerChanged"; readonly settings: SchedulerSettings };

/** One committed change: all events of one command under one index. */
export type Entry = { readonly index: number; readonly at: number; readonly events: readonly Event[] };
