import type { JobChange } from "../command.ts";
import type { Job } from "../model/job.ts";
import type { JobSpec } from "../model/job-spec.ts";

/** The specification a change leads to; undefined when the job is gone after it. */
export const specOfChange = (change: JobChange, before: Job | undefined, after: Job | undefined): JobSpec | undefined =>
  change.type === "purgeJob" ? undefined : (after?.spec ?? before?.spec);
