import type { JobChange } from "../command.ts";
import type { SavedPlanKey } from "./ids.ts";
import type { Origin } from "./origin.ts";
import type { Plan, PlanCounts, PlannedInstance, PlannedPreemption } from "./plan.ts";
import type { DiffKind } from "./spec-diff.ts";

/** What was said of a plan, or came of it. `expired`: neither in time. */
export const planVerdicts = ["open", "approved", "rejected", "applied", "expired"] as const;
export type PlanVerdict = (typeof planVerdicts)[number];

/** What somebody said of a plan. */
export type PlanReview = {
  readonly approves: boolean;
  readonly comment: string;
  readonly by: Origin;
  readonly at: number;
};

/** A plan that was kept: what it would do never changes, only what is said of it. What it does instance by instance is its `PlanBody`. */
export type SavedPlan = {
  readonly key: SavedPlanKey;
  readonly id: string;
  readonly namespace: string;
  readonly jobId: string;
  readonly author: Origin;
  readonly comment: string;
  /** As it was asked for, its definition included. */
  readonly change: JobChange;
  /** What it rests on: the job's version (null: it is new), its check index, and the journal's index when it was worked out. */
  readonly base: Plan["base"];
  /** The version that applying makes. */
  readonly version: number;
  readonly counts: PlanCounts;
  /** Of what it would do: see `planDigest`. */
  readonly digest: string;
  readonly status: Exclude<PlanVerdict, "expired">;
  /** The last one. */
  readonly review: PlanReview | null;
  readonly applied: {
    readonly by: Origin;
    readonly at: number;
    readonly index: number;
    /** The job's version after it; null when the job is gone. */
    readonly version: number | null;
    /** The digest of the plan as it was then, where it was no longer the one that was saved. */
    readonly reviewed: string | null;
  } | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

/** A node as a plan found it. */
export type PlannedNode = { readonly id: string; readonly modifyIndex: number; readonly state: string };

/** What a saved plan would do, and the nodes that it rests on. */
export type PlanBody = {
  readonly key: SavedPlanKey;
  readonly plan: Plan;
  readonly nodes: readonly PlannedNode[];
};

export const verdictOf = ({ status, expiresAt }: Pick<SavedPlan, "status" | "expiresAt">, now: number): PlanVerdict =>
  (status === "open" || status === "approved") && now >= expiresAt ? "expired" : status;

/** Something may still come of it. */
export const isPending = (verdict: PlanVerdict): boolean => verdict === "open" || verdict === "approved";

/** The one place that says what may be done with a plan; buttons and the server ask the same. */
export const planCan = {
  approve: (plan: SavedPlan, by: string, now: number): boolean =>
    verdictOf(plan, now) === "open" && plan.author.by !== by,
  reject: (plan: SavedPlan, now: number): boolean => isPending(verdictOf(plan, now)),
  apply: (plan: SavedPlan, now: number): boolean => isPending(verdictOf(plan, now)),
};

/** The job of a plan is no longer as it was; `to` null: it is gone. */
export type MovedJob = {
  readonly from: number | null;
  readonly to: number | null;
  /** Who changed it last; null when it is gone. */
  readonly by: Origin | null;
  readonly at: number | null;
};

/** An instance of which two plans do not say the same; null: the plan does not speak of it. */
export type InstanceDifference = {
  readonly group: string;
  readonly index: number;
  readonly a: PlannedInstance | null;
  readonly b: PlannedInstance | null;
};

/** One line of a specification's difference. */
export type DiffLine = { readonly kind: DiffKind; readonly old: string; readonly new: string };

/** A line that two plans do not have alike; null: it is not there. */
export type LineDifference = {
  /** From the outside in, such as `group web`, `task main`, `Env[PORT]`. */
  readonly path: readonly string[];
  readonly a: DiffLine | null;
  readonly b: DiffLine | null;
};

/** Two plans side by side: what they do not say alike. */
export type PlanComparison = {
  readonly isSame: boolean;
  readonly instances: readonly InstanceDifference[];
  readonly lines: readonly LineDifference[];
  /** What only one of them pushes out. */
  readonly preemptions: { readonly a: readonly PlannedPreemption[]; readonly b: readonly PlannedPreemption[] };
};

/** Why a plan is no longer true, or might not be. */
export type Moved = {
  readonly job: MovedJob | null;
  /** Nodes that it rests on and that changed; `to` null: it is gone. */
  readonly nodes: readonly { readonly id: string; readonly from: string; readonly to: string | null }[];
  /** What was saved (a) beside what it would be now (b); null when it is not kept, or cannot be made now. */
  readonly comparison: PlanComparison | null;
};
