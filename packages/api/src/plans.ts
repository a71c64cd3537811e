import { z } from "zod";
import { planCauses, planVerbs } from "@longshore/core/model";
import { instanceRange, rolloutOptions } from "./deployments.ts";
import { jobType, specDiff } from "./jobs.ts";
import { placementMetrics } from "./placements.ts";

const count = z.int().min(0);
/** How the rollout of a change differs from what the definition says. */
const rolledOut = { rollout: rolloutOptions.optional() };

/** What would be done; the same body plans it (`POST /api/plan`) and applies it (`POST /api/apply`). */
export const change = z.discriminatedUnion("type", [
  /** `definition`: a Nomad job specification in JSON, bare or as `{"Job": …}`. */
  z.strictObject({ type: z.literal("register"), definition: z.unknown(), ...rolledOut }),
  z.strictObject({ type: z.literal("stop"), namespace: z.string(), id: z.string() }),
  z.strictObject({ type: z.literal("start"), namespace: z.string(), id: z.string(), ...rolledOut }),
  /** Replaces what runs by the same, a few at a time. `instances`: only these numbers, both ends included. */
  z.strictObject({
    type: z.literal("restart"),
    namespace: z.string(),
    id: z.string(),
    instances: z.array(instanceRange).min(1).max(1000).optional(),
    ...rolledOut,
  }),
  z.strictObject({
    type: z.literal("scale"),
    namespace: z.string(),
    id: z.string(),
    group: z.string(),
    count,
  }),
  z.strictObject({
    type: z.literal("revert"),
    namespace: z.string(),
    id: z.string(),
    /** By its number or its tag. */
    version: z.union([count, z.string()]),
    ...rolledOut,
  }),
  z.strictObject({ type: z.literal("purge"), namespace: z.string(), id: z.string() }),
]);
export type Change = z.infer<typeof change>;

export const planRequest = z.strictObject({ change });
export type PlanRequest = z.infer<typeof planRequest>;

export const applyRequest = z.strictObject({
  change,
  /** The plan's `base.jobModifyIndex`: refused as `stale-plan` when the job's specification has moved since; 0 means only if the job is new. */
  checkIndex: count.optional(),
});
export type ApplyRequest = z.infer<typeof applyRequest>;

export const verbCounts = z.strictObject(
  Object.fromEntries(planVerbs.map((verb) => [verb, count])) as Record<(typeof planVerbs)[number], typeof count>,
);

export const plannedInstance = z.strictObject({
  group: z.string(),
  index: count,
  verb: z.enum(planVerbs),
  cause: z.enum(planCauses),
  /** A rollout comes to it later: where it will run then is not known yet. */
  isLater: z.boolean(),
  /** It runs beside the one that is there until the rollout is promoted. */
  isCanary: z.boolean(),
  reason: z.string(),
  from: z.strictObject({ allocation: z.string(), node: z.string(), version: count }).nullable(),
  to: z.strictObject({ node: z.string(), version: count, metrics: placementMetrics.nullable() }).nullable(),
});
export type PlannedInstance = z.infer<typeof plannedInstance>;

/** An instance of another job that has to make room. */
export const plannedPreemption = z.strictObject({
  namespace: z.string(),
  jobId: z.string(),
  priority: z.int(),
  group: z.string(),
  index: count,
  allocation: z.string(),
  node: z.string(),
  for: z.strictObject({ group: z.string(), index: count }),
});

export const planReply = z.strictObject({
  namespace: z.string(),
  id: z.string(),
  type: jobType,
  /** Instances, preemptions and metrics name nodes by id; their names are here. */
  nodes: z.record(z.string(), z.string()),
  base: z.strictObject({ version: count.nullable(), jobModifyIndex: count, index: count }),
  version: count,
  counts: verbCounts,
  groups: z.array(
    z.strictObject({
      name: z.string(),
      countBefore: count.nullable(),
      countAfter: count,
      counts: verbCounts,
      causes: z.partialRecord(z.enum(planCauses), count),
      failure: placementMetrics.nullable(),
      /** The failure in words, with numbers: `Memory: 4096 MiB asked, 1200 MiB free on the best of 1 node`. */
      failureText: z.string().nullable(),
    }),
  ),
  instances: z.array(plannedInstance).readonly(),
  preemptions: z.array(plannedPreemption).readonly(),
  followUps: z
    .array(z.strictObject({ status: z.enum(["blocked", "pending"]), at: z.number().nullable(), why: z.string() }))
    .readonly(),
  nextLaunches: z.array(z.number()).readonly(),
  diff: specDiff,
  warnings: z.array(z.string()).readonly(),
});
export type PlanReply = z.infer<typeof planReply>;

/** A plan without its instances. */
export const planSummary = planReply.omit({ instances: true });
export type PlanSummaryReply = z.infer<typeof planSummary>;

export const applyReply = z.strictObject({
  namespace: z.string(),
  id: z.string(),
  evaluationId: z.string().nullable(),
  jobModifyIndex: count,
  version: count,
  index: count,
  warnings: z.array(z.string()),
});
export type ApplyReply = z.infer<typeof applyReply>;
