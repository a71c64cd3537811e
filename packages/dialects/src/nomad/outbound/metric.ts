import { dimensionWords, noPlacementMetrics, type PlacementMetrics } from "@longshore/core/model";
import { float, orNull } from "../json.ts";
import type * as wire from "../wire.ts";

export const metricToWire = (given: PlacementMetrics | null, nodePool: string): wire.AllocMetric => {
  const metrics = given ?? noPlacementMetrics;
  return {
    NodesEvaluated: metrics.nodesEvaluated,
    NodesFiltered: metrics.nodesFiltered,
    NodesInPool: metrics.nodesInPool,
    NodePool: nodePool,
    NodesAvailable: metrics.nodesAvailable,
    ClassFiltered: orNull(metrics.classFiltered),
    ConstraintFiltered: orNull(metrics.constraintFiltered),
    NodesExhausted: metrics.nodesExhausted,
    ClassExhausted: orNull(metrics.classExhausted),
    DimensionExhausted: orNull(
      Object.fromEntries([
        ...metrics.shortages.map((shortage) => [dimensionWords[shortage.dimension], shortage.nodes] as const),
        ...Object.entries(metrics.otherwiseExhausted),
      ]),
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

export const failuresToWire = (
  groups: { readonly [group: string]: PlacementMetrics },
  nodePool: string,
): { readonly [group: string]: wire.AllocMetric } | null =>
  orNull(Object.fromEntries(Object.entries(groups).map(([name, metrics]) => [name, metricToWire(metrics, nodePool)])));
