import type { Task, TaskGroup } from "../model/job-spec.ts";
import { mainRole, type TaskRole } from "../model/task-state.ts";

/** What a task is within its group's life, from the specification. */
export const roleOf = ({ lifecycle, leader, shutdownDelayMs }: Task, group: TaskGroup): TaskRole => {
  const groupDelayMs = group.shutdownDelayMs ?? 0;
  if (lifecycle === null && !leader && shutdownDelayMs === 0 && groupDelayMs === 0) return mainRole;
  const hook = lifecycle?.hook;
  return {
    hook: hook === "prestart" || hook === "poststart" || hook === "poststop" ? hook : "main",
    sidecar: lifecycle?.sidecar ?? false,
    leader,
    shutdownDelayMs,
    groupDelayMs,
  };
};
