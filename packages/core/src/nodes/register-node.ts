import type { RegisterNode } from "../command.ts";
import { nothing, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import type { Fingerprint, Node } from "../model/node.ts";
import { ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { nodeById } from "./find-node.ts";
import { registeredNode } from "./registered-node.ts";
import { comesIntoSight } from "./report-node.ts";

const fingerprintOf = (node: Node): Fingerprint => {
  const { name, nodeClass, nodePool, attributes, meta, drivers, resources, ports } = node;
  return { name, nodeClass, nodePool, attributes, meta, drivers, resources, ports };
};

/** A node reports itself, for the first time, changed, or back in sight; what could not be placed looks again. */
export const registerNode = (view: StateView, command: RegisterNode): Decided => {
  const known = nodeById(view, command.id);
  const { id, datacenter, engine, fingerprint } = command;
  if (
    known?.status === "ready" &&
    sameJson([fingerprintOf(known), known.datacenter, known.engine], [fingerprint, datacenter, engine])
  )
    return ok(nothing);
  const node = known?.key ?? view.next.node;
  const registered = { type: "nodeRegistered", node, id, datacenter, engine, fingerprint } as const;
  return comesIntoSight(view, registeredNode(registered, known, { at: 0, index: view.index }), registered);
};
