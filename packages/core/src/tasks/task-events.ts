import type { TaskReport } from "../model/run.ts";
import { keptTaskEvents, type TaskEvent, type TaskState } from "../model/task-state.ts";

export const withEvents = (task: TaskState, events: readonly TaskEvent[]): TaskState => ({
  ...task,
  events: [...task.events, ...events].slice(-keptTaskEvents),
});

/** How a run ended, in the words that Nomad's clients show. */
export const endEvent = (
  report: Extract<TaskReport, { readonly type: "exited" | "startFailed" | "lost" }>,
): TaskEvent => {
  const { at, run } = report;
  if (report.type === "startFailed")
    return { type: "Driver Failure", at, message: report.reason, attempt: run.attempt, failsTask: true };
  if (report.type === "lost") return { type: "Lost", at, message: report.reason, attempt: run.attempt };
  const signal = report.signal === 0 ? "" : `, Signal: ${String(report.signal)}`;
  const message = `Exit Code: ${String(report.exitCode)}${signal}${report.oomKilled ? ", out of memory" : ""}`;
  return { type: "Terminated", at, message, attempt: run.attempt, exitCode: report.exitCode, signal: report.signal };
};
