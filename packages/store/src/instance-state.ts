import { type Allocation, hasEnded } from "@longshore/core/model";

/** An allocation as lists show and filter it. `stopped`: it ended well because it was asked to. */
export const allocationStates = ["starting", "running", "stopping", "complete", "stopped", "failed", "lost"] as const;
export type AllocationState = (typeof allocationStates)[number];

/** Those of allocations that have not ended; the partial index `allocation_live` names the same. */
export const liveStates = "('starting', 'running', 'stopping')";

export const allocationState = (allocation: Allocation): AllocationState => {
  if (!hasEnded(allocation)) {
    if (allocation.desired !== "run") return "stopping";
    return allocation.client === "pending" ? "starting" : "running";
  }
  if (allocation.client === "failed" || allocation.client === "lost") return allocation.client;
  return allocation.desired === "run" ? "complete" : "stopped";
};
