import { acceptsPlacements, type Node } from "../model/node.ts";
import type { StateView } from "../state.ts";
import type { ReadTable } from "../table.ts";

/** All nodes, in the order of their keys, and those that matter most often. */
export type Fleet = {
  readonly all: readonly Node[];
  /** Those that take new work. */
  readonly open: readonly Node[];
  readonly draining: readonly Node[];
  readonly byId: ReadonlyMap<string, Node>;
};

const known = new WeakMap<ReadTable<number, Node>, { readonly revision: number; readonly fleet: Fleet }>();

/** What follows from the nodes alone, worked out once for as long as no node changes. */
export const fleetOf = ({ nodes }: Pick<StateView, "nodes">): Fleet => {
  const revision = nodes.revision();
  const kept = known.get(nodes);
  if (kept?.revision === revision) return kept.fleet;
  const all = [...nodes.entries()].map(([, node]) => node).toSorted((a, b) => a.key - b.key);
  const fleet = {
    all,
    open: all.filter(acceptsPlacements),
    draining: all.filter((node) => node.drain !== null),
    byId: new Map(all.map((node) => [node.id, node])),
  };
  known.set(nodes, { revision, fleet });
  return fleet;
};
