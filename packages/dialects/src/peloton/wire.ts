/**
 * Messages of Peloton's v1alpha stateless `JobService` (packages `peloton.api.v1alpha.*` of uber/peloton, Apache-2.0), by the names of the
 * .proto files. A field that has proto3's zero value may be absent. 64-bit integers are decimal text. Every sentence of the documented service
 * stands beside its field in `wire.test.ts`.
 */

/** `JobID`, `PodName`, `PodID`, `ResourcePoolID`, `EntityVersion` and the like: peloton.proto. */
export type Value = { readonly value?: string };
export type OpaqueData = { readonly data?: string };
export type Label = { readonly key?: string; readonly value?: string };
export type Revision = {
  readonly version?: string;
  /** Nanoseconds since the epoch. */
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly updated_by?: string;
};
export type Secret = {
  readonly secret_id?: Value;
  readonly path?: string;
  readonly value?: { readonly data?: string };
};

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

export type PodState =
  | "POD_STATE_INITIALIZED"
  | "POD_STATE_PENDING"
  | "POD_STATE_PLACED"
  | "POD_STATE_LAUNCHED"
  | "POD_STATE_STARTING"
  | "POD_STATE_RUNNING"
  | "POD_STATE_SUCCEEDED"
  | "POD_STATE_FAILED"
  | "POD_STATE_LOST"
  | "POD_STATE_KILLING"
  | "POD_STATE_KILLED"
  | "POD_STATE_PREEMPTING";

export type ContainerState =
  | "CONTAINER_STATE_PENDING"
  | "CONTAINER_STATE_LAUNCHED"
  | "CONTAINER_STATE_RUNNING"
  | "CONTAINER_STATE_SUCCEEDED"
  | "CONTAINER_STATE_FAILED"
  | "CONTAINER_STATE_KILLING"
  | "CONTAINER_STATE_KILLED";

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

/** pod.proto. */
export type CommandSpec = { readonly value?: string; readonly arguments?: readonly string[] };
export type Environment = { readonly name?: string; readonly value?: string };
export type ResourceSpec = {
  /** Whole CPUs and parts of them. */
  readonly cpu_limit?: number;
  readonly mem_limit_mb?: number;
  readonly disk_limit_mb?: number;
  readonly fd_limit?: number;
  readonly gpu_limit?: number;
};
export type PortSpec = {
  readonly name?: string;
  /** 0: any free port. */
  readonly value?: number;
  /** The variable that tells the container its port. */
  readonly env_name?: string;
  readonly template_name?: string;
  readonly type?:
    | "PORT_TYPE_INVALID"
    | "PORT_TYPE_STATIC"
    | "PORT_TYPE_DYNAMIC_ENV_VAR"
    | "PORT_TYPE_DYNAMIC_TEMPLATE_VAR";
};
export type HTTPGetSpec = {
  readonly scheme?: string;
  readonly port?: number;
  readonly path?: string;
  readonly http_headers?: readonly Environment[];
  readonly port_spec?: PortSpec;
};
export type HealthCheckSpec = {
  readonly enabled?: boolean;
  readonly initial_interval_secs?: number;
  readonly interval_secs?: number;
  readonly max_consecutive_failures?: number;
  readonly timeout_secs?: number;
  readonly type?: "HEALTH_CHECK_TYPE_UNKNOWN" | "HEALTH_CHECK_TYPE_COMMAND" | "HEALTH_CHECK_TYPE_HTTP";
  readonly success_threshold?: number;
  readonly command?: CommandSpec;
  readonly http_get?: HTTPGetSpec;
};
export type VolumeMount = { readonly name?: string; readonly read_only?: boolean; readonly mount_path?: string };

/** The part of `mesos.v1` that the deprecated fields of a container need. */
export type CommandInfo = {
  readonly value?: string;
  /** True when absent. */
  readonly shell?: boolean;
  readonly arguments?: readonly string[];
};
export type ContainerInfo = {
  readonly type?: "DOCKER" | "MESOS";
  readonly docker?: { readonly image?: string };
  readonly mesos?: { readonly image?: { readonly docker?: { readonly name?: string } } };
};

export type ContainerSpec = {
  readonly name?: string;
  readonly resource?: ResourceSpec;
  /** Deprecated; where given it goes before `image`. */
  readonly container?: ContainerInfo;
  /** Deprecated; where given it goes before `entrypoint`. */
  readonly command?: CommandInfo;
  readonly liveness_check?: HealthCheckSpec;
  readonly readiness_check?: HealthCheckSpec;
  readonly ports?: readonly PortSpec[];
  readonly entrypoint?: CommandSpec;
  readonly environment?: readonly Environment[];
  readonly image?: string;
  readonly volume_mounts?: readonly VolumeMount[];
};

