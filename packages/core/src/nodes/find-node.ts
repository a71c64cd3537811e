import type { NodeKey } from "../model/ids.ts";
import type { Node } from "../model/node.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import type { StateView } from "../state.ts";
import type { ReadTable } from "../table.ts";

/** The keys of the nodes below `upTo`, by id. Keys only grow, so a table is read through once; what was removed since is found out by looking. */
type Ids = { readonly keys: Map<string, NodeKey>; upTo: NodeKey };

const known = new WeakMap<ReadTable<NodeKey, Node>, Ids>();

export const nodeById = ({ nodes, next }: StateView, id: string): Node | undefined => {
  const ids = known.get(nodes) ?? { keys: new Map<string, NodeKey>(), upTo: 0 };
  known.set(nodes, ids);
  for (; ids.upTo < next.node; ids.upTo++) {
    const node = nodes.get(ids.upTo);
    if (node !== undefined) ids.keys.set(node.id, node.key);
  }
  const key = ids.keys.get(id);
  const node = key === undefined ? undefined : nodes.get(key);
  return node?.id === id ? node : undefined;
};

export const findNode = (view: StateView, id: string): Result<Node, Rejection> => {
  const node = nodeById(view, id);
  return node === undefined ? no({ kind: "nodeNotFound", id }) : ok(node);
};
