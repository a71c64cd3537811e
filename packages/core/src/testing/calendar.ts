import { invariant } from "../invariant.ts";
import type { Periodic } from "../model/job-spec.ts";
import type { JobSpec } from "../model/job-spec.ts";
import type { CronCalculator } from "../schedule/launch-times.ts";
import { jobOf, type JobGiven } from "./specs.ts";

/** A calendar whose expressions are numbers: an instant at every multiple of so many seconds. */
export const everySeconds: CronCalculator = {
  check: ({ expression }) => (Number(expression) > 0 ? undefined : `Invalid cron spec "${expression}"`),
  next: ({ expression }, afterMs, count) => {
    const periodMs = Number(expression) * 1000;
    invariant(periodMs > 0, "a period");
    const first = Math.floor(afterMs / periodMs) + 1;
    return Array.from({ length: count }, (_, at) => (first + at) * periodMs);
  },
};

/** A batch job that is launched every so many seconds. */
export const periodicJob = (seconds: number, more: Partial<Periodic> = {}, given: JobGiven = {}): JobSpec => ({
  ...jobOf({ id: "report", type: "batch", ...given }),
  periodic: {
    enabled: true,
    specs: [String(seconds)],
    timeZone: "UTC",
    prohibitOverlap: false,
    missedRuns: null,
    ...more,
  },
});
