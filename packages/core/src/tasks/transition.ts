import type { RunOutcome } from "../event.ts";
import { keptOutput, type CheckReport } from "../model/check.ts";
import type { Allocation, ClientStatus } from "../model/allocation.ts";
import type { TaskReport } from "../model/run.ts";
import { keptTaskEvents, type TaskEvent, type TaskRole, type TaskState } from "../model/task-state.ts";
import { own } from "../own.ts";
import { durationText } from "../spec/duration.ts";

/** How an allocation's record follows from what happened to it. Pure; `decide` and `evolve` both ask here. */

const withEvents = (task: TaskState, events: readonly TaskEvent[]): TaskState => ({
  ...task,
  events: [...task.events, ...events].slice(-keptTaskEvents),
});

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
  leakedPids: [],
  events: [{ type: "Received", at: by.at, message: "Task received by client", attempt: by.attempt }],
});

const clientStatusOf = (tasks: readonly TaskState[]): ClientStatus => {
  if (tasks.every((task) => task.phase === "dead")) {
    if (tasks.some((task) => task.lost)) return "lost";
    return tasks.some((task) => task.failed) ? "failed" : "complete";
  }
  return tasks.some((task) => task.phase === "running") ? "running" : "pending";
};

const descriptionOf = (client: ClientStatus, tasks: readonly TaskState[]): string => {
  if (client === "failed") return "Failed tasks";
  if (client === "complete") return "All tasks have completed";
  if (client === "running") return "Tasks are running";
  if (client === "lost")
    return (
      tasks.find((task) => task.lost)?.events.findLast((event) => event.type === "Lost")?.message ??
      "How it ended is not known"
    );
  return tasks.some((task) => task.restartAt !== null) ? "Waiting to restart" : "No tasks have started";
};

export const withTasks = (allocation: Allocation, tasks: Allocation["tasks"]): Allocation => {
  const states = Object.values(tasks);
  const client = clientStatusOf(states);
  return { ...allocation, tasks, client, clientDescription: descriptionOf(client, states) };
};

/** It has a process, or is about to: it must be stopped through the engine. */
export const isWithEngine = (task: TaskState): boolean => task.phase === "running" || task.issued;

const dieUnstarted = (task: TaskState, at: number): TaskState =>
  withEvents({ ...task, phase: "dead", restartAt: null, stopRequestedAt: at, finishedAt: at }, [
    { type: "Killed", at, message: "Stopped before it started", attempt: task.attempt },
  ]);

const askToStop = (task: TaskState, event: TaskEvent): TaskState => {
  if (task.phase === "dead" || task.stopRequestedAt !== null) return task;
  if (!isWithEngine(task)) return dieUnstarted(task, event.at);
  return withEvents({ ...task, stopRequestedAt: event.at }, [event]);
};

const mapTasks = (allocation: Allocation, change: (task: TaskState, name: string) => TaskState): Allocation =>
  withTasks(
    allocation,
    Object.fromEntries(Object.entries(allocation.tasks).map(([name, task]) => [name, change(task, name)])),
  );

/** Tasks with a process are asked to stop; the others end here. */
export const requestStop = (allocation: Allocation, description: string, at: number): Allocation => ({
  ...mapTasks(allocation, (task) =>
    askToStop(task, { type: "Killing", at, message: description, attempt: task.attempt }),
  ),
  desired: "stop",
  desiredDescription: description,
});

/** Its predecessor has ended: the engine is asked to start it. */
export const issueStart = (allocation: Allocation): Allocation =>
  mapTasks(allocation, (task) => (task.phase === "pending" ? { ...task, issued: true } : task));

/** Its node is down: nothing of it is known to run, and nothing is known of how it ended. */
export const lose = (allocation: Allocation, reason: string, at: number): Allocation =>
  mapTasks(allocation, (task) =>
    task.phase === "dead"
      ? task
      : withEvents(
          { ...task, phase: "dead", issued: false, lost: true, restartAt: null, killAt: null, finishedAt: at },
          [{ type: "Lost", at, message: reason, attempt: task.attempt }],
        ),
  );

/** Its node is out of sight: it may go on running there. */
export const disconnect = (allocation: Allocation, at: number): Allocation => ({
  ...allocation,
  client: "unknown",
  clientDescription: "Its node is out of sight",
  disconnectedAt: at,
});

