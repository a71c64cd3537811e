import type { JobSpec } from "../model/job-spec.ts";
import type { RehearsalTimes } from "../model/rehearsal.ts";
import { own } from "../own.ts";

/** Fine enough for anybody to look at. */
const finestMs = 100;
/** Instances looked at by the scheduler, all looks together, at some 2 µs each: what a rehearsal may take. */
const mostLookedAt = 2_000_000;

/**
 * In what beat engines answer where their times spread: each beat is a look at the whole job, and a big one cannot be looked at for each of its
 * instances. No longer than a quarter of what one batch takes.
 */
export const beatOf = (spec: JobSpec, times: RehearsalTimes): number => {
  const groups = spec.taskGroups.map(({ name, count, update }) => {
    const taken = own(times, name);
    const batchMs =
      (update?.minHealthyTimeMs ?? 0) +
      (taken === undefined ? 0 : taken.stop.median + taken.start.median + taken.checks.median);
    return { batchMs, batches: Math.ceil(count / (update?.maxParallel || Math.max(1, count))) };
  });
  const count = spec.taskGroups.reduce((sum, group) => sum + group.count, 0);
  const lasts = Math.max(0, ...groups.map(({ batchMs, batches }) => batchMs * batches));
  const quarter = Math.max(0, ...groups.map(({ batchMs }) => batchMs)) / 4;
  const beat = Math.min(quarter, (lasts * count) / mostLookedAt);
  return Math.max(1, Math.round(beat / finestMs)) * finestMs;
};
