import { isAutostart, nomadJobStatus, type GroupCounts, type Job } from "@longshore/core/model";
import type * as wire from "../wire.ts";

/** Nomad's six counters in this API's words; what has ended is counted over the job's life. */
const summaryOf = ({ now, ever }: GroupCounts): wire.TaskGroupSummary => ({
  queued: now.queued,
  complete: ever.complete,
  failed: ever.failed,
  running: now.running + now.stopping,
  starting: now.starting,
  lost: ever.lost,
});

const noCounts: wire.TaskGroupSummary = { queued: 0, complete: 0, failed: 0, running: 0, starting: 0, lost: 0 };

export const jobToWire = (job: Job): wire.Job => ({
  name: job.spec.id,
  status: nomadJobStatus(job),
  autostart: isAutostart(job),
  byCluster: job.spec.about?.byCluster ?? false,
  taskGroups: job.spec.taskGroups.map(({ name, count }) => ({
    name,
    count: job.stop ? 0 : count,
    summary: Object.hasOwn(job.groups, name) ? summaryOf(job.groups[name] as GroupCounts) : noCounts,
  })),
});

/** Moves with everything that this API shows of a job: the value of `waitIndex`. */
export const waitIndexOf = (job: Job): number =>
  Math.max(job.createIndex, job.modifyIndex, job.allocationsIndex, job.evaluationsIndex);
