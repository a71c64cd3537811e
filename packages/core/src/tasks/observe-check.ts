import type { ObserveCheck } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { isLive } from "../model/allocation.ts";
import { ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { effectsOf } from "./effects.ts";
import { applyCheckReport, checkConcerns } from "./transition.ts";

/** What was seen of a check becomes history when it changes the check's status, or makes a task be restarted. */
export const observeCheck = (view: StateView, { report }: ObserveCheck): Decided => {
  const allocation = view.allocations.get(report.allocation);
  if (allocation === undefined || !isLive(allocation) || !checkConcerns(allocation, report)) return ok(nothing);
  return happened([{ type: "checkReported", report }], effectsOf(allocation, applyCheckReport(allocation, report)));
};
