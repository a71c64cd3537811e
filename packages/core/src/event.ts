import type { AllocationKey, EvaluationKey, JobKey, NodeKey } from "./model/ids.ts";
import type { Counter, JobVersion } from "./model/job.ts";
import type { EvaluationStatus, EvaluationTrigger } from "./model/evaluation.ts";
import type { JobType } from "./model/job-spec.ts";
import type { Fingerprint } from "./model/node.ts";
import type { Origin } from "./model/origin.ts";
import type { PlacementMetrics } from "./model/placement.ts";
import type { TaskReport } from "./model/run.ts";

/** What changed a job's version. */
export type VersionCause = "registered" | "stopped" | "started" | "scaled" | "reverted";

/** What follows from the end of a run: another attempt at `restartAt`, or the end of the task. */
export type RunOutcome =
  | {
      readonly type: "restart";
      readonly restartAt: number;
      readonly window: { readonly since: number; readonly count: number };
      readonly reason: string;
    }
  | { readonly type: "end"; readonly failed: boolean; readonly lost: boolean; readonly reason: string };

/**
 * What happened. Events are deltas: only `jobVersioned` carries a specification. `evolve` needs nothing but the event,
 * the state before it, and the entry's index and time.
 */
export type Event =
  | {
      readonly type: "jobVersioned";
      readonly job: JobKey;
      readonly cause: VersionCause;
      readonly bumps: readonly Counter[];
      readonly version: Omit<JobVersion, "at" | "index">;
    }
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
      readonly previous: EvaluationKey | null;
    }
  | { readonly type: "evaluationProgressed"; readonly evaluation: EvaluationKey; readonly written: number }
  | {
      readonly type: "evaluationEnded";
      readonly evaluation: EvaluationKey;
      readonly status: Exclude<EvaluationStatus, "pending" | "blocked">;
      readonly statusDescription: string;
      readonly failedGroups: { readonly [group: string]: PlacementMetrics };
      readonly queued: { readonly [group: string]: number };
      readonly blocked: EvaluationKey | null;
    }
  | {
      readonly type: "allocationPlaced";
      readonly allocation: AllocationKey;
      readonly job: JobKey;
      readonly group: string;
      readonly index: number;
      readonly version: number;
      readonly node: NodeKey;
      readonly evaluation: EvaluationKey;
      readonly attempt: number;
      readonly previous: AllocationKey | null;
      readonly metrics: PlacementMetrics | null;
      /** The engine is asked to start it at once; false: its predecessor has to end first. */
      readonly issued: boolean;
    }
  | {
      readonly type: "allocationUpdated";
      readonly allocation: AllocationKey;
      readonly version: number;
      readonly evaluation: EvaluationKey;
    }
  | {
      readonly type: "allocationStopRequested";
      readonly allocation: AllocationKey;
      readonly description: string;
      readonly evaluation: EvaluationKey | null;
    }
  | { readonly type: "evaluationUnblocked"; readonly evaluation: EvaluationKey }
  /** `outcome`: what follows from a report that ends the run. */
  | { readonly type: "taskReported"; readonly report: TaskReport; readonly outcome: RunOutcome | null }
  | {
      readonly type: "taskRestarted";
      readonly allocation: AllocationKey;
      readonly task: string;
      readonly attempt: number;
    }
  | {
      readonly type: "nodeRegistered";
      readonly node: NodeKey;
      readonly id: string;
      readonly datacenter: string;
      readonly fingerprint: Fingerprint;
    };

/** One committed change: all events of one command under one index. */
export type Entry = { readonly index: number; readonly at: number; readonly events: readonly Event[] };