export type Constraint = {
  readonly type?: "CONSTRAINT_TYPE_LABEL" | "CONSTRAINT_TYPE_AND" | "CONSTRAINT_TYPE_OR";
  readonly label_constraint?: LabelConstraint;
  readonly and_constraint?: { readonly constraints?: readonly Constraint[] };
  readonly or_constraint?: { readonly constraints?: readonly Constraint[] };
};
/** How many labels of hosts or of pods on a host may equal `label`. */
export type LabelConstraint = {
  readonly kind?: "LABEL_CONSTRAINT_KIND_POD" | "LABEL_CONSTRAINT_KIND_HOST";
  readonly condition?:
    | "LABEL_CONSTRAINT_CONDITION_LESS_THAN"
    | "LABEL_CONSTRAINT_CONDITION_EQUAL"
    | "LABEL_CONSTRAINT_CONDITION_GREATER_THAN";
  readonly label?: Label;
  readonly requirement?: number;
};

export type VolumeSpec = {
  readonly name?: string;
  readonly type?: "VOLUME_TYPE_EMPTY_DIR" | "VOLUME_TYPE_HOST_PATH";
  readonly empty_dir?: { readonly medium?: string; readonly size_in_mb?: number };
  readonly host_path?: { readonly path?: string };
};
export type MesosPodSpec = {
  readonly type?: "CONTAINER_TYPE_DOCKER" | "CONTAINER_TYPE_MESOS";
  readonly docker_parameters?: readonly Label[];
  readonly shell?: boolean;
  readonly network_spec?: { readonly type?: string; readonly name?: string };
};

export type PodSpec = {
  readonly pod_name?: Value;
  readonly labels?: readonly Label[];
  readonly init_containers?: readonly ContainerSpec[];
  readonly containers?: readonly ContainerSpec[];
  readonly constraint?: Constraint;
  readonly restart_policy?: { readonly max_failures?: number };
  readonly preemption_policy?: { readonly kill_on_preempt?: boolean };
  readonly controller?: boolean;
  /** 30 when 0. */
  readonly kill_grace_period_seconds?: number;
  readonly revocable?: boolean;
  readonly volumes?: readonly VolumeSpec[];
  readonly mesos_spec?: MesosPodSpec;
  readonly host_ports?: readonly PortSpec[];
};

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

export type TerminationStatus = {
  readonly reason:
    | "TERMINATION_STATUS_REASON_KILLED_ON_REQUEST"
    | "TERMINATION_STATUS_REASON_FAILED"
    | "TERMINATION_STATUS_REASON_PREEMPTED_RESOURCES"
    | "TERMINATION_STATUS_REASON_DEADLINE_TIMEOUT_EXCEEDED";
  readonly exit_code: number;
  readonly signal: string;
};
export type ContainerStatus = {
  readonly name: string;
  readonly state: ContainerState;
  readonly ports: { readonly [name: string]: number };
  readonly message: string;
  readonly reason: string;
  readonly failure_count: number;
  readonly healthy: { readonly state: HealthState; readonly output: string };
  readonly image: string;
  readonly start_time: string;
  readonly completion_time: string;
  /** So spelled in the .proto file. */
  readonly terminationStatus?: TerminationStatus;
};
export type HealthState =
  | "HEALTH_STATE_DISABLED"
  | "HEALTH_STATE_UNKNOWN"
  | "HEALTH_STATE_HEALTHY"
  | "HEALTH_STATE_UNHEALTHY";
export type PodStatus = {
  readonly state: PodState;
  readonly pod_id: Value;
  readonly start_time: string;
  readonly completion_time: string;
  readonly host: string;
  readonly init_containers_status: readonly ContainerStatus[];
  readonly containers_status: readonly ContainerStatus[];
  readonly desired_state: PodState;
  readonly message: string;
  readonly reason: string;
  readonly failure_count: number;
  readonly version: Value;
  readonly desired_version: Value;
  readonly prev_pod_id: Value;
  readonly host_id: string;
};
export type PodSummary = { readonly pod_name: Value; readonly status: PodStatus };
export type PodInfo = { readonly spec: PodSpec; readonly status: PodStatus };
