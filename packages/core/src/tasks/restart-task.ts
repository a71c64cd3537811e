import type { RestartTask } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { startKey } from "../effect.ts";
import { own } from "../own.ts";
import { ok } from "../result.ts";
import { instanceKey, type StateView } from "../state.ts";

/** [T4] A restart is the next attempt of the same allocation, made once it is due. */
export const restartTask = (view: StateView, command: RestartTask, now: number): Decided => {
  const allocation = view.allocations.get(command.allocation);
  const task = allocation === undefined ? undefined : own(allocation.tasks, command.task);
  if (allocation === undefined || task === undefined || task.restartAt === null || task.restartAt > now)
    return ok(nothing);
  const attempt =
    (view.instances.get(instanceKey(allocation.job, allocation.group, allocation.index))?.runs ?? allocation.attempt) +
    1;
  const run = { alloc: allocation.key, attempt, task: command.task };
  return happened(
    [{ type: "taskRestarted", allocation: allocation.key, task: command.task, attempt }],
    [{ type: "startTask", key: startKey(run), run, allocationId: allocation.id }],
  );
};
