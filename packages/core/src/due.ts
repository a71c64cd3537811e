import type { Allocation } from "./model/allocation.ts";
import { isLive } from "./model/allocation.ts";
import type { Deployment } from "./model/deployment.ts";
import type { Evaluation } from "./model/evaluation.ts";
import type { Node } from "./model/node.ts";
import { healthDueAt } from "./rollouts/health.ts";
import { canExpire } from "./tasks/life.ts";

const earliest = (times: readonly (number | null)[]): number | null =>
  times.reduce((first, time) => (time !== null && (first === null || time < first) ? time : first), null);

/**
 * When something in it comes due next: a restart, a kill signal, its longest run, its loss, what its rollout decides of its health. Then `allocationDue` does what is due.
 * While its node is out of sight nothing can be done there.
 */
export const allocationDueAt = (allocation: Allocation): number | null => {
  if (!isLive(allocation)) return null;
  if (allocation.disconnectedAt !== null) return allocation.lostAt;
  return earliest([
    healthDueAt(allocation),
    allocation.expiresAt !== null && canExpire(allocation) ? allocation.expiresAt : null,
    ...Object.values(allocation.tasks).flatMap(({ restartAt, killAt }) => [restartAt, killAt]),
  ]);
};

export const nodeDueAt = (node: Node): number | null =>
  node.drain !== null && !node.drain.isForced ? node.drain.deadlineAt : null;

/** When a rollout fails for lack of progress, or its next batch may begin. */
export const deploymentDueAt = ({ status, progressBy, nextBatchAt }: Deployment): number | null =>
  status === "running" ? earliest([progressBy, nextBatchAt]) : null;

/** When a pending evaluation may be worked off; null is now. */
export const evaluationDueAt = (evaluation: Evaluation): number | null => evaluation.waitUntil;
