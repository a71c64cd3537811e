import type { NodeKey } from "../model/ids.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import { dimensions } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import type { ReadTable } from "../table.ts";

/** All nodes, in the order of their keys, and what follows from them alone. A node's position is its place in `all`. */
export type Fleet = {
  readonly all: readonly Node[];
  readonly draining: readonly Node[];
  /** By node key; -1 where there is no such node. */
  readonly positions: Int32Array;
  /** By position, three for each node in the order of `dimensions`: what it has. */
  readonly totals: Float64Array;
  /** By position: the node's key. */
  readonly keys: Int32Array;
  /** By position: 1 where new work is taken. */
  readonly isOpen: Uint8Array;
  readonly classes: readonly NodeClass[];
  /** By position: which of `classes` it is of. */
  readonly classOf: Int32Array;
};

/** The nodes of one computed class. */
export type NodeClass = {
  /** Stands for all of them. */
  readonly node: Node;
  readonly size: number;
  /** Those that take new work. */
  readonly open: number;
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

const classesOf = (all: readonly Node[]): Pick<Fleet, "classes" | "classOf"> => {
  const numbers = new Map<string, number>();
  const classes: { readonly node: Node; size: number; open: number }[] = [];
  const classOf = new Int32Array(all.length);
  for (const [position, node] of all.entries()) {
    const number = numbers.get(node.computedClass) ?? classes.length;
    numbers.set(node.computedClass, number);
    classOf[position] = number;
    const own = (classes[number] ??= { node, size: 0, open: 0 });
    own.size += 1;
    if (acceptsPlacements(node)) own.open += 1;
  }
  return { classes, classOf };
};

const build = (all: readonly Node[]): Fleet => ({
  all,
  draining: all.filter((node) => node.drain !== null),
  positions: positionsOf(all),
  totals: totalsOf(all),
  keys: Int32Array.from(all, (node) => node.key),
  isOpen: Uint8Array.from(all, (node) => (acceptsPlacements(node) ? 1 : 0)),
  ...classesOf(all),
});

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
