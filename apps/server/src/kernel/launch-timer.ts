import { createDueQueue } from "@longshore/core/due-queue";
import type { Job } from "@longshore/core/model";
import { dueLaunch, launchDueAt } from "@longshore/core/schedule/launch-times";
import { cronCalculator } from "../cron-calculator.ts";
import { createAlarm } from "./alarm.ts";
import type { Kernel } from "./kernel.ts";

const retryMs = 1000;

/** What a job's next time was computed from; it is computed anew when this moves, not with every count of its children. */
type Known = { readonly version: number; readonly through: number };

/**
 * Says when an instant of a periodic job's schedule has come. Which instants are done with stands in the state, so that neither a
 * restart nor the clock makes one launch twice; this compares the next one with the wall clock.
 */
export const startLaunchTimer = (
  kernel: Kernel,
  options: { readonly now: () => number; readonly log: (message: string) => void },
): { readonly stop: () => void } => {
  const { now, log } = options;
  const due = createDueQueue<number>();
  const known = new Map<number, Known>();
  /** Asked for and not yet answered. */
  const asked = new Set<number>();

  const forget = (key: number): void => {
    known.delete(key);
    due.set(key, null);
  };

  const note = (key: number, job: Job | undefined): void => {
    if (job === undefined || job.launches === null || !kernel.view().clockJobs.has(key)) return forget(key);
    const { version, launches } = job;
    const before = known.get(key);
    if (before?.version === version && before.through === launches.through) return;
    known.set(key, { version, through: launches.through });
    if (!asked.has(key)) due.set(key, launchDueAt(cronCalculator, job));
  };

  let isStopped = false;

  const arm = (): void => alarm.set(due.firstAt());

  /** Whatever came of it, the next instant follows from the state as it is now. */
  const settle = (key: number): void => {
    asked.delete(key);
    known.delete(key);
    note(key, kernel.view().jobs.get(key));
    arm();
  };

  const launch = (key: number): void => {
    const job = kernel.view().jobs.get(key);
    const command = job === undefined ? undefined : dueLaunch(cronCalculator, job, now());
    if (command === undefined) return settle(key);
    kernel.submit(command).then(
      () => settle(key),
      (fault: unknown) => {
        log(`A launch of job ${job?.spec.id ?? ""} is tried again: ${String(fault)}`);
        setTimeout(() => settle(key), retryMs).unref();
      },
    );
  };

  const alarm = createAlarm(now, () => {
    const at = now();
    for (let next = due.take(at); next !== undefined; next = due.take(at)) {
      const key = next;
      asked.add(key);
      // Each takes half a millisecond, and a thousand may come due in one second.
      kernel.soon(() => {
        if (!isStopped) launch(key);
      });
    }
    arm();
  });

  const fill = (): void => {
    due.clear();
    known.clear();
    const view = kernel.view();
    for (const [key] of view.clockJobs.entries()) note(key, view.jobs.get(key));
    arm();
  };

  kernel.onCommit(({ touched }) => {
    for (const [key, job] of touched.jobs) if (job === null || job.launches !== null) note(key, job ?? undefined);
    arm();
  });
  kernel.onReload(fill);
  fill();
  return {
    stop: () => {
      isStopped = true;
      alarm.stop();
    },
  };
};
