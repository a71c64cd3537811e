import type { Allocation } from "../model/allocation.ts";
import { checksOf } from "../model/check.ts";
import type { AllocationKey } from "../model/ids.ts";
import type { JobSpec, TaskGroup } from "../model/job-spec.ts";
import type { GroupTimes, RehearsalTimes, TimeSpread } from "../model/rehearsal.ts";
import type { TaskState } from "../model/task-state.ts";
import { own } from "../own.ts";

/** Milliseconds that a process is assumed to take to start, or to end when it is asked to, where nothing was measured. */
const assumedMs = 1000;

const assumed = (ms: number): TimeSpread => ({ median: ms, low: ms, high: ms, samples: 0 });

/** As soon as they may pass: a look per interval, as many as have to be good. */
const leastCheckMs = (group: TaskGroup): number =>
  checksOf(group).reduce(
    (longest, { check }) => Math.max(longest, check.intervalMs * Math.max(1, check.successBeforePassing)),
    0,
  );

/** [Z6] What is assumed of a group of which nothing was measured; undefined: of one that is no longer known. */
export const assumedTimes = (group: TaskGroup | undefined): GroupTimes => ({
  start: assumed(assumedMs),
  checks: assumed(group === undefined ? 0 : leastCheckMs(group)),
  stop: assumed(assumedMs),
});

/** Of sorted measurements, the one below which this part of them lies. */
const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

const spreadOf = (measured: readonly number[], otherwise: TimeSpread): TimeSpread => {
  if (measured.length === 0) return otherwise;
  const sorted = measured.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.1),
    high: quantile(sorted, 0.9),
    samples: sorted.length,
  };
};

const mainsOf = ({ tasks }: Allocation): readonly TaskState[] =>
  Object.values(tasks).filter(({ role }) => role.hook === "main");

const isWaiting = ({ tasks }: Allocation): boolean =>
  Object.values(tasks).some(({ role }) => role.hook === "prestart" && !role.sidecar);

/** When its tasks could be started: when it was placed, or when the one before it had ended. */
const beganAt = (one: Allocation, known: ReadonlyMap<AllocationKey, Allocation>): number | undefined => {
  if (one.previous === null || one.rollout?.canary === true) return one.createdAt;
  const before = known.get(one.previous);
  if (before === undefined) return undefined;
  const ends = Object.values(before.tasks).map(({ finishedAt }) => finishedAt);
  return ends.some((end) => end === null) ? undefined : Math.max(one.createdAt, ...ends.map((end) => end ?? 0));
};

/** Of a first start: a task that was started again says when that was. */
const startOf = (one: Allocation, known: ReadonlyMap<AllocationKey, Allocation>): readonly number[] => {
  const began = beganAt(one, known);
  if (began === undefined || isWaiting(one)) return [];
  return mainsOf(one).flatMap(({ restarts, startedAt }) =>
    restarts > 0 || startedAt === null ? [] : [Math.max(0, startedAt - began)],
  );
};

const checksTook = (one: Allocation): readonly number[] => {
  const states = Object.values(one.checks);
  const starts = mainsOf(one).map(({ startedAt }) => startedAt);
  if (states.length === 0 || starts.length === 0 || starts.some((start) => start === null)) return [];
  if (states.some(({ status }) => status !== "passing")) return [];
  const up = Math.max(...starts.map((start) => start ?? 0));
  return [Math.max(0, Math.max(...states.map(({ since }) => since)) - up)];
};

/** From the kill signal, which follows the shutdown delays, to the end. */
const stopTook = (one: Allocation): readonly number[] =>
  Object.values(one.tasks).flatMap(({ stopRequestedAt, finishedAt, startedAt, role, lost, exitCode }) => {
    if (stopRequestedAt === null || finishedAt === null || startedAt === null || lost || exitCode === null) return [];
    return [Math.max(0, finishedAt - stopRequestedAt - role.groupDelayMs - role.shutdownDelayMs)];
  });

/**
 * [Z6] How long the engine takes over the instances of a job, from the records of its allocations, ended ones and live ones; what they do
 * not tell is assumed, and says so by resting on no measurement.
 */
export const timesOf = (spec: JobSpec, past: readonly Allocation[]): RehearsalTimes => {
  const known = new Map(past.map((one) => [one.key, one]));
  return Object.fromEntries(
    spec.taskGroups.map((group) => {
      const ofGroup = past.filter((one) => one.group === group.name);
      const without = assumedTimes(group);
      return [
        group.name,
        {
          start: spreadOf(
            ofGroup.flatMap((one) => startOf(one, known)),
            without.start,
          ),
          checks: checksOf(group).length === 0 ? without.checks : spreadOf(ofGroup.flatMap(checksTook), without.checks),
          stop: spreadOf(ofGroup.flatMap(stopTook), without.stop),
        },
      ];
    }),
  );
};

/** The time at which this part, from 0 to 1, of the spread lies below. */
export const timeAt = ({ low, median, high }: TimeSpread, part: number): number =>
  part < 0.5 ? low + (median - low) * part * 2 : median + (high - median) * (part - 0.5) * 2;

export const timesOfGroup = (times: RehearsalTimes, group: string, otherwise: TaskGroup | undefined): GroupTimes =>
  own(times, group) ?? assumedTimes(otherwise);
