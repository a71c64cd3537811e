import type { Event } from "../event.ts";
import { noCapacity } from "../model/resources.ts";
import type { Evolution } from "./evolution.ts";

export const evolveNodeRegistered = (
  on: Evolution,
  event: Extract<Event, { readonly type: "nodeRegistered" }>,
): void => {
  const { state } = on;
  const before = state.nodes.get(event.node);
  const node = {
    key: event.node,
    id: event.id,
    datacenter: event.datacenter,
    nodeClass: "",
    nodePool: "default",
    meta: {},
    ...event.fingerprint,
    status: "ready" as const,
    eligibility: before?.eligibility ?? ("eligible" as const),
    statusUpdatedAt: on.at,
    createIndex: before?.createIndex ?? on.index,
    modifyIndex: on.index,
  };
  state.next.node = Math.max(state.next.node, event.node + 1);
  state.nodes.set(event.node, node);
  if (!state.used.has(event.node)) state.used.set(event.node, noCapacity);
  state.indexes.nodes = on.index;
  on.touched.nodes.set(event.node, node);
};
