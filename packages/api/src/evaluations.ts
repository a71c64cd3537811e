import { z } from "zod";
import { evaluationStatuses, evaluationTriggers } from "@longshore/core/model";
import { allocationItem } from "./allocations.ts";
import { jobType } from "./jobs.ts";
import { placementMetrics } from "./placements.ts";

const count = z.int().min(0);
const time = z.number();

export const evaluationStatus = z.enum(evaluationStatuses);
export const evaluationTrigger = z.enum(evaluationTriggers);

export const evaluationItem = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  jobId: z.string(),
  type: jobType,
  triggeredBy: evaluationTrigger,
  status: evaluationStatus,
  statusDescription: z.string(),
  priority: z.int(),
  /** Not before this time. */
  waitUntil: time.nullable(),
  /** Per group, why instances could not be placed, in words; `queued` of them wait. */
  failures: z.array(z.strictObject({ group: z.string(), queued: count, why: z.string() })),
  createdAt: time,
  modifiedAt: time,
  createIndex: count,
  modifyIndex: count,
});
export type EvaluationItem = z.infer<typeof evaluationItem>;

/** Of one job, newest first. */
export const jobEvaluationList = z.strictObject({
  items: z.array(evaluationItem),
  next: z.string().nullable(),
  index: count,
});
export type JobEvaluationList = z.infer<typeof jobEvaluationList>;

export const evaluationListQuery = z.strictObject({
  /** Comma-separated statuses. */
  status: z.string().optional(),
  /** Comma-separated triggers. */
  trigger: z.string().optional(),
  /** A job's whole id. */
  job: z.string().max(256).optional(),
  namespace: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** Of all jobs, newest first. */
export const evaluationList = z.strictObject({
  items: z.array(evaluationItem),
  next: z.string().nullable(),
  /** Per status, of those that match the filter less its status. */
  counts: z.strictObject(
    Object.fromEntries(evaluationStatuses.map((status) => [status, count])) as Record<
      (typeof evaluationStatuses)[number],
      typeof count
    >,
  ),
  /** Those that match the whole filter, and those there are at all. */
  total: count,
  all: count,
  index: count,
});
export type EvaluationList = z.infer<typeof evaluationList>;

/** Another evaluation of the chain. */
const link = z.strictObject({
  id: z.string(),
  status: evaluationStatus,
  triggeredBy: evaluationTrigger,
  waitUntil: time.nullable(),
});
export type EvaluationLink = z.infer<typeof link>;

export const evaluationDetail = evaluationItem.extend({
  /** Why it begins later, in one sentence; null when it does not wait for a time. */
  whyDelayed: z.string().nullable(),
  /** The node whose change asked for it; null when none did, or it is gone. */
  node: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  previous: link.nullable(),
  next: link.nullable(),
  blocked: link.nullable(),
  failedGroups: z.array(
    z.strictObject({ group: z.string(), queued: count, why: z.string(), metrics: placementMetrics }),
  ),
  queued: z.record(z.string(), count),
  /** How far it came while it is worked off: a group and an instance's number. */
  cursor: z.strictObject({ group: z.string(), index: count }).nullable(),
  /** Rows written so far under it. */
  written: count,
  /** How often in a row it failed. */
  failureCount: count,
  jobModifyIndex: count,
  /** Names of nodes that metrics name by id. */
  nodes: z.record(z.string(), z.string()),
});
export type EvaluationDetail = z.infer<typeof evaluationDetail>;

/** What was placed, changed or stopped under it, newest first. */
export const evaluationAllocations = z.strictObject({
  items: z.array(allocationItem),
  next: z.string().nullable(),
  index: count,
});
export type EvaluationAllocations = z.infer<typeof evaluationAllocations>;

export const evaluateReply = z.strictObject({ index: count, evaluationId: z.string().nullable() });
