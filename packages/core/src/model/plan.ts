import type { PlacementMetrics } from "./placement.ts";
import type { SpecDiff } from "./spec-diff.ts";

/** What a plan does with one instance, most destructive first. `wait` is wanted and does not fit anywhere now. */
export const planVerbs = ["stop", "replace", "inPlace", "create", "wait", "keep"] as const;
export type PlanVerb = (typeof planVerbs)[number];
export type PlanCounts = { readonly [verb in PlanVerb]: number };

/** What makes a plan do something with an instance; finer than the verb, for those who count as Nomad does. */
export const planCauses = [
  "unchanged",
  "new",
  "wanted",
  "changed",
  "unwanted",
  "drained",
  "rescheduled",
  "lost",
  "disconnected",
  "reconnected",
  "preempts",
  "canary",
] as const;
export type PlanCause = (typeof planCauses)[number];

export type PlannedInstance = {
  readonly group: string;
  readonly index: number;
  readonly verb: PlanVerb;
  readonly cause: PlanCause;
  /** A rollout comes to it later: where it will run then is not known yet. */
  readonly isLater: boolean;
  /** It runs beside the one that is there until the rollout is promoted. */
  readonly isCanary: boolean;
  /** One sentence: why this happens to this instance. */
  readonly reason: string;
  readonly from: {
    readonly allocation: string;
    readonly node: string;
    readonly version: number;
  } | null;
  readonly to: {
    readonly node: string;
    readonly version: number;
    readonly metrics: PlacementMetrics | null;
  } | null;
};

export type PlannedGroup = {
  readonly name: string;
  readonly countBefore: number | null;
  readonly countAfter: number;
  readonly counts: PlanCounts;
  /** Instances by why something happens to them, or will; those that nothing happens to left out. */
  readonly causes: { readonly [cause in PlanCause]?: number };
  /** Why some instances fit nowhere; null when all do. */
  readonly failure: PlacementMetrics | null;
};

/** An instance of another job that has to make room. */
export type PlannedPreemption = {
  readonly namespace: string;
  readonly jobId: string;
  readonly priority: number;
  readonly group: string;
  readonly index: number;
  readonly allocation: string;
  readonly node: string;
  /** The instance of this job that needs the room. */
  readonly for: { readonly group: string; readonly index: number };
};

/** A decision not yet committed: what would happen, instance by instance, if the change were applied now. */
export type Plan = {
  readonly namespace: string;
  readonly id: string;
  /** What the plan rests on; `jobModifyIndex` is the check index for applying it, 0 when the job is new. */
  readonly base: {
    readonly version: number | null;
    readonly jobModifyIndex: number;
    readonly index: number;
  };
  /** The version that applying makes; equal to the base's when nothing in the specification changes. */
  readonly version: number;
  readonly counts: PlanCounts;
  readonly groups: readonly PlannedGroup[];
  readonly instances: readonly PlannedInstance[];
  readonly preemptions: readonly PlannedPreemption[];
  /** What the scheduler will look at later: a blocked evaluation, or a delayed one with its time. */
  readonly followUps: readonly {
    readonly status: "blocked" | "pending";
    readonly at: number | null;
    readonly why: string;
  }[];
  /** The next times a periodic job is launched, milliseconds since the epoch. */
  readonly nextLaunches: readonly number[];
  readonly diff: SpecDiff;
  readonly warnings: readonly string[];
};

/** A plan without its instances, for those who only count them. */
export type PlanSummary = Omit<Plan, "instances">;

export const noPlanCounts: PlanCounts = {
  stop: 0,
  replace: 0,
  inPlace: 0,
  create: 0,
  wait: 0,
  keep: 0,
};

/** The plan would change nothing that runs, now or when room is found. */
export const isEmptyPlan = (plan: Plan): boolean =>
  plan.counts.stop + plan.counts.replace + plan.counts.inPlace + plan.counts.create === 0;
