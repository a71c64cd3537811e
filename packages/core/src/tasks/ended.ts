import type { Allocation } from "../model/allocation.ts";

/** It was stopped because it had run for as long as its group allows: nothing takes its place. */
export const hasExpired = (allocation: Allocation): boolean => allocation.hasExpired;

/** Its node went down or was restarted with all that ran there; other losses are a run's own. */
export const wasLostWithNode = (allocation: Allocation): boolean =>
  Object.values(allocation.tasks).some((task) => task.lost && task.lostWithNode);
