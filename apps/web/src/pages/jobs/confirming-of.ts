import type { JobListItem } from "@longshore/api/jobs";
import type { Confirming } from "../job/ChangeDialog.tsx";

/** What a stop would end, or a start would bring back. */
export const confirmingOf = (job: JobListItem): Confirming => ({
  type: job.stop ? "start" : "stop",
  namespace: job.namespace,
  id: job.id,
  instances: job.periodic
    ? 0
    : job.groups.reduce((sum, { count, now }) => sum + (job.stop ? count : now.starting + now.running), 0),
  periodic: job.periodic,
});
