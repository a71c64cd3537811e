import type { Allocation } from "../model/allocation.ts";
import type { TaskEvent, TaskState } from "../model/task-state.ts";
import { durationText } from "../spec/duration.ts";
import { withEvents } from "./task-events.ts";

/**
 * The order in which an allocation's tasks begin and end. All of it follows from the tasks' states:
 *
 *   prestart, then, when those that are no sidecars have exited 0 and the sidecars run,
 *   main, then, when all of them run,
 *   poststart, and, once all mains have ended and one of them had started,
 *   poststop.
 *
 * What has to go goes in this order: the leader, then what is no sidecar, then the sidecars; a poststop task is never asked to.
 * https://developer.hashicorp.com/nomad/docs/job-specification/lifecycle
 */
type Tasks = Allocation["tasks"];

/** It has a process, or is about to: it must be stopped through the engine. */
export const isWithEngine = (task: TaskState): boolean => task.phase === "running" || task.issued;

/** It has no process and is not about to have one: its turn has not come, or its restart is not due. */
const isIdle = (task: TaskState): boolean => task.phase === "pending" && !task.issued;
const waitsForItsTurn = (task: TaskState): boolean => isIdle(task) && task.restartAt === null;

/** The engine was asked to start something of it. */
export const hasBegun = (tasks: readonly TaskState[]): boolean =>
  tasks.some((task) => !waitsForItsTurn(task) || task.startedAt !== null);

const mainsOf = (tasks: readonly TaskState[]): readonly TaskState[] => tasks.filter(({ role }) => role.hook === "main");

const haveMainsEnded = (tasks: readonly TaskState[]): boolean => mainsOf(tasks).every(({ phase }) => phase === "dead");

/** Whether a poststop task, when the mains have ended, has something to clean up after, and somewhere to do it. */
const isForPoststop = (tasks: readonly TaskState[]): boolean =>
  mainsOf(tasks).some(({ startedAt }) => startedAt !== null) && !tasks.some(({ lostWithNode }) => lostWithNode);

export const expiredText = "It ran for as long as its group allows";

/** Why all tasks of an allocation have to go; null while they may go on. A restart is no end. */
export const endingOf = (allocation: Allocation): Pick<TaskEvent, "type" | "message"> | null => {
  if (allocation.desired !== "run") return { type: "Killing", message: allocation.desiredDescription };
  if (allocation.hasExpired) return { type: "Killing", message: expiredText };
  for (const [name, task] of Object.entries(allocation.tasks)) {
    if (task.phase !== "dead") continue;
    if (task.failed || task.lost)
      return { type: "Sibling Task Failed", message: `Task "${name}" ended: its group ends with it` };
    if (task.role.leader) return { type: "Leader Task Dead", message: "Leader Task Dead in Group" };
  }
  return null;
};

/** It may still run for too long: its mains are not all dead, and nothing else has asked it to go. */
export const canExpire = (allocation: Allocation): boolean =>
  !haveMainsEnded(Object.values(allocation.tasks)) && endingOf(allocation) === null;

/** Something of it has run. */
export const hasStarted = ({ tasks }: Pick<Allocation, "tasks">): boolean =>
  Object.values(tasks).some(({ startedAt }) => startedAt !== null);

/** It ends the moment it is asked to stop: nothing has a process or is about to, and nothing is left to run afterwards. */
export const endsWhenAsked = (allocation: Allocation): boolean => {
  const tasks = Object.values(allocation.tasks);
  if (tasks.some(isWithEngine)) return false;
  return !tasks.some(({ role, phase }) => role.hook === "poststop" && phase !== "dead") || !isForPoststop(tasks);
};

export const change = (tasks: Tasks, by: (task: TaskState, name: string) => TaskState): Tasks =>
  Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, by(task, name)]));

const changeWhere = (tasks: Tasks, is: (task: TaskState) => boolean, by: (task: TaskState) => TaskState): Tasks =>
  Object.values(tasks).some(is) ? change(tasks, (task) => (is(task) ? by(task) : task)) : tasks;

const issue = (task: TaskState): TaskState => ({ ...task, issued: true });

const dieUnstarted =
  (at: number) =>
  (task: TaskState): TaskState => {
    const message = task.startedAt === null ? "Stopped before it started" : "Stopped while it waited to restart";
    return withEvents({ ...task, phase: "dead", restartAt: null, stopRequestedAt: at, finishedAt: at }, [
      { type: "Killed", at, message, attempt: task.attempt },
    ]);
  };

