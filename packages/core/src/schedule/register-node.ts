import type { RegisterNode } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import { ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { unblockAll } from "./unblock.ts";

/** A node reports itself; what was blocked looks again when anything about it changed. */
export const registerNode = (view: StateView, command: RegisterNode): Decided => {
  const known = [...view.nodes.entries()].find(([, node]) => node.id === command.id)?.[1];
  const { name, attributes, drivers, resources } = command.fingerprint;
  if (
    known?.status === "ready" &&
    sameJson(
      [known.name, known.attributes, known.drivers, known.resources, known.datacenter],
      [name, attributes, drivers, resources, command.datacenter],
    )
  )
    return ok(nothing);
  return happened([
    {
      type: "nodeRegistered",
      node: known?.key ?? view.next.node,
      id: command.id,
      datacenter: command.datacenter,
      fingerprint: { name, attributes, drivers, resources },
    },
    ...unblockAll(view),
  ]);
};
