import type { Command } from "@longshore/core/command";
import { allocationDueAt, nodeDueAt } from "@longshore/core/due";
import type { Allocation, Node } from "@longshore/core/model";
import type { Kernel } from "./kernel.ts";

/** Wall-clock steps are noticed within this time. */
const longestWaitMs = 30_000;

type Due = { readonly at: number; readonly command: Command };

/** Says when something has come due: restarts, kill signals, deadlines. The times stand in the state; this only watches the clock. */
export const startDueTimers = (
  kernel: Kernel,
  options: { readonly now: () => number; readonly log: (message: string) => void },
): { readonly stop: () => void } => {
  const due = new Map<string, Due>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const note = (key: string, at: number | null, command: Command): void => {
    if (at === null) due.delete(key);
    else due.set(key, { at, command });
  };
  const noteAllocation = (allocation: Allocation): void =>
    note(`allocation/${String(allocation.key)}`, allocationDueAt(allocation), {
      type: "allocationDue",
      allocation: allocation.key,
    });
  const noteNode = (key: number, node: Node | null): void =>
    note(`node/${String(key)}`, node === null ? null : nodeDueAt(node), { type: "nodeDue", node: key });

  const arm = (): void => {
    clearTimeout(timer);
    if (stopped || due.size === 0) return;
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of due.values()) first = Math.min(first, at);
    timer = setTimeout(fire, Math.min(longestWaitMs, Math.max(0, first - options.now())));
  };

  const fire = (): void => {
    const now = options.now();
    for (const [key, { at, command }] of due) {
      if (at > now) continue;
      due.delete(key);
      // A fault leaves what is due in the state; the reload that follows notes it again.
      kernel.submit(command).catch((fault: unknown) => options.log(`${command.type} is tried again: ${String(fault)}`));
    }
    arm();
  };

  const fill = (): void => {
    due.clear();
    const view = kernel.view();
    for (const [, live] of view.liveOfJob.entries()) {
      for (const key of live) {
        const allocation = view.allocations.get(key);
        if (allocation !== undefined) noteAllocation(allocation);
      }
    }
    for (const [key, node] of view.nodes.entries()) noteNode(key, node);
    arm();
  };

  kernel.onCommit(({ touched }) => {
    const before = due.size;
    for (const allocation of touched.allocations.values()) noteAllocation(allocation);
    for (const [key, node] of touched.nodes) noteNode(key, node);
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
