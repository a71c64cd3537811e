import type { RunOutcome } from "../event.ts";
import type { Allocation, ClientStatus } from "../model/allocation.ts";
import { keptOutput, type CheckReport } from "../model/check.ts";
import type { TaskReport } from "../model/run.ts";
import type { TaskEvent, TaskRole, TaskState } from "../model/task-state.ts";
import { own } from "../own.ts";
import { durationText } from "../spec/duration.ts";
import { begin, change, expiredText, follow, isWithEngine } from "./life.ts";
import { endEvent, withEvents } from "./task-events.ts";

/** How an allocation's record follows from what happened to it. Pure; `decide` and `evolve` both ask here. */

export const newTask = (by: {
  readonly attempt: number;
  readonly at: number;
  readonly issued: boolean;
  readonly role: TaskRole;
}): TaskState => ({
  role: by.role,
  phase: "pending",
  failed: false,
  lost: false,
  lostWithNode: false,
  restarts: 0,
  lastRestartAt: null,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  attempt: by.attempt,
  restartAt: null,
  window: null,
  issued: by.issued,
  stopRequestedAt: null,
  killAt: null,
  restartRequestedAt: null,
  leakedPids: [],
  events: [{ type: "Received", at: by.at, message: "Task received by client", attempt: by.attempt }],
});

const clientStatusOf = (allocation: Allocation, tasks: readonly TaskState[]): ClientStatus => {
  if (tasks.every((task) => task.phase === "dead")) {
    if (tasks.some((task) => task.lost)) return "lost";
    return allocation.hasExpired || tasks.some((task) => task.failed) ? "failed" : "complete";
  }
  if (allocation.disconnectedAt !== null) return "unknown";
  return tasks.some((task) => task.phase === "running") ? "running" : "pending";
};

const descriptionOf = (allocation: Allocation, client: ClientStatus, tasks: readonly TaskState[]): string => {
  if (client === "unknown") return "Its node is out of sight";
  if (client === "failed") return allocation.hasExpired ? expiredText : "Failed tasks";
  if (client === "complete") return "All tasks have completed";
  if (client === "running") return "Tasks are running";
  if (client === "lost")
    return (
      tasks.find((task) => task.lost)?.events.findLast((event) => event.type === "Lost")?.message ??
      "How it ended is not known"
    );
  if (tasks.some((task) => task.restartAt !== null)) return "Waiting to restart";
  return tasks.some((task) => task.startedAt !== null) ? "The next tasks are starting" : "No tasks have started";
};

export const withTasks = (allocation: Allocation, tasks: Allocation["tasks"]): Allocation => {
  const states = Object.values(tasks);
  const client = clientStatusOf(allocation, states);
  return { ...allocation, tasks, client, clientDescription: descriptionOf(allocation, client, states) };
};

/** The allocation after something happened, with what follows from it for the other tasks. */
const settled = (allocation: Allocation, at: number): Allocation => withTasks(allocation, follow(allocation, at));

const changeTask = ({ tasks }: Allocation, name: string, by: (task: TaskState) => TaskState): Allocation["tasks"] => {
  const task = own(tasks, name);
  return task === undefined ? tasks : change(tasks, (one, key) => (key === name ? by(one) : one));
};

/** Tasks with a process are asked to stop, in their order; the others end here. */
export const requestStop = (allocation: Allocation, description: string, at: number): Allocation =>
  settled({ ...allocation, desired: "stop", desiredDescription: description }, at);

/** Its predecessor has ended, or it has none: the engine is asked to start what comes first. */
export const issueStart = (allocation: Allocation): Allocation => withTasks(allocation, begin(allocation.tasks));

/** Its node is down: nothing of it is known to run, and nothing is known of how it ended. */
export const lose = (allocation: Allocation, reason: string, at: number): Allocation =>
  withTasks(
    { ...allocation, disconnectedAt: null, lostAt: null },
    change(allocation.tasks, (task) => {
      if (task.phase === "dead") return task;
      const lost = { ...task, phase: "dead" as const, issued: false, lost: true, lostWithNode: true, finishedAt: at };
      // A stop whose delay was not over was never asked of the engine.
      const stopRequestedAt = task.killAt === null ? task.stopRequestedAt : null;
      return withEvents({ ...lost, stopRequestedAt, restartAt: null, killAt: null, restartRequestedAt: null }, [
        { type: "Lost", at, message: reason, attempt: task.attempt },
      ]);
    }),
  );

/** Its node is out of sight: it may go on running there. It counts as lost `lostAfterMs` later. */
export const disconnect = (allocation: Allocation, at: number, lostAfterMs: number | null): Allocation =>
  withTasks(
    { ...allocation, disconnectedAt: at, lostAt: lostAfterMs === null ? null : at + lostAfterMs },
    allocation.tasks,
  );

export const reconnect = (allocation: Allocation): Allocation =>
  withTasks({ ...allocation, disconnectedAt: null, lostAt: null }, allocation.tasks);

/** It has run for as long as it may: its tasks are asked to stop, and it has failed. */
export const expire = (allocation: Allocation, at: number): Allocation =>
  settled({ ...allocation, expiresAt: null, hasExpired: true }, at);

/** The shutdown delay is over. */
export const killTaskNow = (allocation: Allocation, name: string): Allocation =>
  withTasks(
    allocation,
    changeTask(allocation, name, (task) => ({ ...task, killAt: null })),
  );

