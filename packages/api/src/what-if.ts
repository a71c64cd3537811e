import { z } from "zod";
import { whatIfOutcomes } from "@longshore/core/model";
import { jobType } from "./jobs.ts";
import { placementMetrics } from "./placements.ts";

const count = z.int().min(0);

/** `POST /api/what-if`: what would come of it. Nothing is changed. */
export const whatIfRequest = z.discriminatedUnion("type", [
  /** Everything has to leave the node, its drain's deadline having come. */
  z.strictObject({ type: z.literal("drain"), node: z.string(), ignoreSystemJobs: z.boolean().optional() }),
  z.strictObject({ type: z.literal("lose"), node: z.string() }),
  z.strictObject({
    type: z.literal("count"),
    namespace: z.string(),
    id: z.string(),
    group: z.string(),
    count,
  }),
]);
export type WhatIfRequest = z.infer<typeof whatIfRequest>;

export const whatIfReply = z.strictObject({
  /** The state it was asked of. */
  index: count,
  /** Of all namespaces. `preempted`: those that more important jobs push out, whatever becomes of them. */
  counts: z.strictObject({ moves: count, starts: count, stops: count, waits: count, preempted: count }),
  jobs: z.array(
    z.strictObject({
      namespace: z.string(),
      id: z.string(),
      type: jobType,
      priority: z.int(),
      instances: z
        .array(
          z.strictObject({
            group: z.string(),
            index: count,
            /** `waits`: it is wanted and would run nowhere. */
            outcome: z.enum(whatIfOutcomes),
            from: z.string().nullable(),
            to: z.string().nullable(),
            allocation: z.string().nullable(),
            preemptedBy: z.strictObject({ namespace: z.string(), id: z.string() }).nullable(),
            why: z.string(),
          }),
        )
        .readonly(),
      /** Why instances of a group fit nowhere, in words and in numbers. */
      failures: z.array(z.strictObject({ group: z.string(), why: z.string(), metrics: placementMetrics })),
    }),
  ),
  /** What there is besides in namespaces that the token is not for. */
  hidden: z.strictObject({ jobs: count, instances: count }),
  /** False: it had not come to rest when the looking ended, and more may follow. */
  isWhole: z.boolean(),
  /** Names of the nodes that instances name by id. */
  nodes: z.record(z.string(), z.string()),
});
export type WhatIfReply = z.infer<typeof whatIfReply>;
