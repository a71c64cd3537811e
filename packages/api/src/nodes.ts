import { z } from "zod";
import { allocationItem } from "./allocations.ts";
import { permission } from "./jobs.ts";

const count = z.int().min(0);
const time = z.number();
const amount = z.strictObject({ cpuMhz: z.number(), memoryMb: z.number(), diskMb: z.number() });

export const nodeStatus = z.enum(["initializing", "ready", "down", "disconnected"]);
/** What the list filters by; `draining` and `ineligible` exclude each other. */
export const nodeEligibility = z.enum(["eligible", "ineligible", "draining"]);

export const drain = z.strictObject({
  /** When what is left is moved all at once; null waits without end. */
  deadlineAt: time.nullable(),
  isForced: z.boolean(),
  ignoreSystemJobs: z.boolean(),
  startedAt: time,
  by: z.string(),
  /** Instances that still have to leave. */
  left: count,
});

export const nodeItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Which engine runs its work: `local`, or `simulated`. */
  engine: z.string(),
  datacenter: z.string(),
  nodeClass: z.string(),
  nodePool: z.string(),
  status: nodeStatus,
  statusDescription: z.string(),
  statusUpdatedAt: time,
  eligibility: z.enum(["eligible", "ineligible"]),
  drain: drain.nullable(),
  resources: amount,
  /** By the work of every namespace. */
  used: amount,
  /** Live ones, of the namespaces that the token is for. */
  allocations: count,
  modifyIndex: count,
});
export type NodeItem = z.infer<typeof nodeItem>;

export const nodeSorts = ["name", "status", "cpu", "memory"] as const;
export type NodeSort = (typeof nodeSorts)[number];

export const nodeListQuery = z.strictObject({
  /** Words that the name contains, or the id begins with; `-word` excludes. */
  q: z.string().max(500).optional(),
  /** Comma-separated statuses. */
  status: z.string().optional(),
  /** Comma-separated: `eligible`, `ineligible`, `draining`. */
  eligibility: z.string().optional(),
  datacenter: z.string().optional(),
  class: z.string().optional(),
  pool: z.string().optional(),
  /** `cpu` and `memory` by the reserved share. */
  sort: z.enum(nodeSorts).optional(),
  order: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});
export type NodeListQuery = z.infer<typeof nodeListQuery>;

const names = z.array(z.string());
export const nodeList = z.strictObject({
  items: z.array(nodeItem),
  next: z.string().nullable(),
  /** Nodes that match the whole filter, and those there are at all. */
  total: count,
  all: count,
  /** Of those that match the filter less its status and eligibility. */
  counts: z.strictObject({
    initializing: count,
    ready: count,
    down: count,
    disconnected: count,
    ineligible: count,
    draining: count,
  }),
  /** What there is to filter by, in the whole fleet; the first hundred of each. */
  datacenters: names,
  classes: names,
  pools: names,
  index: count,
});
export type NodeList = z.infer<typeof nodeList>;

export const nodeDetail = nodeItem.extend({
  attributes: z.record(z.string(), z.string()),
  meta: z.record(z.string(), z.string()),
  drivers: z.record(
    z.string(),
    z.strictObject({ detected: z.boolean(), healthy: z.boolean(), description: z.string() }),
  ),
  ports: z.strictObject({ min: count, max: count, reserved: z.array(count).readonly(), taken: count }),
  /** What lives on it now: `system` counts what jobs put on every node. */
  live: z.strictObject({ instances: count, system: count, jobs: count, systemJobs: count }),
  createIndex: count,
  can: z.strictObject({
    drain: permission,
    cancelDrain: permission,
    makeEligible: permission,
    makeIneligible: permission,
    remove: permission,
  }),
});
export type NodeDetail = z.infer<typeof nodeDetail>;

export const nodeAllocationsQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});
/** Live ones, newest first. */
export const nodeAllocations = z.strictObject({
  items: z.array(allocationItem),
  next: z.string().nullable(),
  total: count,
  index: count,
});
export type NodeAllocations = z.infer<typeof nodeAllocations>;

/** `deadlineMs`: null waits without end, 0 moves everything at once. A node that is being drained takes the new terms. */
export const drainRequest = z.strictObject({
  deadlineMs: z
    .int()
    .min(0)
    .max(366 * 24 * 60 * 60 * 1000)
    .nullable(),
  ignoreSystemJobs: z.boolean(),
});
export type DrainRequest = z.infer<typeof drainRequest>;

/** `DELETE /api/nodes/{node}/drain`: with `eligible=true` the node takes work again at once. */
export const cancelDrainQuery = z.strictObject({ eligible: z.enum(["true", "false"]).optional() });

export const eligibilityRequest = z.strictObject({ eligibility: z.enum(["eligible", "ineligible"]) });

export const changeReply = z.strictObject({ index: count });
