import { z } from "zod";
import { permission } from "./jobs.ts";

/** How the scheduler goes about it, for the whole installation. */
export const schedulerSettings = z.strictObject({
  /** `binpack` fills nodes, `spread` levels them. */
  algorithm: z.enum(["binpack", "spread"]),
  /** Whether jobs of a type may push out what is at least 10 less important. */
  preemption: z.strictObject({
    service: z.boolean(),
    batch: z.boolean(),
    system: z.boolean(),
    sysbatch: z.boolean(),
  }),
});

export const schedulerReply = schedulerSettings.extend({ can: z.strictObject({ change: permission }) });
export type SchedulerReply = z.infer<typeof schedulerReply>;
export type SchedulerRequest = z.infer<typeof schedulerSettings>;
