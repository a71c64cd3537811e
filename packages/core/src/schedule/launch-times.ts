import type { JobChange, LaunchPeriodic } from "../command.ts";
import { jobByName } from "../jobs/find-job.ts";
import { isLaunchedByClock, versionNamed, type Job } from "../model/job.ts";
import type { Periodic } from "../model/job-spec.ts";
import { specOfVersion, type StateView } from "../state.ts";

export type CronSpec = { readonly expression: string; readonly timeZone: string };

/** Knows calendars and time zones, which core does not: implemented and wired in by the server. */
export type CronCalculator = {
  /** Why the expression cannot be read; undefined when it can. */
  readonly check: (cron: CronSpec) => string | undefined;
  /** The first `count` instants after `afterMs`, ascending, in milliseconds since the epoch; fewer when there are no more. Never throws. */
  readonly next: (cron: CronSpec, afterMs: number, count: number) => readonly number[];
};

/** The first `count` instants of a schedule after a time: those of all its expressions, each once. */
export const instantsOf = (
  calculator: CronCalculator,
  { specs, timeZone }: Periodic,
  from: { readonly afterMs: number; readonly count: number },
): readonly number[] => {
  const all = specs.flatMap((expression) => calculator.next({ expression, timeZone }, from.afterMs, from.count));
  return [...new Set(all)].toSorted((a, b) => a - b).slice(0, from.count);
};

/** Of instants that are due, more than this are told as this many. */
export const mostMissed = 100;

const firstAfter = (calculator: CronCalculator, periodic: Periodic, afterMs: number): number | null =>
  instantsOf(calculator, periodic, { afterMs, count: 1 })[0] ?? null;

/** When a job is launched next, which may be past already; null: never. */
export const launchDueAt = (calculator: CronCalculator, job: Job): number | null =>
  job.launches === null || job.spec.periodic === null || !isLaunchedByClock(job)
    ? null
    : firstAfter(calculator, job.spec.periodic, job.launches.through);

/**
 * The newest instant up to `now`, one at `first` being known. Halving the time in which it lies takes some thirty looks at the schedule for a
 * hundred years, whatever the number of instants.
 */
const newestUpTo = (next: (after: number) => number | null, first: number, now: number): number => {
  let newest = first;
  const second = next(first);
  // As a rule nobody looked away, and it is the only one.
  if (second === null || second > now) return first;
  // Nothing lies between `limit` and `now`.
  for (let limit = now; limit - newest > 1;) {
    const middle = Math.floor((newest + limit) / 2);
    const found = next(middle);
    if (found !== null && found <= now) newest = found;
    else limit = middle;
  }
  const last = next(newest);
  return last !== null && last <= now ? last : newest;
};

type Instants = (afterMs: number, count: number) => readonly number[];

/**
 * The newest `most` instants after a time up to `now`. Instants are whole seconds, so that halving the time in which they lie ends when a
 * second is left: some thirty looks for a hundred years.
 */
const newestOf = (
  instants: Instants,
  { afterMs, now, most }: { readonly afterMs: number; readonly now: number; readonly most: number },
): readonly number[] => {
  const due = (from: number): readonly number[] => instants(from, most + 1).filter((at) => at <= now);
  const all = due(afterMs);
  if (all.length <= most) return all;
  // After `early` there are more than `most`, after `late` no more than that.
  let [early, late] = [afterMs, now];
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2);
    if (due(middle).length > most) early = middle;
    else late = middle;
  }
  return due(late);
};

/** The first of what is to be launched of the instants that are due, the first of which is at `first`. */
const firstToLaunch = (
  calculator: CronCalculator,
  periodic: Periodic,
  due: { readonly afterMs: number; readonly first: number; readonly now: number },
): number => {
  const { afterMs, first, now } = due;
  const { policy, most } = periodic.missedRuns ?? { policy: "run_once", most: 1 };
  if (policy !== "run_all") return newestUpTo((after) => firstAfter(calculator, periodic, after), first, now);
  const instants: Instants = (after, count) => instantsOf(calculator, periodic, { afterMs: after, count });
  return newestOf(instants, { afterMs, now, most })[0] ?? first;
};

/**
 * [W6] The command for what is due: the newest instant, those before it being missed; with `run_all` the first of the newest few, the
 * others of which follow one by one. Undefined while nothing is due.
 */
export const dueLaunch = (calculator: CronCalculator, job: Job, now: number): LaunchPeriodic | undefined => {
  const first = launchDueAt(calculator, job);
  const { launches } = job;
  const { periodic } = job.spec;
  if (first === null || first > now || launches === null || periodic === null) return undefined;
  const afterMs = launches.through;
  const at = firstToLaunch(calculator, periodic, { afterMs, first, now });
  const command = { type: "launchPeriodic", job: job.key, version: job.version, at } as const;
  if (at === first) return { ...command, missed: 0 };
  const due = instantsOf(calculator, periodic, { afterMs, count: mostMissed });
  return { ...command, missed: due.filter((instant) => instant < at).length, missedFrom: first };
};

/** The next times of a job that is there. */
export const upcomingLaunches = (
  calculator: CronCalculator,
  job: Job,
  from: { readonly now: number; readonly count: number },
): readonly number[] => {
  const { periodic } = job.spec;
  if (periodic === null || job.launches === null || !isLaunchedByClock(job)) return [];
  const afterMs = Math.max(from.now, job.launches.through);
  return instantsOf(calculator, periodic, { afterMs, count: from.count });
};

/** The schedule that a change leads to; null when nothing is launched after it. */
const scheduleAfter = (view: StateView, change: JobChange): Periodic | null => {
  if (change.type === "registerJob") return change.spec.periodic;
  const job = jobByName(view, change);
  if (job === undefined || change.type === "stopJob" || change.type === "purgeJob") return null;
  return change.type === "revertJob"
    ? (specOfVersion(view, job.key, versionNamed(job, change.version) ?? job.version)?.periodic ?? null)
    : job.spec.periodic;
};

/** The next times that a job is launched once it has been changed so. */
export const launchesAfter = (
  calculator: CronCalculator,
  { view, now }: { readonly view: StateView; readonly now: number },
  change: JobChange,
): readonly number[] => {
  const periodic = scheduleAfter(view, change);
  if (periodic === null || !periodic.enabled) return [];
  const job = jobByName(view, change.type === "registerJob" ? change.spec : change);
  const through = job === undefined || job.stop ? 0 : (job.launches?.through ?? 0);
  return instantsOf(calculator, periodic, { afterMs: Math.max(now, through), count: 5 });
};