export const reconnect = (allocation: Allocation): Allocation =>
  withTasks({ ...allocation, disconnectedAt: null }, allocation.tasks);

/** It has run for as long as it may: its tasks are asked to stop, and it has failed. */
export const expire = (allocation: Allocation, reason: string, at: number): Allocation => ({
  ...mapTasks(allocation, (task) => askToStop(task, { type: "Killing", at, message: reason, attempt: task.attempt })),
  expiresAt: null,
});

/** The shutdown delay is over. */
export const killTaskNow = (allocation: Allocation, name: string): Allocation =>
  mapTasks(allocation, (task, one) => (one === name ? { ...task, killAt: null } : task));

export const applyCheckReport = (allocation: Allocation, report: CheckReport): Allocation => ({
  ...allocation,
  checks: {
    ...allocation.checks,
    [report.check]: {
      status: report.status,
      since: report.at,
      output: report.output.slice(0, keptOutput),
      failures: report.failures,
    },
  },
});

export const restartTaskNow = (allocation: Allocation, name: string, attempt: number): Allocation => ({
  ...mapTasks(allocation, (task, one) =>
    one === name
      ? { ...task, attempt, restartAt: null, issued: true, restarts: task.restarts + 1, lastRestartAt: task.finishedAt }
      : task,
  ),
  attempt,
});

const endEvents = (report: Extract<TaskReport, { readonly type: "exited" | "startFailed" | "lost" }>): TaskEvent => {
  const { at, run } = report;
  if (report.type === "startFailed")
    return { type: "Driver Failure", at, message: report.reason, attempt: run.attempt, failsTask: true };
  if (report.type === "lost") return { type: "Lost", at, message: report.reason, attempt: run.attempt };
  const signal = report.signal === 0 ? "" : `, Signal: ${String(report.signal)}`;
  const message = `Exit Code: ${String(report.exitCode)}${signal}${report.oomKilled ? ", out of memory" : ""}`;
  return { type: "Terminated", at, message, attempt: run.attempt, exitCode: report.exitCode, signal: report.signal };
};

const endRun = (
  task: TaskState,
  report: Extract<TaskReport, { readonly type: "exited" | "startFailed" | "lost" }>,
  outcome: RunOutcome,
): TaskState => {
  const { at, run } = report;
  const ended = {
    ...task,
    issued: false,
    finishedAt: at,
    exitCode: report.type === "exited" ? report.exitCode : task.exitCode,
  };
  if (outcome.type === "restart") {
    const message = `Task restarting in ${durationText(outcome.restartAt - at)}`;
    return withEvents({ ...ended, phase: "pending", restartAt: outcome.restartAt, window: outcome.window }, [
      endEvents(report),
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
  return withEvents({ ...ended, phase: "dead", restartAt: null, failed: outcome.failed, lost: outcome.lost }, [
    endEvents(report),
    ...killed,
    ...gaveUp,
  ]);
};

const observeLive = (
  task: TaskState,
  report: Extract<TaskReport, { readonly type: "started" | "signalled" | "leaked" }>,
): TaskState => {
  const { at, run } = report;
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

/** The report is of the task's present attempt and still says something new. */
export const concerns = (allocation: Allocation, report: TaskReport): boolean => {
  const task = own(allocation.tasks, report.run.task);
  if (task === undefined || task.attempt !== report.run.attempt) return false;
  if (report.type === "leaked") return task.leakedPids.join() !== report.pids.join();
  if (report.type === "started") return task.phase === "pending" && task.issued;
  return isWithEngine(task);
};

/** The allocation after a report; `outcome` is null for reports that end nothing. */
export const applyReport = (allocation: Allocation, report: TaskReport, outcome: RunOutcome | null): Allocation => {
  const name = report.run.task;
  if (report.type === "started" || report.type === "signalled" || report.type === "leaked") {
    return mapTasks(allocation, (task, one) => (one === name ? observeLive(task, report) : task));
  }
  if (outcome === null) return allocation;
  const fails = outcome.type === "end" && (outcome.failed || outcome.lost);
  return mapTasks(allocation, (task, one) => {
    if (one === name) return endRun(task, report, outcome);
    return fails
      ? askToStop(task, {
          type: "Sibling Task Failed",
          at: report.at,
          message: `Task "${name}" ended: its group ends with it`,
          attempt: task.attempt,
        })
      : task;
  });
};
