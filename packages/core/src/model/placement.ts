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
