import type { PurgeJob, StartJob, StopJob } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { no } from "../result.ts";
import { beginRollout, endRolloutOf } from "../rollouts/begin-rollout.ts";
import type { StateView } from "../state.ts";
import { findJob } from "./find-job.ts";
import { evaluationsOf, versioned } from "./versions.ts";

/** [J2] A stop is a version of its own that wants nothing to run; stopping a stopped job only evaluates it again. */
export const stopJob = (view: StateView, command: StopJob): Decided => {
  const found = findJob(view, command, command.checkIndex);
  if (!found.ok) return found;
  const job = found.value;
  const evaluations = evaluationsOf(view, job, { triggeredBy: "job-deregister", priority: command.evalPriority });
  if (job.stop) return happened(evaluations);
  return happened([
    versioned(job, {
      cause: "stopped",
      spec: job.spec,
      stop: true,
      origin: command.origin,
      note: "stopped",
    }),
    ...endRolloutOf(view, job, "Cancelled because job is stopped"),
    ...evaluations,
  ]);
};

export const startJob = (view: StateView, command: StartJob): Decided => {
  const found = findJob(view, command, command.checkIndex);
  if (!found.ok) return found;
  const job = found.value;
  if (!job.stop) return no({ kind: "jobIsNotStopped", id: job.spec.id });
  return happened([
    versioned(job, {
      cause: "started",
      spec: job.spec,
      stop: false,
      origin: command.origin,
      note: "started",
    }),
    ...beginRollout(view, {
      key: job.key,
      before: job,
      version: job.version + 1,
      spec: job.spec,
      origin: command.origin,
      options: command.rollout,
    }),
    ...evaluationsOf(view, job, { triggeredBy: "job-register", priority: command.evalPriority }),
  ]);
};

/** [J3] A purged job is gone at once; what ran of it is stopped by its evaluation. */
export const purgeJob = (view: StateView, command: PurgeJob): Decided => {
  const found = findJob(view, command, command.checkIndex);
  if (!found.ok) return found;
  return happened([
    ...endRolloutOf(view, found.value, "Cancelled because job is stopped"),
    { type: "jobPurged", job: found.value.key, origin: command.origin },
    ...evaluationsOf(view, found.value, { triggeredBy: "job-deregister", priority: command.evalPriority }),
  ]);
};
