import type { Allocation } from "@longshore/core/model";
import { checkReportOf, noTally, tallied, type CheckTally } from "@longshore/core/tasks/check-tally";
import type { Engine, ProbeResult } from "@longshore/engines/engine";
import type { Kernel } from "./kernel.ts";
import { probeRequest, watchedChecks, type WatchedCheck } from "./watched-checks.ts";

/** The least that Nomad allows. */
const leastIntervalMs = 1000;
/** What most programs take to listen: looked at sooner, all of them would be failing first. */
const firstLookMs = 250;

type Watch = { readonly identity: string; readonly stop: () => void };

type Settings = {
  readonly kernel: Kernel;
  readonly engine: Pick<Engine, "probe">;
  readonly now: () => number;
  readonly log: (message: string) => void;
};

/** Looks at one check of one run again and again, until it is stopped. */
const watch = ({ kernel, engine, now, log }: Settings, allocation: number, watched: WatchedCheck): Watch => {
  const intervalMs = Math.max(leastIntervalMs, watched.checked.check.intervalMs);
  let tally: CheckTally = noTally;
  let isStopped = false;
  let timer: NodeJS.Timeout;

  /** Worked out once: what a run was started with does not change. */
  let asked: ReturnType<typeof probeRequest> | undefined;
  const probe = async (present: Allocation): Promise<ProbeResult> => {
    asked ??= probeRequest(kernel.view(), present, watched);
    return asked.ok ? engine.probe(asked.request) : { status: "failing", output: asked.problem };
  };

  const look = async (): Promise<void> => {
    const began = now();
    const before = kernel.view().allocations.get(allocation);
    if (before === undefined) return;
    const result = await probe(before);
    const after = kernel.view().allocations.get(allocation);
    if (isStopped || after === undefined) return;
    const seen = { at: now(), ...result };
    tally = tallied(tally, watched.checked, { look: seen, since: watched.since });
    const report = checkReportOf(after, watched.checked, { tally, look: seen, group: watched.group });
    // What cannot be stored now is reported again by the next look, which finds the state as it was.
    if (report !== undefined)
      kernel
        .submit({ type: "observeCheck", report })
        .catch((fault: unknown) => log(`A check is reported later: ${String(fault)}`));
    arm(Math.max(0, began + intervalMs - now()));
  };

  const arm = (ms: number): void => {
    timer = setTimeout(() => {
      look().catch((fault: unknown) => {
        log(`A check is looked at again: ${String(fault)}`);
        if (!isStopped) arm(intervalMs);
      });
    }, ms);
  };
  arm(firstLookMs);

  return {
    identity: watched.identity,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};

/**
 * Makes the checks of what runs, for as long as it runs. Which there are follows from the state alone, so a restarted server goes on with
 * them, and only what changes is reported.
 */
export const startChecks = (settings: Settings): { readonly stop: () => void } => {
  const { kernel } = settings;
  const watches = new Map<number, Map<string, Watch>>();

  const note = (allocation: Allocation): void => {
    const present = watches.get(allocation.key);
    const wanted = watchedChecks(kernel.view(), allocation);
    if (wanted.length === 0 && present === undefined) return;
    const next = new Map<string, Watch>();
    for (const one of wanted) {
      const known = present?.get(one.key);
      next.set(one.key, known?.identity === one.identity ? known : watch(settings, allocation.key, one));
    }
    for (const [key, old] of present ?? []) if (next.get(key) !== old) old.stop();
    if (next.size === 0) watches.delete(allocation.key);
    else watches.set(allocation.key, next);
  };

  const stopAll = (): void => {
    for (const checks of watches.values()) for (const { stop } of checks.values()) stop();
    watches.clear();
  };

  const fill = (): void => {
    stopAll();
    const view = kernel.view();
    for (const [, live] of view.liveOfJob.entries())
      for (const key of live) {
        const allocation = view.allocations.get(key);
        if (allocation !== undefined) note(allocation);
      }
  };

  let isOver = false;
  kernel.onCommit(({ touched }) => {
    if (!isOver) for (const allocation of touched.allocations.values()) note(allocation);
  });
  kernel.onReload(() => (isOver ? undefined : fill()));
  fill();
  return {
    stop: () => {
      isOver = true;
      stopAll();
    },
  };
};
