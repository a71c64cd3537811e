import type { RegisterJob, StartJob } from "@longshore/core/command";
import { isAutostart, kindOf, visibilityOf, type Job, type JobSpec, type Origin } from "@longshore/core/model";
import type * as wire from "../wire.ts";
import { countOf, isStoppedHere, withCount, withDefinedCounts, withoutCounts } from "./counts.ts";

const changed = (job: Job, spec: JobSpec, origin: Origin): RegisterJob => ({
  type: "registerJob",
  spec,
  checkIndex: job.jobModifyIndex,
  origin,
});

/** Undefined: it is stopped already. */
export const stopCommand = (job: Job, origin: Origin): RegisterJob | undefined =>
  job.stop || job.spec.taskGroups.every((group) => group.count === 0)
    ? undefined
    : changed(job, withoutCounts(job.spec), origin);

/** Restores the counts; a job that was stopped through another door is started as that door would. Undefined: it runs. */
export const startCommand = (job: Job, origin: Origin): RegisterJob | StartJob | undefined => {
  if (isStoppedHere(job.spec)) return changed(job, withDefinedCounts(job.spec), origin);
  if (!job.stop) return undefined;
  const { namespace, id } = job.spec;
  return { type: "startJob", namespace, id, checkIndex: job.jobModifyIndex, origin };
};

/** Undefined: there is no such group. */
export const setCountCommand = (job: Job, change: wire.CountChange, origin: Origin): RegisterJob | undefined =>
  countOf(job.spec, change.taskGroup) === undefined
    ? undefined
    : changed(job, withCount(job.spec, change.taskGroup, Math.max(0, change.count)), origin);

/** "Increment or decrement a task group count. If count is 0, set it to 0." */
export const updateCountCommand = (job: Job, change: wire.CountChange, origin: Origin): RegisterJob | undefined => {
  const now = countOf(job.spec, change.taskGroup) ?? 0;
  return setCountCommand(job, { ...change, count: change.count === 0 ? 0 : now + change.count }, origin);
};

const isOurs = (job: Job): boolean => visibilityOf(kindOf(job), job.created.door, "cluster") === "operable";

export const isStartedByAll = (job: Job): boolean => isOurs(job) && isAutostart(job);
export const isStoppedByAll = isOurs;
