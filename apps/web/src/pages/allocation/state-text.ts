import type { AllocationDetail } from "@longshore/api/allocations";

/** `failed, attempt 2, exit 137`: the state in a few words. Attempts are counted from 1. */
export const stateText = (detail: Pick<AllocationDetail, "state" | "attempt" | "tasks">): string => {
  const exit = detail.tasks.find((task) => task.failed && task.exitCode !== null)?.exitCode;
  const attempt = detail.attempt > 1 ? `, attempt ${String(detail.attempt)}` : "";
  return `${detail.state}${attempt}${exit === undefined || exit === null ? "" : `, exit ${String(exit)}`}`;
};
