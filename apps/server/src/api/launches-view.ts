import type { Launches } from "@longshore/api/launches";
import type { Job } from "@longshore/core/model";
import { upcomingLaunches } from "@longshore/core/schedule/launch-times";
import { cronCalculator } from "../cron-calculator.ts";

const shownTimes = 5;

export const launchesOf = (job: Job, now: number): Launches | null => {
  if (job.launches === null) return null;
  const { children, last, skipped, missed } = job.launches;
  const next = upcomingLaunches(cronCalculator, job, { now, count: shownTimes });
  return { schedule: job.spec.periodic, parameters: job.spec.parameterized, next, last, skipped, missed, children };
};
