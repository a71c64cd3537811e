import type { AllocationDue } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { startKey, type Effect } from "../effect.ts";
import type { Event } from "../event.ts";
import { ok } from "../result.ts";
import { instanceKey, type StateView } from "../state.ts";

/** [T4] A restart is the next attempt of the same allocation, made once it is due. */
export const allocationDue = (view: StateView, command: AllocationDue, now: number): Decided => {
  const allocation = view.allocations.get(command.allocation);
  if (allocation === undefined) return ok(nothing);
  let attempt =
    view.instances.get(instanceKey(allocation.job, allocation.group, allocation.index))?.runs ?? allocation.attempt;
  const events: Event[] = [];
  const effects: Effect[] = [];
  for (const [task, state] of Object.entries(allocation.tasks)) {
    if (state.restartAt === null || state.restartAt > now) continue;
    attempt += 1;
    const run = { alloc: allocation.key, attempt, task };
    events.push({ type: "taskRestarted", allocation: allocation.key, task, attempt });
    effects.push({ type: "startTask", key: startKey(run), run, allocationId: allocation.id });
  }
  return events.length === 0 ? ok(nothing) : happened(events, effects);
};
