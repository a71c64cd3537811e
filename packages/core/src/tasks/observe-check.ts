import type { ObserveCheck } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { isLive } from "../model/allocation.ts";
import { own } from "../own.ts";
import { ok } from "../result.ts";
import type { StateView } from "../state.ts";

/** What an engine saw of a check becomes history when it changes the check's status. */
export const observeCheck = (view: StateView, { report }: ObserveCheck): Decided => {
  const allocation = view.allocations.get(report.allocation);
  if (allocation === undefined || !isLive(allocation)) return ok(nothing);
  return own(allocation.checks, report.check)?.status === report.status
    ? ok(nothing)
    : happened([{ type: "checkReported", report }]);
};
