import type { RunOutcome } from "../event.ts";
import { runsToEnd, type JobType, type RestartPolicy } from "../model/job-spec.ts";
import type { TaskReport } from "../model/run.ts";
import type { TaskState } from "../model/task-state.ts";
import { durationText } from "../spec/duration.ts";

type Ended = Extract<TaskReport, { readonly type: "exited" | "startFailed" | "lost" }>;

const end = (failed: boolean, reason: string): RunOutcome => ({ type: "end", failed, lost: false, reason });

const restart = (task: TaskState, at: { readonly now: number; readonly policy: RestartPolicy }): RunOutcome => {
  const { now, policy } = at;
  // Nothing asks it to stop, so its policy's attempts are all it has: else what always fails would keep its allocation for ever.
  if (task.role.hook === "poststop" && task.restarts >= policy.attempts)
    return end(true, `Exceeded allowed attempts ${String(policy.attempts)}`);
  const inWindow = task.window !== null && now < task.window.since + policy.intervalMs;
  const window =
    inWindow && task.window !== null
      ? { since: task.window.since, count: task.window.count + 1 }
      : { since: now, count: 1 };
  if (window.count <= policy.attempts)
    return {
      type: "restart",
      restartAt: now + policy.delayMs,
      window,
      reason: `Restarting in ${durationText(policy.delayMs)}`,
    };
  if (policy.mode === "fail")
    return end(
      true,
      `Exceeded allowed attempts ${String(policy.attempts)} in interval ${durationText(policy.intervalMs)} and mode is "fail"`,
    );
  const restartAt = Math.max(now, window.since + policy.intervalMs) + policy.delayMs;
  return {
    type: "restart",
    restartAt,
    window: { ...window, count: policy.attempts },
    reason: `Exceeded attempts of the interval, restarting in ${durationText(restartAt - now)}`,
  };
};

/** Whether exiting with 0 is all that is wanted of it: of a batch job's main tasks, and of what is done once before or after them. */
const endsWell = ({ role }: TaskState, type: JobType): boolean =>
  role.hook === "main" ? runsToEnd(type) : !role.sidecar;

/**
 * What follows when a run has ended. A task that was asked to stop ends; one that succeeded at what is to be done once ends; everything
 * else is the restart policy's to say, and so is a run that a check wants replaced. A task that could not be started fails at once: what keeps a command from being found does not pass by itself.
 */
export const outcomeOfRun = (
  task: TaskState,
  report: Ended,
  by: { readonly type: JobType; readonly policy: RestartPolicy; readonly stopping: boolean },
): RunOutcome => {
  if (report.type === "lost") return { type: "end", failed: false, lost: true, reason: report.reason };
  if (by.stopping || task.stopRequestedAt !== null) return end(false, "");
  if (report.type === "startFailed") return end(true, "It could not be started, and starting it again would not help");
  const isUnhealthy = task.restartRequestedAt !== null;
  if (!isUnhealthy && report.exitCode === 0 && endsWell(task, by.type)) return end(false, "");
  if (by.policy.attempts === 0) return end(isUnhealthy || report.exitCode !== 0, "Policy allows no restarts");
  return restart(task, { now: report.at, policy: by.policy });
};
