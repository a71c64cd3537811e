/**
 * Messages of Peloton's v1alpha stateless `JobService` (packages `peloton.api.v1alpha.*` of uber/peloton, Apache-2.0), by the names of the
 * .proto files. A field that has proto3's zero value may be absent. 64-bit integers are decimal text. Every sentence of the documented service
 * stands beside its field in `wire.test.ts`.
 */
import type { Value, OpaqueData, Label, Revision, Secret } from "./wire-peloton.ts";
import type { PodSpec } from "./wire-pod.ts";

export type * from "./wire-peloton.ts";
export type * from "./wire-pod.ts";

export type JobState =
  | "JOB_STATE_INVALID"
  | "JOB_STATE_INITIALIZED"
  | "JOB_STATE_PENDING"
  | "JOB_STATE_RUNNING"
  | "JOB_STATE_SUCCEEDED"
  | "JOB_STATE_FAILED"
  | "JOB_STATE_KILLED"
  | "JOB_STATE_KILLING"
  | "JOB_STATE_UNINITIALIZED"
  | "JOB_STATE_DELETED";

export type WorkflowType = "WORKFLOW_TYPE_UPDATE" | "WORKFLOW_TYPE_RESTART";
export type WorkflowState =
  | "WORKFLOW_STATE_INITIALIZED"
  | "WORKFLOW_STATE_ROLLING_FORWARD"
  | "WORKFLOW_STATE_PAUSED"
  | "WORKFLOW_STATE_SUCCEEDED"
  | "WORKFLOW_STATE_ABORTED"
  | "WORKFLOW_STATE_FAILED"
  | "WORKFLOW_STATE_ROLLING_BACKWARD"
  | "WORKFLOW_STATE_ROLLED_BACK";

/** stateless.proto. */
export type SlaSpec = {
  /** The higher number is the more important one. */
  readonly priority?: number;
  readonly preemptible?: boolean;
  readonly revocable?: boolean;
  readonly maximum_unavailable_instances?: number;
};
export type JobSpec = {
  readonly revision?: Revision;
  readonly name?: string;
  readonly owner?: string;
  readonly owning_team?: string;
  readonly ldap_groups?: readonly string[];
  readonly description?: string;
  readonly labels?: readonly Label[];
  readonly instance_count?: number;
  readonly sla?: SlaSpec;
  readonly default_spec?: PodSpec;
  /** Merged over `default_spec`, field by field of the pod. */
  readonly instance_spec?: { readonly [index: string]: PodSpec };
  readonly respool_id?: Value;
};
export type CreateSpec = {
  /** Instances changed at a time; 0 is all at once. */
  readonly batch_size?: number;
  readonly max_instance_retries?: number;
  readonly max_tolerable_instance_failures?: number;
  readonly start_paused?: boolean;
};
export type UpdateSpec = CreateSpec & {
  readonly rollback_on_failure?: boolean;
  readonly in_place?: boolean;
  readonly start_pods?: boolean;
};

/** stateless_svc.proto: the requests that define and operate jobs. */
export type CreateJobRequest = {
  readonly job_id?: Value;
  readonly spec?: JobSpec;
  readonly secrets?: readonly Secret[];
  readonly create_spec?: CreateSpec;
  readonly opaque_data?: OpaqueData;
};
export type ReplaceJobRequest = {
  readonly job_id?: Value;
  readonly version?: Value;
  readonly spec?: JobSpec;
  readonly secrets?: readonly Secret[];
  readonly update_spec?: UpdateSpec;
  readonly opaque_data?: OpaqueData;
};
export type StartJobRequest = { readonly job_id?: Value; readonly version?: Value };
export type StopJobRequest = StartJobRequest;
export type DeleteJobRequest = StartJobRequest & { readonly force?: boolean };

export type WorkflowStatus = {
  readonly type: WorkflowType;
  readonly state: WorkflowState;
  readonly num_instances_completed: number;
  readonly num_instances_remaining: number;
  readonly num_instances_failed: number;
  readonly instances_current: readonly number[];
  readonly version: Value;
  readonly prev_version: Value;
  readonly creation_time: string;
  readonly update_time: string;
};
export type JobStatus = {
  readonly revision: Revision;
  readonly state: JobState;
  readonly creation_time: string;
  readonly pod_stats: { readonly [state: string]: number };
  readonly desired_state: JobState;
  readonly version: Value;
  readonly workflow_status: WorkflowStatus;
};
export type JobInfo = { readonly job_id: Value; readonly spec: JobSpec; readonly status: JobStatus };
export type JobSummary = {
  readonly job_id: Value;
  readonly name: string;
  readonly owner: string;
  readonly owning_team: string;
  readonly labels: readonly Label[];
  readonly instance_count: number;
  readonly respool_id?: Value;
  readonly status: JobStatus;
  readonly sla: SlaSpec;
};
