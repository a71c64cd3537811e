import type { AllocationItem } from "@longshore/api/allocations";

/** The states an allocation can be filtered by, in the order of a life. */
export const instanceState: readonly AllocationItem["state"][] = [
  "starting",
  "running",
  "stopping",
  "complete",
  "failed",
  "lost",
  "stopped",
];
