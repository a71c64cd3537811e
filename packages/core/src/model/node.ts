import type { NodeKey } from "./ids.ts";
import type { Capacity } from "./resources.ts";

export type NodeStatus = "initializing" | "ready" | "down" | "disconnected";
export type Eligibility = "eligible" | "ineligible";
export type DriverState = {
  readonly detected: boolean;
  readonly healthy: boolean;
  readonly description: string;
};

/** A place where allocations run. */
export type Node = {
  readonly key: NodeKey;
  readonly id: string;
  readonly name: string;
  readonly datacenter: string;
  readonly nodeClass: string;
  readonly nodePool: string;
  readonly attributes: { readonly [name: string]: string };
  readonly meta: { readonly [name: string]: string };
  readonly drivers: { readonly [name: string]: DriverState };
  readonly resources: Capacity;
  readonly status: NodeStatus;
  readonly eligibility: Eligibility;
  readonly statusUpdatedAt: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
};

/** What an engine reports of its machine. */
export type Fingerprint = Pick<Node, "name" | "attributes" | "drivers" | "resources">;

export const acceptsPlacements = (node: Node): boolean => node.status === "ready" && node.eligibility === "eligible";
