import type { NodeKey } from "../model/ids.ts";
import type { Node } from "../model/node.ts";
import { dimensions } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import type { ReadTable } from "../table.ts";

/** All nodes, in the order of their keys, and what follows from them alone. A node's position is its place in `all`. */
export type Fleet = {
  readonly all: readonly Node[];
  readonly draining: readonly Node[];
  /** By node key; -1 where there is no such node. */
  readonly positions: Int32Array;
  /** What the nodes have: three numbers per position, in the order of `dimensions`. */
  readonly totals: Float64Array;
  /** One node of each computed class. */
  readonly classes: readonly Node[];
  /** By position: which of `classes` it is of. */
  readonly classOf: Int32Array;
};

const known = new WeakMap<ReadTable<number, Node>, { readonly revision: number; readonly fleet: Fleet }>();
/** The fleet worked out last: plans and rehearsals look at copies of the table that hold the same nodes. */
let latest: WeakRef<Fleet> | undefined;

const positionsOf = (all: readonly Node[]): Int32Array => {
  const positions = new Int32Array((all.at(-1)?.key ?? 0) + 1).fill(-1);
  for (const [position, node] of all.entries()) positions[node.key] = position;
  return positions;
};

const totalsOf = (all: readonly Node[]): Float64Array => {
  const totals = new Float64Array(all.length * dimensions.length);
  for (const [position, { resources }] of all.entries())
    for (const [at, dimension] of dimensions.entries())
      totals[position * dimensions.length + at] = resources[dimension];
  return totals;
};

const build = (all: readonly Node[]): Fleet => {
  const numbers = new Map<string, number>();
  const classes: Node[] = [];
  const classOf = new Int32Array(all.length);
  for (const [position, node] of all.entries()) {
    const number = numbers.get(node.computedClass) ?? classes.length;
    if (number === classes.length) {
      numbers.set(node.computedClass, number);
      classes.push(node);
    }
    classOf[position] = number;
  }
  return {
    all,
    draining: all.filter((node) => node.drain !== null),
    positions: positionsOf(all),
    totals: totalsOf(all),
    classes,
    classOf,
  };
};

const isOf = (fleet: Fleet | undefined, all: readonly Node[]): fleet is Fleet =>
  fleet?.all.length === all.length && all.every((node, position) => fleet.all[position] === node);

/** What follows from the nodes alone, worked out once for as long as no node changes. */
export const fleetOf = ({ nodes }: Pick<StateView, "nodes">): Fleet => {
  const revision = nodes.revision();
  const kept = known.get(nodes);
  if (kept?.revision === revision) return kept.fleet;
  const all = [...nodes.entries()].map(([, node]) => node).toSorted((a, b) => a.key - b.key);
  const before = latest?.deref();
  const fleet = isOf(before, all) ? before : build(all);
  latest = new WeakRef(fleet);
  known.set(nodes, { revision, fleet });
  return fleet;
};

/** Undefined for a node that is gone. */
export const positionOf = (fleet: Fleet, node: NodeKey): number | undefined => {
  const position = fleet.positions[node] ?? -1;
  return position === -1 ? undefined : position;
};
