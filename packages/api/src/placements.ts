import { z } from "zod";

const count = z.int().min(0);

const shortage = z.strictObject({
  dimension: z.enum(["cpuMhz", "memoryMb", "diskMb"]),
  asked: z.number(),
  free: z.number(),
  total: z.number(),
  nodes: count,
});

/** How the nodes were looked at for one placement. Counts are of nodes. */
export const placementMetrics = z.strictObject({
  nodesEvaluated: count,
  nodesFiltered: count,
  nodesExhausted: count,
  nodesAvailable: z.record(z.string(), count),
  nodesInPool: count,
  classFiltered: z.record(z.string(), count),
  classExhausted: z.record(z.string(), count),
  otherwiseExhausted: z.record(z.string(), count),
  constraintFiltered: z.record(z.string(), count),
  shortages: z.array(shortage).readonly(),
  scores: z
    .array(
      z.strictObject({
        nodeId: z.string(),
        scores: z.record(z.string(), z.number()),
        normScore: z.number(),
      }),
    )
    .readonly(),
  coalescedFailures: count,
});
export type PlacementMetrics = z.infer<typeof placementMetrics>;
