import { usedOn } from "@longshore/core/capacity";
import type { NodeItem } from "@longshore/api/allocations";
import { json, type Handler } from "./handler.ts";

export const listNodes: Handler = ({ kernel, reader }) => {
  const view = kernel.view();
  const live = new Map<number, number>();
  for (const [, keys] of view.liveOfJob.entries()) {
    for (const key of keys) {
      const node = view.allocations.get(key)?.node;
      if (node !== undefined) live.set(node, (live.get(node) ?? 0) + 1);
    }
  }
  const items = reader.nodes().map((node): NodeItem => ({
    id: node.id,
    name: node.name,
    datacenter: node.datacenter,
    nodePool: node.nodePool,
    status: node.status,
    eligibility: node.eligibility,
    resources: node.resources,
    used: usedOn(view, node.key),
    allocations: live.get(node.key) ?? 0,
    attributes: node.attributes,
    drivers: node.drivers,
  }));
  return json({ items, index: reader.tableIndex("nodes") });
};
