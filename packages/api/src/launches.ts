import { z } from "zod";

const count = z.int().min(0);
/** Milliseconds since the epoch, UTC. */
const time = z.number();

/** What the clock does for a job from which children are launched. */
export const launches = z.strictObject({
  /** Null for a parameterized job, which is launched by whoever dispatches it. */
  schedule: z
    .strictObject({
      enabled: z.boolean(),
      specs: z.array(z.string()).readonly(),
      timeZone: z.string(),
      prohibitOverlap: z.boolean(),
      /** What becomes of instants that came due while nobody looked; null: the newest is launched. */
      missedRuns: z.strictObject({ policy: z.string(), most: count }).nullable(),
    })
    .nullable(),
  /** What a dispatch gives; null for a periodic job. */
  parameters: z
    .strictObject({
      payload: z.string(),
      metaRequired: z.array(z.string()).readonly(),
      metaOptional: z.array(z.string()).readonly(),
    })
    .nullable(),
  /** The next times; empty when nothing is launched by the clock. */
  next: z.array(time).readonly(),
  /** `missed`: instants before it that were due and that nobody launched, a hundred standing for any more. */
  last: z
    .strictObject({
      at: time,
      missed: count,
      missedFrom: time.optional(),
      child: z.string(),
      forced: z.boolean(),
    })
    .nullable(),
  /** The newest launch that was left out, and how many ever were. */
  skipped: z
    .strictObject({ at: time, missed: count, missedFrom: time.optional(), why: z.string(), times: count })
    .nullable(),
  /**
   * The newest instants that nobody launched when they came due: from the first to the newest that was due with them, which was launched
   * unless such instants are skipped; a hundred stands for any more; how often that happened, ever.
   */
  missed: z.strictObject({ from: time, until: time, count, noticedAt: time, times: count }).nullable(),
  /** Its children by Nomad's status. */
  children: z.strictObject({ pending: count, running: count, dead: count }),
});
export type Launches = z.infer<typeof launches>;

export const forceLaunchReply = z.strictObject({
  index: count,
  evaluationId: z.string(),
  /** The child's id. */
  child: z.string(),
});
export type ForceLaunchReply = z.infer<typeof forceLaunchReply>;
