import type { Allocation } from "./model/allocation.ts";
import { isLive } from "./model/allocation.ts";
import type { Evaluation } from "./model/evaluation.ts";
import type { Node } from "./model/node.ts";

const earliest = (times: readonly (number | null)[]): number | null =>
  times.reduce((first, time) => (time !== null && (first === null || time < first) ? time : first), null);

/** When something in it comes due next: a restart, a kill signal, its longest run. Then `allocationDue` does what is due. */
export const allocationDueAt = (allocation: Allocation): number | null =>
  isLive(allocation)
    ? earliest([
        allocation.expiresAt,
        ...Object.values(allocation.tasks).flatMap(({ restartAt, killAt }) => [restartAt, killAt]),
      ])
    : null;

export const nodeDueAt = (node: Node): number | null =>
  node.drain !== null && !node.drain.isForced ? node.drain.deadlineAt : null;

/** When a pending evaluation may be worked off; null is now. */
export const evaluationDueAt = (evaluation: Evaluation): number | null => evaluation.waitUntil;
