import type { NodeKey } from "./ids.ts";
import type { Capacity } from "./resources.ts";

export type NodeStatus = "initializing" | "ready" | "down" | "disconnected";
export type Eligibility = "eligible" | "ineligible";
export type DriverState = {
  readonly detected: boolean;
  readonly healthy: boolean;
  readonly description: string;
};

/** Which of a node's ports the scheduler may hand out, both ends included, and which are taken by others. */
export type PortRange = { readonly min: number; readonly max: number; readonly reserved: readonly number[] };

/** Nomad's range of dynamic ports. */
export const dynamicPorts: PortRange = { min: 20_000, max: 32_000, reserved: [] };

/** The node is being emptied. */
export type Drain = {
  /** When what is left is moved all at once; null waits without end. */
  readonly deadlineAt: number | null;
  /** The deadline has passed, or there was none to wait for. */
  readonly isForced: boolean;
  readonly ignoreSystemJobs: boolean;
  readonly startedAt: number;
  readonly by: string;
};

/** A place where allocations run. */
export type Node = {
  readonly key: NodeKey;
  readonly id: string;
  readonly name: string;
  /** The engine that runs its work: `local`, or `simulated`. */
  readonly engine: string;
  readonly datacenter: string;
  readonly nodeClass: string;
  readonly nodePool: string;
  readonly attributes: { readonly [name: string]: string };
  readonly meta: { readonly [name: string]: string };
  readonly drivers: { readonly [name: string]: DriverState };
  /** What may be handed out. */
  readonly resources: Capacity;
  readonly ports: PortRange;
  /** Nodes that no constraint can tell apart have the same one, those on `unique.` attributes excepted. */
  readonly computedClass: string;
  readonly status: NodeStatus;
  readonly statusDescription: string;
  readonly eligibility: Eligibility;
  readonly drain: Drain | null;
  readonly statusUpdatedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

/** What an engine reports of a node. */
export type Fingerprint = Pick<
  Node,
  "name" | "nodeClass" | "nodePool" | "attributes" | "meta" | "drivers" | "resources" | "ports"
>;

export const acceptsPlacements = (node: Node): boolean =>
  node.status === "ready" && node.eligibility === "eligible" && node.drain === null;

export const nodeCan = {
  drain: (node: Node): boolean => node.drain === null && node.status !== "down",
  cancelDrain: (node: Node): boolean => node.drain !== null,
  makeEligible: (node: Node): boolean => node.eligibility === "ineligible" && node.drain === null,
  makeIneligible: (node: Node): boolean => node.eligibility === "eligible",
};
