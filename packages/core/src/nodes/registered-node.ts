import type { Event } from "../event.ts";
import type { Node } from "../model/node.ts";
import { computedClassOf } from "../schedule/computed-class.ts";

/** A node as its registration makes it: up, and as eligible and drained as it was before. */
export const registeredNode = (
  event: Extract<Event, { readonly type: "nodeRegistered" }>,
  before: Node | undefined,
  now: { readonly at: number; readonly index: number },
): Node => ({
  key: event.node,
  id: event.id,
  engine: event.engine,
  datacenter: event.datacenter,
  ...event.fingerprint,
  computedClass: computedClassOf({ datacenter: event.datacenter, ...event.fingerprint }),
  status: "ready",
  statusDescription: "",
  eligibility: before?.eligibility ?? "eligible",
  drain: before?.drain ?? null,
  statusUpdatedAt: now.at,
  createIndex: before?.createIndex ?? now.index,
  modifyIndex: now.index,
});
