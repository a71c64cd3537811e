import { z } from "zod";
import { permission } from "./jobs.ts";

const count = z.int().min(0);
/** Milliseconds; null: for good. */
const kept = z
  .int()
  .min(0)
  .max(10 * 365 * 86_400_000)
  .nullable();

/** How long what has ended is kept. What runs, waits, is tagged or is still needed stays in any case. */
export const retention = z.strictObject({
  /** Versions of each job, the newest ones. */
  versions: z.int().min(1).max(1000),
  evaluationsMs: kept,
  batchEvaluationsMs: kept,
  allocationsMs: kept,
  batchAllocationsMs: kept,
  deploymentsMs: kept,
  /** Jobs that are stopped, or have run to their end. */
  jobsMs: kept,
  childrenMs: kept,
  /** Between two looks at what may go. */
  everyMs: z.int().min(1000).max(86_400_000),
  /** Entries of the journal that are kept beyond what its snapshots need: time travel reaches back as far. */
  journalEntries: z.int().min(1000).max(1_000_000_000),
});
export const retentionReply = retention.extend({ can: z.strictObject({ change: permission }) });
export type RetentionReply = z.infer<typeof retentionReply>;

/** How much of each kind was forgotten. */
export const collectReply = z.strictObject({
  jobs: count,
  allocations: count,
  evaluations: count,
  deployments: count,
  plans: count,
  versions: count,
  instances: count,
  names: count,
});
export type CollectReply = z.infer<typeof collectReply>;
