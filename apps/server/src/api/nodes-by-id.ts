import type { Node } from "@longshore/core/model";
import { fleetOf, type Fleet } from "@longshore/core/schedule/fleet";
import type { StateView } from "@longshore/core/state";

const known = new WeakMap<Fleet, ReadonlyMap<string, Node>>();

/** Worked out once for as long as no node changes. */
export const nodesById = (view: Pick<StateView, "nodes">): ReadonlyMap<string, Node> => {
  const fleet = fleetOf(view);
  const kept = known.get(fleet);
  if (kept !== undefined) return kept;
  const byId = new Map(fleet.all.map((node) => [node.id, node]));
  known.set(fleet, byId);
  return byId;
};
