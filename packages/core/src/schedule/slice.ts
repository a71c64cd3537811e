import type { Effect } from "../effect.ts";
import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { JobKey } from "../model/ids.ts";
import type { StateView } from "../state.ts";
import { effectsOf } from "../tasks/effects.ts";
import { requestStop } from "../tasks/transition.ts";

/** Collects what a slice of decisions amounts to. */
export type Slice = {
  readonly view: StateView;
  readonly evaluation: Evaluation;
  readonly now: number;
  nextAllocation: number;
  nextEvaluation: number;
  readonly events: Event[];
  readonly effects: Effect[];
};

/** Asks an allocation to stop. */
export const stop = (
  slice: Slice,
  allocation: Allocation,
  by: { readonly description: string; readonly preemptedBy: JobKey | null },
): void => {
  slice.events.push({
    type: "allocationStopRequested",
    allocation: allocation.key,
    evaluation: slice.evaluation.key,
    ...by,
  });
  slice.effects.push(...effectsOf(allocation, requestStop(allocation, by.description, slice.now)));
};
