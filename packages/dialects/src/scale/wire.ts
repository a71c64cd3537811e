import type { JsonObject } from "@longshore/core/model";

/**
 * What goes over Scale's wire (v6). Replies carry every field, null where there is nothing. Times are ISO 8601 in UTC, sizes MiB, timeouts
 * seconds. Fields as in the documented job services; those of job types and manifests as in Scale's job type services and the Seed
 * specification 1.0.0.
 */

/** A Seed manifest: what a job type runs and what it needs. */
export type Manifest = {
  readonly seedVersion?: string;
  readonly job?: {
    readonly name?: string;
    readonly jobVersion?: string;
    readonly packageVersion?: string;
    readonly title?: string;
    readonly description?: string;
    readonly tags?: readonly string[];
    readonly maintainer?: {
      readonly name?: string;
      readonly organization?: string;
      readonly email?: string;
      readonly url?: string;
      readonly phone?: string;
    };
    readonly timeout?: number;
    readonly interface?: {
      readonly command?: string;
      readonly inputs?: {
        readonly files?: readonly JsonObject[];
        readonly json?: readonly { readonly name: string; readonly type?: string; readonly required?: boolean }[];
      };
      readonly outputs?: { readonly files?: readonly JsonObject[]; readonly json?: readonly JsonObject[] };
      readonly mounts?: readonly JsonObject[];
      readonly settings?: readonly JsonObject[];
    };
    readonly resources?: {
      readonly scalar?: readonly {
        readonly name: string;
        readonly value: number;
        readonly inputMultiplier?: number;
      }[];
    };
    readonly errors?: readonly ManifestError[];
  };
};
export type ManifestError = {
  readonly code: number;
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly category?: "job" | "data";
};

/** "JSON description of the configuration for running the job". */
export type Configuration = {
  readonly mounts?: JsonObject;
  /** The lower number is the more important one; 100 when absent. */
  readonly priority?: number;
  readonly output_workspaces?: { readonly default?: string; readonly outputs?: { readonly [name: string]: string } };
  readonly settings?: { readonly [name: string]: string };
};

/** The body of `POST /v6/job-types/`. */
export type JobTypeDefinition = {
  readonly manifest?: Manifest;
  readonly docker_image?: string;
  readonly configuration?: Configuration;
  readonly icon_code?: string;
  readonly max_scheduled?: number;
  readonly is_published?: boolean;
  readonly is_active?: boolean;
  readonly is_paused?: boolean;
  readonly auto_update?: boolean;
};

/** "JSON defining the data to run the job on". */
export type Data = {
  readonly files?: { readonly [name: string]: readonly number[] };
  readonly json?: JsonObject;
};
/** The body of `POST /v6/jobs/`. */
export type QueueJob = {
  readonly job_type_id: number;
  readonly input?: Data;
  readonly configuration?: Configuration;
};

export type JobType = {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly is_active: boolean;
  readonly is_paused: boolean;
  readonly is_system: boolean;
  readonly is_published: boolean;
  readonly icon_code: string | null;
  readonly unmet_resources: string | null;
};
export type JobTypeDetails = JobType & {
  readonly max_scheduled: number | null;
  readonly max_tries: number;
  readonly revision_num: number;
  readonly docker_image: string;
  readonly created: string;
  readonly deprecated: string | null;
  readonly paused: string | null;
  readonly last_modified: string;
  readonly manifest: Manifest;
  readonly configuration: Configuration;
  readonly recipe_types: readonly never[];
};
export type JobTypeRev = {
  readonly id: number;
  readonly job_type: { readonly id: number };
  readonly revision_num: number;
};
export type JobTypeRevDetails = Omit<JobTypeRev, "job_type"> & {
  readonly job_type: JobType;
  readonly docker_image: string;
  readonly created: string;
  readonly manifest: Manifest;
};

export type Status = "PENDING" | "BLOCKED" | "QUEUED" | "RUNNING" | "FAILED" | "COMPLETED" | "CANCELED";
export type ExecutionStatus = "RUNNING" | "FAILED" | "COMPLETED" | "CANCELED";
export type ErrorCategory = "SYSTEM" | "DATA" | "ALGORITHM";

export type Node = { readonly id: number; readonly hostname: string };
export type JobError = {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly job_type_name: string | null;
  readonly category: ErrorCategory;
  readonly is_builtin: boolean;
  readonly should_be_retried: boolean;
};
export type Event = { readonly id: number; readonly type: string; readonly occurred: string };
export type Resources = { readonly resources: { readonly cpus: number; readonly mem: number; readonly disk: number } };

/** An entry of `GET /v6/jobs/`. */
export type Job = {
  readonly id: number;
  readonly job_type: JobType;
  readonly job_type_rev: JobTypeRev;
  readonly event: Event;
  readonly ingest_event: null;
  readonly recipe: null;
  readonly batch: null;
  readonly is_superseded: boolean;
  readonly superseded_job: null;
  readonly status: Status;
  readonly node: Node | null;
  readonly error: JobError | null;
  readonly max_tries: number;
  readonly num_exes: number;
  readonly input_file_size: number | null;
  readonly input_files: { readonly [name: string]: readonly string[] };
  readonly source_started: null;
  readonly source_ended: null;
  readonly source_sensor_class: null;
  readonly source_sensor: null;
  readonly source_collection: null;
  readonly source_task: null;
  readonly created: string;
  readonly queued: string;
  readonly started: string | null;
  readonly ended: string | null;
  readonly last_status_change: string;
  readonly superseded: null;
  readonly last_modified: string;
};
/** `GET /v6/jobs/{id}/`, and the reply to a `POST`. */
export type JobDetails = Omit<Job, "job_type_rev"> & {
  readonly job_type_rev: JobTypeRevDetails;
  readonly superseded_by_job: null;
  readonly resources: Resources;
  readonly execution: ExecutionDetails | null;
  readonly input: Required<Data>;
  readonly output: Required<Data>;
  readonly configuration: Configuration;
};

/** An entry of `GET /v6/jobs/{id}/executions/`. */
export type Execution = {
  readonly id: number;
  readonly status: ExecutionStatus;
  readonly exe_num: number;
  readonly cluster_id: string;
  readonly created: string;
  readonly queued: string;
  readonly started: string | null;
  readonly ended: string | null;
  readonly job: { readonly id: number };
  readonly node: Node;
  readonly error: JobError | null;
  readonly job_type: JobType;
  readonly timeout: number | null;
  readonly input_file_size: number | null;
};
export type TaskResult = {
  readonly task_id: string;
  readonly type: "main";
  readonly was_launched: boolean;
  readonly launched: string;
  readonly was_started: boolean;
  readonly started: string | null;
  readonly was_timed_out: boolean;
  readonly ended: string | null;
  readonly status: ExecutionStatus;
  readonly exit_code: number | null;
};
/** `GET /v6/jobs/{id}/executions/{exe_num}/`. */
export type ExecutionDetails = Execution & {
  readonly task_results: { readonly version: string; readonly tasks: readonly TaskResult[] } | null;
  readonly resources: Resources;
  readonly configuration: JsonObject;
  readonly output: JsonObject;
};

/** A line of an execution's log. */
export type LogRecord = {
  readonly message: string;
  readonly "@timestamp": string;
  readonly scale_order_num: number;
  readonly scale_task: number;
  readonly scale_job_exe: string;
  readonly scale_node: string;
  readonly stream: "stdout" | "stderr";
};