/** Tasks that a report of a check may still have replaced by their next run. */
const restartable = (task: TaskState | undefined): boolean =>
  task?.phase === "running" && task.stopRequestedAt === null && task.restartRequestedAt === null;

/** The report says something new: another status, or that a task has to be restarted. */
export const checkConcerns = ({ checks, tasks }: Allocation, report: CheckReport): boolean =>
  own(checks, report.check)?.status !== report.status || report.restarts.some((name) => restartable(own(tasks, name)));

export const applyCheckReport = (allocation: Allocation, report: CheckReport): Allocation => {
  const { at, status, failures } = report;
  const known = own(allocation.checks, report.check);
  const since = known?.status === status ? known.since : at;
  const message = `healthcheck: check "${report.check}" unhealthy`;
  return withTasks(
    {
      ...allocation,
      checks: {
        ...allocation.checks,
        [report.check]: { status, since, output: report.output.slice(0, keptOutput), failures },
      },
    },
    change(allocation.tasks, (task, name) =>
      report.restarts.includes(name) && restartable(task)
        ? withEvents({ ...task, restartRequestedAt: at }, [
            { type: "Restart Signaled", at, message, attempt: task.attempt },
          ])
        : task,
    ),
  );
};

/** What was known of its health was known of the run before. */
export const restartTaskNow = (allocation: Allocation, name: string, attempt: number): Allocation => ({
  ...withTasks(
    allocation,
    changeTask(allocation, name, (task) => ({
      ...task,
      attempt,
      restartAt: null,
      issued: true,
      restarts: task.restarts + 1,
      lastRestartAt: task.finishedAt,
    })),
  ),
  attempt,
  checks: {},
});

const endRun = (
  task: TaskState,
  report: Extract<TaskReport, { readonly type: "exited" | "startFailed" | "lost" }>,
  outcome: RunOutcome,
): TaskState => {
  const { at, run } = report;
  const ended = {
    ...task,
    issued: false,
    killAt: null,
    restartRequestedAt: null,
    finishedAt: at,
    exitCode: report.type === "exited" ? report.exitCode : task.exitCode,
  };
  if (outcome.type === "restart") {
    const message = `Task restarting in ${durationText(outcome.restartAt - at)}`;
    return withEvents({ ...ended, phase: "pending", restartAt: outcome.restartAt, window: outcome.window }, [
      endEvent(report),
      { type: "Restarting", at, message, attempt: run.attempt },
    ]);
  }
  const killed: TaskEvent[] =
    task.stopRequestedAt !== null
      ? [{ type: "Killed", at, message: "Task successfully killed", attempt: run.attempt }]
      : [];
  const gaveUp: TaskEvent[] =
    outcome.failed && outcome.reason !== ""
      ? [{ type: "Not Restarting", at, message: outcome.reason, attempt: run.attempt, failsTask: true }]
      : [];
  const { failed, lost } = outcome;
  const lostWithNode = report.type === "lost" && report.withNode;
  return withEvents({ ...ended, phase: "dead", restartAt: null, failed, lost, lostWithNode }, [
    endEvent(report),
    ...killed,
    ...gaveUp,
  ]);
};

const observeLive = (
  task: TaskState,
  report: Extract<TaskReport, { readonly type: "started" | "signalled" | "leaked" }>,
): TaskState => {
  const { at, run } = report;
  if (report.type === "started" && task.phase === "dead")
    return withEvents({ ...task, stopRequestedAt: at }, [
      { type: "Killing", at, message: "It runs although it had been given up", attempt: run.attempt },
    ]);
  if (report.type === "started")
    return withEvents({ ...task, phase: "running", issued: false, startedAt: at }, [
      { type: "Started", at, message: "Task started by client", attempt: run.attempt },
    ]);
  if (report.type === "signalled")
    return withEvents(task, [
      { type: "Signaling", at, message: `${report.signal}: ${report.reason}`, attempt: run.attempt },
    ]);
  const message =
    report.pids.length === 0
      ? "The processes left behind are gone"
      : `Processes outlived the stop: ${report.pids.join(", ")}`;
  return withEvents({ ...task, leakedPids: report.pids }, [{ type: "Leaked", at, message, attempt: run.attempt }]);
};

/** Given up, and never asked to stop. */
const isGivenUp = (task: TaskState): boolean => task.lost && task.stopRequestedAt === null;

/** The report is of the task's present attempt and still says something new. */
export const concerns = (allocation: Allocation, report: TaskReport): boolean => {
  const task = own(allocation.tasks, report.run.task);
  if (task === undefined || task.attempt !== report.run.attempt) return false;
  if (report.type === "leaked") return task.leakedPids.join() !== report.pids.join();
  if (report.type === "started") return (task.phase === "pending" && task.issued) || isGivenUp(task);
  return isWithEngine(task);
};

/** The allocation after a report; `outcome` is null for reports that end nothing. */
export const applyReport = (allocation: Allocation, report: TaskReport, outcome: RunOutcome | null): Allocation => {
  const after = (by: (task: TaskState) => TaskState): Allocation =>
    settled({ ...allocation, tasks: changeTask(allocation, report.run.task, by) }, report.at);
  if (report.type === "started" || report.type === "signalled" || report.type === "leaked")
    return after((task) => observeLive(task, report));
  return outcome === null ? allocation : after((task) => endRun(task, report, outcome));
};