/** Asked once; the kill signal follows when the shutdown delays are over, the group's being counted from the first that was asked. */
const askToStop = (
  tasks: Tasks,
  is: (task: TaskState) => boolean,
  because: Pick<TaskEvent, "type" | "message"> & { readonly at: number },
): Tasks => {
  const { at } = because;
  const first = Object.values(tasks).reduce((since, task) => Math.min(since, task.stopRequestedAt ?? at), at);
  return changeWhere(
    tasks,
    (task) => is(task) && isWithEngine(task) && task.stopRequestedAt === null,
    (task) => {
      const due = Math.max(at, first + task.role.groupDelayMs) + task.role.shutdownDelayMs;
      const message = `Waiting ${durationText(due - at)} before killing the task`;
      return withEvents({ ...task, stopRequestedAt: at, killAt: due > at ? due : null }, [
        { ...because, attempt: task.attempt },
        ...(due > at ? [{ type: "Waiting for shutdown delay" as const, at, message, attempt: task.attempt }] : []),
      ]);
    },
  );
};

const isLiving = ({ role, phase }: TaskState): boolean => role.hook !== "poststop" && phase !== "dead";

/** The next of those that have to go: all that are left of the leader, of the others, of the sidecars. */
const windDown = (tasks: Tasks, because: Parameters<typeof askToStop>[2]): Tasks => {
  const left = changeWhere(tasks, (task) => isLiving(task) && isIdle(task), dieUnstarted(because.at));
  const living = Object.values(left).filter(isLiving);
  const isNext = living.some(({ role }) => role.leader)
    ? ({ role }: TaskState) => role.leader
    : living.some(({ role }) => !role.sidecar)
      ? ({ role }: TaskState) => !role.sidecar
      : () => true;
  return askToStop(left, (task) => isLiving(task) && isNext(task), because);
};

/** Issues the starts of those whose turn it is. */
const goOn = (tasks: Tasks): Tasks => {
  const all = Object.values(tasks);
  const isPrepared = all.every(
    ({ role, phase }) => role.hook !== "prestart" || phase === "dead" || (role.sidecar && phase === "running"),
  );
  if (!isPrepared) return tasks;
  const begun = changeWhere(tasks, (task) => task.role.hook === "main" && waitsForItsTurn(task), issue);
  const mains = mainsOf(all);
  const areUp =
    mains.every(({ phase, startedAt }) => phase !== "pending" && startedAt !== null) && !haveMainsEnded(all);
  return areUp ? changeWhere(begun, (task) => task.role.hook === "poststart" && waitsForItsTurn(task), issue) : begun;
};

/** Once the mains have ended: poststart has missed its turn, poststop has its own, and sidecars go when they are alone. */
const afterMains = (tasks: Tasks, at: number): Tasks => {
  const left = changeWhere(tasks, (task) => task.role.hook === "poststart" && waitsForItsTurn(task), dieUnstarted(at));
  const all = Object.values(left);
  const next = changeWhere(
    left,
    (task) => task.role.hook === "poststop" && waitsForItsTurn(task),
    isForPoststop(all) ? issue : dieUnstarted(at),
  );
  const hasOthers = all.some((task) => isLiving(task) && !task.role.sidecar);
  return hasOthers ? next : windDown(next, { type: "Main Tasks Dead", message: "Main tasks in the group died", at });
};

/** What follows for the other tasks from what has just happened to some. */
export const follow = (allocation: Allocation, at: number): Tasks => {
  const { tasks } = allocation;
  const ending = endingOf(allocation);
  const next =
    ending !== null ? windDown(tasks, { ...ending, at }) : hasBegun(Object.values(tasks)) ? goOn(tasks) : tasks;
  return haveMainsEnded(Object.values(next)) ? afterMains(next, at) : next;
};

/** The engine is asked to start what comes first: prestart tasks, else the mains. */
export const begin = (tasks: Tasks): Tasks => {
  if (hasBegun(Object.values(tasks))) return tasks;
  const begun = changeWhere(tasks, ({ role }) => role.hook === "prestart", issue);
  return begun === tasks ? changeWhere(tasks, ({ role }) => role.hook === "main", issue) : begun;
};
