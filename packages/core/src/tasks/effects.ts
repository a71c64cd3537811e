import { startKey, stopKey, type Effect } from "../effect.ts";
import type { Allocation } from "../model/allocation.ts";
import type { TaskState } from "../model/task-state.ts";
import { own } from "../own.ts";
import { isWithEngine } from "./life.ts";

/** The run has to be stopped: for good and its shutdown delay is over, to be run again, or because it had been given up. */
const isToStop = (task: TaskState): boolean =>
  (task.stopRequestedAt !== null && task.killAt === null) || task.restartRequestedAt !== null;

/** What the engine has to be asked for when an allocation goes from one state to the next: starts newly issued, stops newly due. */
export const effectsOf = (before: Allocation | undefined, after: Allocation): readonly Effect[] =>
  Object.entries(after.tasks).flatMap(([task, state]): Effect[] => {
    const old = before === undefined ? undefined : own(before.tasks, task);
    if (old === state) return [];
    const run = { alloc: after.key, attempt: state.attempt, task };
    const isSame = old?.attempt === state.attempt;
    const isStarted = state.issued && !(isSame && old.issued);
    const mayRun = isWithEngine(state) || (state.lost && old?.lost === true);
    const isStopped = mayRun && isToStop(state) && !(isSame && isToStop(old));
    return [
      ...(isStarted ? [{ type: "startTask" as const, key: startKey(run), run }] : []),
      ...(isStopped ? [{ type: "stopTask" as const, key: stopKey(run), run }] : []),
    ];
  });
