import { dimensionWords, type PlacementMetrics } from "@longshore/core/model";
import { float, orNull } from "../json.ts";
import type * as wire from "../wire.ts";

/** The metrics of a placement that kept none. */
const noMetrics: PlacementMetrics = {
  nodesEvaluated: 0,
  nodesFiltered: 0,
  nodesExhausted: 0,
  nodesAvailable: {},
  constraintFiltered: {},
  shortages: [],
  scores: [],
  coalescedFailures: 0,
};

export const metricToWire = (given: PlacementMetrics | null): wire.AllocMetric => {
  const metrics = given ?? noMetrics;
  return {
    NodesEvaluated: metrics.nodesEvaluated,
    NodesFiltered: metrics.nodesFiltered,
    NodesInPool: Object.values(metrics.nodesAvailable).reduce((sum, count) => sum + count, 0),
    NodePool: "default",
    NodesAvailable: metrics.nodesAvailable,
    ClassFiltered: null,
    ConstraintFiltered: orNull(metrics.constraintFiltered),
    NodesExhausted: metrics.nodesExhausted,
    ClassExhausted: null,
    DimensionExhausted: orNull(
      Object.fromEntries(metrics.shortages.map((shortage) => [dimensionWords[shortage.dimension], shortage.nodes])),
    ),
    QuotaExhausted: null,
    ResourcesExhausted: null,
    Scores: null,
    ScoreMetaData: orNull(
      metrics.scores.slice(0, 5).map((score) => ({
        NodeID: score.nodeId,
        Scores: Object.fromEntries(Object.entries(score.scores).map(([name, value]) => [name, float(value)])),
        NormScore: float(score.normScore),
      })),
    ),
    AllocationTime: 0,
    CoalescedFailures: metrics.coalescedFailures,
  };
};

export const failuresToWire = (groups: {
  readonly [group: string]: PlacementMetrics;
}): { readonly [group: string]: wire.AllocMetric } | null =>
  orNull(Object.fromEntries(Object.entries(groups).map(([name, metrics]) => [name, metricToWire(metrics)])));
