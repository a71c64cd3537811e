import type { PurgeJob, RegisterJob, StartJob, StopJob } from "@longshore/core/command";
import type { Job, JobSpec, Origin } from "@longshore/core/model";
import { entityVersion } from "../outbound/entity-version.ts";
import type * as wire from "../wire.ts";

/**
 * A change under an entity version. The version is compared with the job's as it was read; the check index keeps it compared until the change
 * is made. Undefined: the version is not the job's, `unexpected entity version`.
 */
export const checkIndexOf = (job: Job, version: wire.Value | undefined): number | undefined =>
  version?.value === entityVersion(job.counters) ? job.jobModifyIndex : undefined;

/** Only if there is no such job. */
export const createCommand = (spec: JobSpec, origin: Origin): RegisterJob => ({
  type: "registerJob",
  spec,
  checkIndex: 0,
  origin,
});

type Checked = { readonly checkIndex: number; readonly origin: Origin };

export const replaceCommand = (spec: JobSpec, checked: Checked): RegisterJob => ({
  type: "registerJob",
  spec,
  ...checked,
});

const nameOf = ({ spec: { namespace, id } }: Job) => ({ namespace, id });

export const stopCommand = (job: Job, checked: Checked): StopJob => ({ type: "stopJob", ...nameOf(job), ...checked });
export const startCommand = (job: Job, checked: Checked): StartJob => ({
  type: "startJob",
  ...nameOf(job),
  ...checked,
});
export const deleteCommand = (job: Job, checked: Checked): PurgeJob => ({
  type: "purgeJob",
  ...nameOf(job),
  ...checked,
});
