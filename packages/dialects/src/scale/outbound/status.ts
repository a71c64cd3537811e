import { totalCounts, type Attempt, type Job } from "@longshore/core/model";
import type * as wire from "../wire.ts";

/** A job that is tried again is queued meanwhile: it has not failed. */
export const statusOf = (job: Job): wire.Status => {
  const counts = totalCounts(job);
  const wanted = job.spec.taskGroups.reduce((sum, group) => sum + group.count, 0);
  const live = counts.starting + counts.running + counts.stopping;
  if (live > 0) return "RUNNING";
  if (counts.complete >= wanted) return "COMPLETED";
  if (job.stop) return "CANCELED";
  return counts.failed + counts.lost > 0 && counts.queued === 0 && job.openEvaluations === 0 ? "FAILED" : "QUEUED";
};

/** An execution is there once it is placed, and runs until its end is known. */
export const executionStatusOf = (outcome: Attempt["outcome"]): wire.ExecutionStatus => {
  switch (outcome) {
    case "waiting":
    case "running":
      return "RUNNING";
    case "complete":
      return "COMPLETED";
    case "stopped":
      return "CANCELED";
    case "failed":
    case "lost":
      return "FAILED";
  }
};
