import { demandBeside, usedOn } from "../capacity.ts";
import type { Allocation } from "../model/allocation.ts";
import type { NodeKey } from "../model/ids.ts";
import type { JobSpec, TaskGroup } from "../model/job-spec.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import { noPlacementMetrics, type PlacementMetrics, type Shortage } from "../model/placement.ts";
import { demandOf, dimensions, minus, noCapacity, plus, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { isAmong, obstacles } from "./feasible.ts";

/** What the decisions made so far add to, or take from, what the committed state says is used. */
export type Claims = Map<NodeKey, Capacity>;

export const claim = (claims: Claims, node: NodeKey, amount: Capacity): void =>
  void claims.set(node, plus(claims.get(node) ?? noCapacity, amount));
export const release = (claims: Claims, node: NodeKey, amount: Capacity): void =>
  void claims.set(node, minus(claims.get(node) ?? noCapacity, amount));

/** The nodes that can take a group, and how the others were ruled out: the same for all of its instances. */
export type Candidates = {
  readonly nodes: readonly Node[];
  readonly demand: Capacity;
  readonly base: PlacementMetrics;
};

export type Placement = { readonly node: Node; readonly metrics: PlacementMetrics; readonly held: Capacity };

const keptScores = 3;

export const candidatesFor = (view: StateView, spec: JobSpec, group: TaskGroup): Candidates => {
  const nodes: Node[] = [];
  const available = new Map<string, number>();
  const ruledOut = new Map<string, number>();
  let filtered = 0;
  const all = [...view.nodes.entries()].map(([, node]) => node).toSorted((a, b) => a.key - b.key);
  for (const node of all) {
    if (!acceptsPlacements(node) || !isAmong(node, spec)) continue;
    const reasons = obstacles(node, spec, group);
    available.set(node.datacenter, (available.get(node.datacenter) ?? 0) + 1);
    if (reasons.length === 0) nodes.push(node);
    else filtered += 1;
    for (const reason of reasons) ruledOut.set(reason, (ruledOut.get(reason) ?? 0) + 1);
  }
  const base = {
    ...noPlacementMetrics,
    nodesInPool: all.length,
    nodesEvaluated: nodes.length + filtered,
    nodesFiltered: filtered,
    nodesExhausted: 0,
    nodesAvailable: Object.fromEntries(available),
    constraintFiltered: Object.fromEntries(ruledOut),
    shortages: [],
    scores: [],
    coalescedFailures: 0,
  };
  return { nodes, demand: demandOf(group), base };
};

/** Nomad's bin packing: 18 is a node filled to the brim, 0 an empty one; as a share of 18. */
const binpack = (node: Node, used: Capacity): number => {
  const free = (dimension: "cpuMhz" | "memoryMb"): number =>
    node.resources[dimension] === 0 ? 0 : 1 - used[dimension] / node.resources[dimension];
  return Math.min(18, Math.max(0, 20 - (10 ** free("cpuMhz") + 10 ** free("memoryMb")))) / 18;
};

const shortagesOf = (
  looked: readonly { readonly node: Node; readonly asked: Capacity; readonly free: Capacity }[],
): readonly Shortage[] =>
  dimensions.flatMap((dimension): Shortage[] => {
    const short = looked.filter(({ asked, free }) => asked[dimension] > free[dimension]);
    const [first] = short.toSorted((a, b) => b.free[dimension] - a.free[dimension]);
    if (first === undefined) return [];
    return [
      {
        dimension,
        asked: first.asked[dimension],
        free: first.free[dimension],
        total: first.node.resources[dimension],
        nodes: short.length,
      },
    ];
  });

/**
 * The best node for one more instance, or why there is none. `predecessor` is the allocation it replaces, whose share of its own node
 * it takes over. Deterministic: the highest score wins, then the lowest node key.
 */
export const place = (
  view: StateView,
  at: { readonly candidates: Candidates; readonly claims: Claims },
  predecessor: Allocation | undefined,
): Placement | PlacementMetrics => {
  const { candidates, claims } = at;
  const looked = candidates.nodes.map((node) => {
    const used = plus(usedOn(view, node.key), claims.get(node.key) ?? noCapacity);
    const asked = demandBeside(candidates.demand, predecessor, node.key);
    const free = minus(node.resources, used);
    return {
      node,
      asked,
      free,
      fits: dimensions.every((dimension) => asked[dimension] <= free[dimension]),
      score: binpack(node, plus(used, asked)),
    };
  });
  const fitting = looked.filter(({ fits }) => fits).toSorted((a, b) => b.score - a.score || a.node.key - b.node.key);
  const scores = fitting
    .slice(0, keptScores)
    .map(({ node, score }) => ({ nodeId: node.id, scores: { binpack: score }, normScore: score }));
  const exhausted = looked.filter(({ fits }) => !fits);
  const metrics: PlacementMetrics = { ...candidates.base, nodesExhausted: exhausted.length, scores };
  const [best] = fitting;
  if (best === undefined) return { ...metrics, shortages: shortagesOf(exhausted) };
  return { node: best.node, metrics, held: best.asked };
};
