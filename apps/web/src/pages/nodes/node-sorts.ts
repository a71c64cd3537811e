import type { NodeSort as Sort } from "@longshore/api/nodes";

export type NodeSort = Sort;
export const nodeSorts = ["name", "status", "cpu", "memory"] as const satisfies readonly NodeSort[];
