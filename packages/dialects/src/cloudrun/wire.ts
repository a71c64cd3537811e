/**
 * Resources of the Cloud Run Admin API v1: `Job` as documented, with the messages it refers to as the API's discovery document has them. What is
 * absent is empty, 0 or false. 64-bit integers are text; numbers are taken too.
 */
export type Strings = { readonly [key: string]: string };

export type ObjectMeta = {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Strings;
  readonly annotations?: Strings;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly selfLink?: string;
  readonly ownerReferences?: readonly OwnerReference[];
};
export type OwnerReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
  readonly blockOwnerDeletion: boolean;
};

export type EnvVar = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
};
export type Container = {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly workingDir?: string;
  readonly resources?: { readonly limits?: Strings; readonly requests?: Strings };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort?: number; readonly protocol?: string }[];
};
export type Volume = {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string };
  readonly secret?: { readonly secretName: string };
  readonly nfs?: { readonly server: string; readonly path: string; readonly readOnly?: boolean };
  readonly csi?: { readonly driver: string; readonly readOnly?: boolean; readonly volumeAttributes?: Strings };
};

export type TaskSpec = {
  readonly containers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  /** 3 when absent. */
  readonly maxRetries?: number;
  /** Of each attempt; 600 when absent. */
  readonly timeoutSeconds?: string | number;
  readonly serviceAccountName?: string;
  readonly nodeSelector?: Strings;
};
export type ExecutionSpec = {
  /** 0 or absent: as many as can be. */
  readonly parallelism?: number;
  /** 1 when absent. */
  readonly taskCount?: number;
  readonly template?: { readonly spec?: TaskSpec };
  readonly delayExecution?: boolean;
};
/** "Describes the execution that will be created when running a job." */
export type ExecutionTemplateSpec = { readonly metadata?: ObjectMeta; readonly spec?: ExecutionSpec };
export type JobSpec = {
  readonly template?: ExecutionTemplateSpec;
  /** One of the two. The execution is called after the job and the token. */
  readonly startExecutionToken?: string;
  readonly runExecutionToken?: string;
};

export type Condition = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly severity?: "Error" | "Warning" | "Info";
  readonly lastTransitionTime?: string;
};

export type CompletionStatus =
  | "COMPLETION_STATUS_UNSPECIFIED"
  | "EXECUTION_SUCCEEDED"
  | "EXECUTION_FAILED"
  | "EXECUTION_RUNNING"
  | "EXECUTION_PENDING"
  | "EXECUTION_CANCELLED";
export type ExecutionReference = {
  readonly name?: string;
  readonly creationTimestamp?: string;
  readonly completionTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly completionStatus?: CompletionStatus;
};
export type JobStatus = {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly executionCount?: number;
  readonly latestCreatedExecution?: ExecutionReference;
};
export type Job = {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: JobSpec;
  readonly status?: JobStatus;
};

export type ExecutionStatus = {
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly runningCount?: number;
  readonly succeededCount?: number;
  readonly failedCount?: number;
  readonly cancelledCount?: number;
  /** Tasks that were tried again at least once. */
  readonly retriedCount?: number;
};
export type Execution = {
  readonly apiVersion: string;
  readonly kind: "Execution";
  readonly metadata: ObjectMeta;
  readonly spec: ExecutionSpec;
  readonly status: ExecutionStatus;
};

export type TaskAttemptResult = {
  /** google.rpc.Status; empty when it succeeded. */
  readonly status: { readonly code?: number; readonly message?: string };
  readonly exitCode?: number;
  readonly termSignal?: number;
};
export type TaskStatus = {
  readonly index?: number;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly retried?: number;
  readonly lastAttemptResult?: TaskAttemptResult;
};
export type Task = {
  readonly apiVersion: string;
  readonly kind: "Task";
  readonly metadata: ObjectMeta;
  readonly spec: TaskSpec;
  readonly status: TaskStatus;
};

export type ContainerOverride = {
  /** May be empty where there is one container. */
  readonly name?: string;
  readonly args?: readonly string[];
  readonly clearArgs?: boolean;
  readonly env?: readonly EnvVar[];
};
export type Overrides = {
  readonly containerOverrides?: readonly ContainerOverride[];
  readonly taskCount?: number;
  readonly timeoutSeconds?: number;
  readonly delayExecution?: boolean;
};
export type RunJobRequest = { readonly overrides?: Overrides };
