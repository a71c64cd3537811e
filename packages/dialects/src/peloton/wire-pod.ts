import type { Label, Value } from "./wire-peloton.ts";

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
