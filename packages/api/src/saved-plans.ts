import { z } from "zod";
import { planVerdicts } from "@longshore/core/model";
import { originSchema, permission } from "./jobs.ts";
import { change, plannedInstance, planReply, planSummary, plannedPreemption, verbCounts } from "./plans.ts";

const count = z.int().min(0);
const time = z.number();
/** At most so many characters are kept of what is said of a plan. */
const comment = z.string().max(2000);
const digest = z.string().regex(/^[0-9a-f]{16}$/);

/** `POST /api/plans`: plans the change and keeps the plan. Nothing is changed. */
export const savePlanRequest = z.strictObject({ change, comment: comment.optional() });
export type SavePlanRequest = z.infer<typeof savePlanRequest>;

export const planVerdict = z.enum(planVerdicts);

export const savedPlanItem = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  jobId: z.string(),
  /** What it does with the job. */
  type: z.enum(["register", "stop", "start", "restart", "scale", "revert", "purge"]),
  author: originSchema,
  comment: z.string(),
  verdict: planVerdict,
  /** What it rests on. */
  base: z.strictObject({ version: count.nullable(), jobModifyIndex: count, index: count }),
  /** The job's version after it. */
  version: count,
  counts: verbCounts,
  /** Of what it would do; the same digest does the same. */
  digest,
  review: z.strictObject({ approves: z.boolean(), comment: z.string(), by: originSchema, at: time }).nullable(),
  applied: z
    .strictObject({
      by: originSchema,
      at: time,
      index: count,
      /** The job's version after it; null when the job was purged. */
      version: count.nullable(),
      /** The digest of the plan as it was then, where it was no longer the one that was saved. */
      reviewed: z.string().nullable(),
    })
    .nullable(),
  createdAt: time,
  expiresAt: time,
  modifyIndex: count,
});
export type SavedPlanItem = z.infer<typeof savedPlanItem>;

export const savedPlanReply = z.strictObject({ saved: savedPlanItem, plan: planReply, index: count });
export type SavedPlanReply = z.infer<typeof savedPlanReply>;

export const savedPlanListQuery = z.strictObject({
  namespace: z.string().optional(),
  /** A job's whole id. */
  job: z.string().max(256).optional(),
  /** Comma-separated verdicts. */
  state: z.string().optional(),
  /** A name. */
  author: z.string().max(256).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});
/** Newest first. */
export const savedPlanList = z.strictObject({
  items: z.array(savedPlanItem),
  next: z.string().nullable(),
  index: count,
});
export type SavedPlanList = z.infer<typeof savedPlanList>;

export const savedPlanDetail = savedPlanItem.extend({
  /** As it was asked for; a definition is a Nomad job specification in JSON. */
  change: z.record(z.string(), z.unknown()),
  /** The plan without its instances; null when it is not kept any more. */
  plan: planSummary.nullable(),
  instances: count,
  /** The namespace's rule asks for somebody else's approval before it is applied. */
  needsApproval: z.boolean(),
  can: z.strictObject({ approve: permission, reject: permission, apply: permission }),
});
export type SavedPlanDetail = z.infer<typeof savedPlanDetail>;

export const plannedInstancesQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});
/** In the plan's order; `nodes` has the names of the nodes in it. */
export const plannedInstances = z.strictObject({
  items: z.array(plannedInstance).readonly(),
  next: z.string().nullable(),
  total: count,
  nodes: z.record(z.string(), z.string()),
});
export type PlannedInstances = z.infer<typeof plannedInstances>;

const diffLine = z.strictObject({
  kind: z.enum(["none", "added", "deleted", "edited"]),
  old: z.string(),
  new: z.string(),
});
/** `a` and `b` are the two plans; null: it is not in that one. */
export const planComparison = z.strictObject({
  isSame: z.boolean(),
  /** A window of them, in the order of group and number: see `from` and `limit` of the query. */
  instances: z.array(
    z.strictObject({
      group: z.string(),
      index: count,
      a: plannedInstance.nullable(),
      b: plannedInstance.nullable(),
    }),
  ),
  /** Instances that differ, all of them. */
  total: count,
  /** Lines of the definition's difference; the path goes from the outside in. */
  lines: z.array(
    z.strictObject({ path: z.array(z.string()).readonly(), a: diffLine.nullable(), b: diffLine.nullable() }),
  ),
  preemptions: z.strictObject({ a: z.array(plannedPreemption), b: z.array(plannedPreemption) }),
});
export type PlanComparisonReply = z.infer<typeof planComparison>;

/** Which of the instances that differ are told. */
export const comparisonQuery = z.strictObject({
  from: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
});

/** Whether the plan is still true. */
export const planNow = z.strictObject({
  verdict: planVerdict,
  /** `over`: nothing more comes of it, so nobody looked. */
  truth: z.enum(["true", "stale", "over"]),
  digest,
  /** Of the plan as it is now; null when its change cannot be made now, or nobody looked. */
  digestNow: digest.nullable(),
  /** Why its change cannot be made now, in one sentence. */
  refused: z.string().nullable(),
  /** What moved, one sentence each, the most telling first. */
  why: z.array(z.string()),
  moved: z.strictObject({
    /** The job went from one version to another; null: it is as it was. */
    job: z
      .strictObject({
        from: count.nullable(),
        to: count.nullable(),
        by: originSchema.nullable(),
        at: time.nullable(),
      })
      .nullable(),
    /** Nodes that the plan uses and that changed; `to` null: removed. */
    nodes: z.array(z.strictObject({ id: z.string(), name: z.string(), from: z.string(), to: z.string().nullable() })),
    /** The plan as it was saved (a) beside the plan as it is now (b). */
    comparison: planComparison.nullable(),
  }),
  nodes: z.record(z.string(), z.string()),
  index: count,
});
export type PlanNow = z.infer<typeof planNow>;

export const plansCompared = planComparison.extend({
  a: savedPlanItem,
  b: savedPlanItem,
  nodes: z.record(z.string(), z.string()),
});
export type PlansCompared = z.infer<typeof plansCompared>;

export const reviewRequest = z.strictObject({ comment: comment.optional() });
export const reviewReply = z.strictObject({ plan: savedPlanItem, index: count });

export const applyPlanRequest = z.strictObject({
  /** The digest of the plan as it is now: what has changed since was looked at. Without it only a plan that is true is applied. */
  reviewed: digest.optional(),
});
export type ApplyPlanRequest = z.infer<typeof applyPlanRequest>;

export const applyPlanReply = z.strictObject({
  plan: savedPlanItem,
  evaluationId: z.string().nullable(),
  jobModifyIndex: count,
  version: count,
  index: count,
});

export const namespaceRules = z.strictObject({
  /** A change, a stop excepted, is made only from a plan that somebody other than its author approved. */
  approval: z.boolean(),
});
export const namespaceRulesReply = namespaceRules.extend({
  namespace: z.string(),
  can: z.strictObject({ change: permission }),
});
