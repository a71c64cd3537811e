import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { Node } from "../model/node.ts";
import { noCapacity } from "../model/resources.ts";
import { registeredNode } from "../nodes/registered-node.ts";
import type { Evolution } from "./evolution.ts";
import { forgetNode } from "./jobs.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const put = (on: Evolution, changed: Node): void => {
  const node = { ...changed, modifyIndex: on.index };
  on.state.nodes.set(node.key, node);
  on.state.indexes.nodes = on.index;
  on.touched.nodes.set(node.key, node);
};

const known = (on: Evolution, key: number): Node => must(on.state.nodes.get(key), "node");

export const evolveNodeRegistered = (on: Evolution, event: Of<"nodeRegistered">): void => {
  const { state } = on;
  const before = state.nodes.get(event.node);
  state.next.node = Math.max(state.next.node, event.node + 1);
  if (!state.used.has(event.node)) state.used.set(event.node, noCapacity);
  put(on, registeredNode(event, before, on));
};

export const evolveNodeStatusChanged = (on: Evolution, event: Of<"nodeStatusChanged">): void =>
  put(on, {
    ...known(on, event.node),
    status: event.status,
    statusDescription: event.description,
    statusUpdatedAt: on.at,
  });

export const evolveNodeEligibilityChanged = (on: Evolution, event: Of<"nodeEligibilityChanged">): void =>
  put(on, { ...known(on, event.node), eligibility: event.eligibility });

/** A node that is drained takes nothing new, during the drain and after it. */
export const evolveNodeDrainChanged = (on: Evolution, event: Of<"nodeDrainChanged">): void => {
  const before = known(on, event.node);
  put(on, {
    ...before,
    drain: event.drain,
    eligibility: event.drain === null ? before.eligibility : "ineligible",
  });
};

export const evolveNodeRemoved = (on: Evolution, event: Of<"nodeRemoved">): void => {
  on.state.nodes.delete(event.node);
  on.state.used.delete(event.node);
  on.state.indexes.nodes = on.index;
  on.touched.nodes.set(event.node, null);
  forgetNode(on, event.node);
};
