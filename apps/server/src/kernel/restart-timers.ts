import type { Allocation } from "@longshore/core/model";
import type { Kernel } from "./kernel.ts";

/** Wall-clock steps are noticed within this time. */
const longestWaitMs = 30_000;

type Due = { readonly allocation: number; readonly task: string; readonly at: number };

/** Makes the restarts that have come due. The times stand in the state; this only watches the clock. */
export const startRestartTimers = (
  kernel: Kernel,
  options: { readonly now: () => number; readonly log: (message: string) => void },
): { readonly stop: () => void } => {
  const due = new Map<string, Due>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const note = (allocation: Allocation): void => {
    for (const [task, state] of Object.entries(allocation.tasks)) {
      const key = `${String(allocation.key)}/${task}`;
      if (state.restartAt !== null && allocation.desired === "run")
        due.set(key, { allocation: allocation.key, task, at: state.restartAt });
      else due.delete(key);
    }
  };

  const arm = (): void => {
    clearTimeout(timer);
    if (stopped || due.size === 0) return;
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of due.values()) first = Math.min(first, at);
    timer = setTimeout(fire, Math.min(longestWaitMs, Math.max(0, first - options.now())));
  };

  const fire = (): void => {
    const now = options.now();
    for (const [key, { allocation, task, at }] of due) {
      if (at > now) continue;
      due.delete(key);
      // A fault leaves the restart in the state; the reload that follows notes it again.
      kernel
        .submit({ type: "restartTask", allocation, task })
        .catch((fault: unknown) => options.log(`A restart is tried again: ${String(fault)}`));
    }
    arm();
  };

  const fill = (): void => {
    due.clear();
    for (const [, live] of kernel.view().liveOfJob.entries()) {
      for (const key of live) {
        const allocation = kernel.view().allocations.get(key);
        if (allocation !== undefined) note(allocation);
      }
    }
    arm();
  };

  kernel.onCommit(({ touched }) => {
    const before = due.size;
    for (const allocation of touched.allocations.values()) note(allocation);
    if (due.size > 0 || before > 0) arm();
  });
  kernel.onReload(fill);
  fill();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
