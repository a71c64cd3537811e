import type { AllocationDetail, TaskDetail } from "@longshore/api/allocations";

/** The shape and word of a task's phase. */
export const taskState = (
  task: Pick<TaskDetail, "phase" | "failed" | "exitCode" | "restartAt" | "events">,
  allocation: AllocationDetail["state"],
): { readonly state: string; readonly word: string } => {
  if (task.restartAt !== null) return { state: "restarting", word: "restarting" };
  if (task.phase === "running") return { state: "running", word: "running" };
  if (task.phase === "pending")
    return allocation === "starting" ? { state: "starting", word: "starting" } : { state: "queued", word: "pending" };
  if (task.events.at(-1)?.type === "Lost") return { state: "lost", word: "lost" };
  if (task.failed) return { state: "failed", word: "failed" };
  if (task.exitCode === 0) return { state: "succeeded", word: "complete" };
  return { state: "stopped", word: task.exitCode === null ? "never started" : "stopped" };
};
