import { limits } from "../limits.ts";
import { runsPerNode, type JobSpec } from "../model/job-spec.ts";
import type { Rejection } from "../rejection.ts";

/** [J11] Refuses a count that is more than the group's job may have, or none at all. What runs once per node has one at most. */
export const refusedCount = (spec: JobSpec, group: string, count: number): Rejection | undefined => {
  const others = spec.taskGroups.reduce((sum, one) => sum + (one.name === group ? 0 : one.count), 0);
  const max = runsPerNode(spec.type) ? 1 : Math.max(0, limits.jobCount - others);
  const isInRange = Number.isInteger(count) && count >= 0 && count <= max;
  return isInRange ? undefined : { kind: "countOutOfRange", group, count, max };
};

/** Counts that are in range each by itself may be too many together. */
export const refusedCounts = (spec: JobSpec): Rejection | undefined => {
  for (const { name, count } of spec.taskGroups) {
    const refused = refusedCount(spec, name, count);
    if (refused !== undefined) return refused;
  }
  return undefined;
};
