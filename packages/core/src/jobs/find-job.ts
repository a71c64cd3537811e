import { jobNameKey, type JobName } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import type { StateView } from "../state.ts";

export const jobByName = (view: StateView, name: JobName): Job | undefined => {
  const key = view.jobKeys.get(jobNameKey(name.namespace, name.id));
  return key === undefined ? undefined : view.jobs.get(key);
};

/** [J4] A change that names a check index happens only if the job's specification still has it; 0 means "only if there is no such job". */
export const checkIndex = (job: Job | undefined, name: JobName, index: number | undefined): Rejection | undefined => {
  if (index === undefined) return undefined;
  const { namespace, id } = name;
  if (index === 0)
    return job === undefined ? undefined : { kind: "jobExists", namespace, id, jobModifyIndex: job.jobModifyIndex };
  if (job === undefined) return { kind: "jobGone", namespace, id, checkIndex: index };
  return job.jobModifyIndex === index
    ? undefined
    : { kind: "staleIndex", namespace, id, checkIndex: index, jobModifyIndex: job.jobModifyIndex };
};

export const findJob = (view: StateView, name: JobName, index: number | undefined): Result<Job, Rejection> => {
  const job = jobByName(view, name);
  const refused = checkIndex(job, name, index);
  if (refused !== undefined) return no(refused);
  return job === undefined ? no({ kind: "jobNotFound", namespace: name.namespace, id: name.id }) : ok(job);
};
