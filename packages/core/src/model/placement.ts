import type { Dimension } from "./resources.ts";

/** What was short on the nodes that would otherwise have done, in the dimension's unit. */
export type Shortage = {
  readonly dimension: Dimension;
  readonly asked: number;
  /** Free on the best node. */
  readonly free: number;
  readonly total: number;
  readonly nodes: number;
};

/** How the nodes were looked at for one placement. Counts are of nodes. */
export type PlacementMetrics = {
  readonly nodesEvaluated: number;
  readonly nodesFiltered: number;
  readonly nodesExhausted: number;
  readonly nodesAvailable: { readonly [datacenter: string]: number };
  /** Nodes of the job's pool, whatever their state. */
  readonly nodesInPool: number;
  /** By node class, `""` left out. */
  readonly classFiltered: { readonly [nodeClass: string]: number };
  readonly classExhausted: { readonly [nodeClass: string]: number };
  /** What was short besides CPU, memory and disk, such as `network: reserved port collision http=8080`. */
  readonly otherwiseExhausted: { readonly [reason: string]: number };
  /** By the constraint's text or the reason, such as `missing drivers`. */
  readonly constraintFiltered: { readonly [reason: string]: number };
  readonly shortages: readonly Shortage[];
  readonly scores: readonly {
    readonly nodeId: string;
    readonly scores: { readonly [name: string]: number };
    readonly normScore: number;
  }[];
  /** Further instances of the group that failed the same way. */
  readonly coalescedFailures: number;
};

export const noPlacementMetrics: PlacementMetrics = {
  nodesEvaluated: 0,
  nodesFiltered: 0,
  nodesExhausted: 0,
  nodesAvailable: {},
  nodesInPool: 0,
  classFiltered: {},
  classExhausted: {},
  otherwiseExhausted: {},
  constraintFiltered: {},
  shortages: [],
  scores: [],
  coalescedFailures: 0,
};
