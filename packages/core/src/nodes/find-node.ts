import type { Node } from "../model/node.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import { fleetOf } from "../schedule/fleet.ts";
import type { StateView } from "../state.ts";

export const nodeById = (view: StateView, id: string): Node | undefined => fleetOf(view).byId.get(id);

export const findNode = (view: StateView, id: string): Result<Node, Rejection> => {
  const node = nodeById(view, id);
  return node === undefined ? no({ kind: "nodeNotFound", id }) : ok(node);
};
