import {
  nomadJobStatus,
  totalCounts,
  type InstanceState,
  type Job,
  type JobSpec,
  type JsonObject,
} from "@longshore/core/model";
import { putBack } from "../../left-over.ts";
import { rfc3339 } from "../../units.ts";
import { readSpec, type Definition } from "../inbound/read-spec.ts";
import type * as wire from "../wire.ts";
import { entityVersion } from "./entity-version.ts";
import { writeSpec } from "./write-spec.ts";

/** A specification as Peloton defines jobs: what was written through that door reads back as it was, as far as it still holds. */
export const definitionToWire = (spec: JobSpec): Definition =>
  putBack(writeSpec(spec) as unknown as JsonObject, spec.about?.foreign["peloton"], (definition) =>
    readSpec(definition as unknown as Definition, spec),
  ) as unknown as Definition;

const nanoseconds = (ms: number): string => (BigInt(Math.round(ms * 1000)) * 1000n).toString();

const revisionOf = (job: Job): wire.Revision => ({
  version: String(job.counters.configuration),
  created_at: nanoseconds(job.createdAt),
  updated_at: nanoseconds(job.changedAt),
  updated_by: job.changed.by,
});

const podStates: Readonly<Record<InstanceState, wire.PodState>> = {
  queued: "POD_STATE_PENDING",
  starting: "POD_STATE_STARTING",
  running: "POD_STATE_RUNNING",
  complete: "POD_STATE_SUCCEEDED",
  failed: "POD_STATE_FAILED",
  lost: "POD_STATE_LOST",
  stopping: "POD_STATE_KILLING",
};

/** The state of a whole, from those of its pods, in Peloton's order. */
const stateOf = (job: Job): wire.JobState => {
  const counts = totalCounts(job);
  const wanted = job.spec.taskGroups.reduce((sum, group) => sum + group.count, 0);
  if (job.stop) return nomadJobStatus(job) === "dead" ? "JOB_STATE_KILLED" : "JOB_STATE_KILLING";
  if (wanted > 0 && counts.complete >= wanted) return "JOB_STATE_SUCCEEDED";
  if (wanted > 0 && counts.complete + counts.failed + counts.lost >= wanted) return "JOB_STATE_FAILED";
  return counts.running > 0 ? "JOB_STATE_RUNNING" : "JOB_STATE_PENDING";
};

const workflowOf = (job: Job): wire.WorkflowStatus => {
  const counts = totalCounts(job);
  const { configuration } = job.counters;
  const isOpen = job.openEvaluations > 0 || counts.starting > 0;
  return {
    type: "WORKFLOW_TYPE_UPDATE",
    state: isOpen ? "WORKFLOW_STATE_ROLLING_FORWARD" : "WORKFLOW_STATE_SUCCEEDED",
    num_instances_completed: counts.running + counts.complete,
    num_instances_remaining: counts.queued + counts.starting,
    num_instances_failed: counts.failed + counts.lost,
    instances_current: [],
    version: { value: entityVersion(job.counters) },
    prev_version: { value: entityVersion({ ...job.counters, configuration: configuration - 1 }) },
    creation_time: rfc3339(job.changedAt) ?? "",
    update_time: rfc3339(job.changedAt) ?? "",
  };
};

export const jobStatusToWire = (job: Job): wire.JobStatus => ({
  revision: { ...revisionOf(job), version: String(job.modifyIndex) },
  state: stateOf(job),
  creation_time: rfc3339(job.createdAt) ?? "",
  pod_stats: Object.fromEntries(
    Object.entries(totalCounts(job))
      .filter(([, count]) => count > 0)
      .map(([state, count]) => [podStates[state as InstanceState], count]),
  ),
  desired_state: job.stop ? "JOB_STATE_KILLED" : "JOB_STATE_RUNNING",
  version: { value: entityVersion(job.counters) },
  workflow_status: workflowOf(job),
});

/** `jobId`: the UUID that Peloton's clients know the job by. */
export const jobInfoToWire = (jobId: string, job: Job): wire.JobInfo => ({
  job_id: { value: jobId },
  spec: { ...definitionToWire(job.spec).spec, revision: revisionOf(job) },
  status: jobStatusToWire(job),
});

export const jobSummaryToWire = (jobId: string, job: Job): wire.JobSummary => {
  const { spec } = definitionToWire(job.spec);
  return {
    job_id: { value: jobId },
    name: spec.name ?? "",
    owner: spec.owner ?? "",
    owning_team: spec.owning_team ?? "",
    labels: spec.labels ?? [],
    instance_count: spec.instance_count ?? 0,
    ...(spec.respool_id === undefined ? {} : { respool_id: spec.respool_id }),
    status: jobStatusToWire(job),
    sla: spec.sla ?? {},
  };
};

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** A job that was made through this door has a UUID for its id; any other gets the one that stands for its key. */
export const jobIdOf = (job: Pick<Job, "spec" | "created">, uuidOfKey: () => string): string =>
  job.created.door === "peloton" && uuid.test(job.spec.id) ? job.spec.id : uuidOfKey();
