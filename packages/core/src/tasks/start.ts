import { predecessorOf, successorOf } from "../capacity.ts";
import type { Effect } from "../effect.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { StateView } from "../state.ts";
import { effectsOf } from "./effects.ts";
import { issueStart, reconnect } from "./transition.ts";

/** [T1] [T21] Nothing has to end before it starts, and its node is in sight. */
export const mayStart = (view: StateView, allocation: Allocation): boolean =>
  allocation.disconnectedAt === null && predecessorOf(view, allocation) === undefined;

/** The starts that were waiting for this allocation, which lives in `view`, to end. */
export const successorStarts = (view: StateView, ended: Allocation): readonly Effect[] => {
  const successor = successorOf(view, ended);
  return successor === undefined ||
    successor.disconnectedAt !== null ||
    predecessorOf(view, successor)?.key !== ended.key
    ? []
    : effectsOf(successor, issueStart(successor));
};

/** An allocation whose node is back: it starts now if all it waited for has ended meanwhile. */
export const returned = (view: StateView, unseen: Allocation): Allocation => {
  const back = reconnect(unseen);
  return isLive(back) && back.desired === "run" && mayStart(view, back) ? issueStart(back) : back;
};
