import { priorityAs, type Allocation, type Attempt, type Job } from "@longshore/core/model";
import { rfc3339 } from "../../units.ts";
import { inputOf } from "../inbound/payload.ts";
import type * as wire from "../wire.ts";
import { errorToWire } from "./error.ts";
import { attemptsOfJob, executionDetailsToWire, exeNumOf, resourcesToWire, type Setting } from "./execution.ts";
import { definitionToWire, revisionDetailsToWire, revisionToWire, triesOf, type Revision } from "./job-type.ts";
import { statusOf } from "./status.ts";

/** `revision`: the type's that the job was made from. */
export type JobSetting = Setting & { readonly revision: Revision; readonly allocations: readonly Allocation[] };

const timeText = (ms: number | null): string | null => rfc3339(ms);

type Times = Pick<wire.Job, "created" | "queued" | "started" | "ended" | "last_status_change" | "last_modified">;

const timesOf = (job: Job, last: Attempt | undefined, status: wire.Status): Times => {
  const isQueued = status === "QUEUED";
  const queuedAt = last === undefined || last.number === 1 ? job.createdAt : last.queuedAt;
  const startedAt = last === undefined || isQueued ? null : (last.startedAt ?? last.queuedAt);
  // A canceled job has no end of its own.
  const endedAt = isQueued || status === "CANCELED" ? null : (last?.endedAt ?? null);
  const changedAt = Math.max(queuedAt, startedAt ?? 0, last?.endedAt ?? 0, job.stop ? job.changedAt : 0);
  return {
    created: timeText(job.createdAt) ?? "",
    queued: timeText(queuedAt) ?? "",
    started: timeText(startedAt),
    ended: timeText(endedAt),
    last_status_change: timeText(changedAt) ?? "",
    last_modified: timeText(Math.max(changedAt, job.changedAt)) ?? "",
  };
};

/** Nothing here has a source: no file records are kept. */
const noSource = {
  source_started: null,
  source_ended: null,
  source_sensor_class: null,
  source_sensor: null,
  source_collection: null,
  source_task: null,
} as const;

const commonOf = (job: Job, setting: JobSetting) => {
  const status = statusOf(job);
  const [last] = attemptsOfJob(job.spec, setting.allocations);
  const isPlaced = last !== undefined && status !== "QUEUED" && status !== "CANCELED";
  return {
    id: job.key,
    job_type: setting.jobType,
    event: {
      id: job.createIndex,
      type: job.created.door === "scheduler" ? "CLOCK" : "USER",
      occurred: timeText(job.createdAt) ?? "",
    },
    ingest_event: null,
    recipe: null,
    batch: null,
    is_superseded: false,
    superseded_job: null,
    status,
    node: isPlaced ? { id: last.node, hostname: setting.hostname(last.node) } : null,
    error:
      status === "FAILED" && last !== undefined
        ? errorToWire(last, { spec: job.spec, jobType: setting.jobType })
        : null,
    max_tries: triesOf(job.spec),
    // It rises when the job is queued, not when it is placed.
    num_exes: last === undefined ? 1 : exeNumOf(job.spec, last) + (status === "QUEUED" ? 1 : 0),
    input_file_size: null,
    input_files: {},
    ...noSource,
    ...timesOf(job, last, status),
    superseded: null,
  };
};

export const jobToWire = (job: Job, setting: JobSetting): wire.Job => ({
  ...commonOf(job, setting),
  job_type_rev: revisionToWire(setting.type, setting.revision),
});

const nothing: Required<wire.Data> = { files: {}, json: {} };

export const jobDetailsToWire = (job: Job, setting: JobSetting): wire.JobDetails => {
  const common = commonOf(job, setting);
  const [last] = attemptsOfJob(job.spec, setting.allocations);
  const isShown = last !== undefined && common.status !== "QUEUED" && common.status !== "CANCELED";
  return {
    ...common,
    job_type_rev: revisionDetailsToWire(setting.type, setting.revision, job.spec),
    superseded_by_job: null,
    resources: resourcesToWire(job.spec),
    execution: isShown ? executionDetailsToWire(job, last, setting) : null,
    input: inputOf(job.spec.payload) ?? nothing,
    output: nothing,
    configuration: {
      mounts: {},
      output_workspaces: { default: "", outputs: {} },
      settings: {},
      ...definitionToWire(job.spec).configuration,
      priority: priorityAs(job.spec, true),
    },
  };
};
