import type { JsonObject } from "@longshore/core/model";
import type { Digits } from "./json.ts";

/** What goes over Nomad's wire. Durations are nanoseconds; `…Time` integers are nanoseconds since the epoch; indexes are the journal's. */

/** A job definition in Nomad's JSON, with what the server adds. */
export type Job = JsonObject & { readonly [word in "ID" | "Name" | "Namespace"]: string };

export type GroupSummary = {
  readonly Queued: number;
  readonly Complete: number;
  readonly Failed: number;
  readonly Running: number;
  readonly Starting: number;
  readonly Lost: number;
  readonly Unknown: number;
};

export type JobSummary = {
  readonly JobID: string;
  readonly Namespace: string;
  readonly Summary: { readonly [group: string]: GroupSummary };
  readonly Children: { readonly Pending: number; readonly Running: number; readonly Dead: number };
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
};

export type JobListStub = {
  readonly ID: string;
  readonly ParentID: string;
  readonly Name: string;
  readonly Namespace: string;
  readonly Datacenters: readonly string[];
  readonly NodePool: string;
  readonly Multiregion: null;
  readonly Type: string;
  readonly Priority: number;
  readonly Periodic: boolean;
  readonly ParameterizedJob: boolean;
  readonly Stop: boolean;
  readonly Status: string;
  readonly StatusDescription: string;
  /** Never null: Nomad's command line reads through it. */
  readonly JobSummary: JobSummary;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
  readonly JobModifyIndex: number;
  readonly SubmitTime: Digits;
  readonly Meta?: { readonly [key: string]: string } | null;
};

export type AllocMetric = {
  readonly NodesEvaluated: number;
  readonly NodesFiltered: number;
  readonly NodesInPool: number;
  readonly NodePool: string;
  readonly NodesAvailable: { readonly [datacenter: string]: number };
  readonly ClassFiltered: { readonly [nodeClass: string]: number } | null;
  readonly ConstraintFiltered: { readonly [reason: string]: number } | null;
  readonly NodesExhausted: number;
  readonly ClassExhausted: { readonly [nodeClass: string]: number } | null;
  readonly DimensionExhausted: { readonly [dimension: string]: number } | null;
  readonly QuotaExhausted: null;
  readonly ResourcesExhausted: null;
  readonly Scores: null;
  readonly ScoreMetaData:
    | readonly {
        readonly NodeID: string;
        readonly Scores: { readonly [name: string]: Digits };
        readonly NormScore: Digits;
      }[]
    | null;
  readonly AllocationTime: number;
  readonly CoalescedFailures: number;
};

export type EvaluationStub = {
  readonly ID: string;
  readonly Namespace: string;
  readonly Priority: number;
  readonly Type: string;
  readonly TriggeredBy: string;
  readonly JobID: string;
  readonly NodeID: string;
  readonly DeploymentID: string;
  readonly Status: string;
  readonly StatusDescription: string;
  readonly WaitUntil: string | null;
  readonly NextEval: string;
  readonly PreviousEval: string;
  readonly BlockedEval: string;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
  readonly CreateTime: Digits;
  readonly ModifyTime: Digits;
};

export type Evaluation = EvaluationStub & {
  readonly JobModifyIndex: number;
  readonly NodeModifyIndex: number;
  readonly Wait: number;
  readonly RelatedEvals: readonly EvaluationStub[] | null;
  readonly FailedTGAllocs: { readonly [group: string]: AllocMetric } | null;
  readonly PlanAnnotations: null;
  readonly ClassEligibility: null;
  readonly QuotaLimitReached: string;
  readonly EscapedComputedClass: boolean;
  readonly AnnotatePlan: boolean;
  readonly QueuedAllocations: { readonly [group: string]: number } | null;
  readonly SnapshotIndex: number;
};

export type TaskEvent = {
  readonly Type: string;
  readonly Time: Digits;
  readonly DisplayMessage: string;
  readonly Message: string;
  readonly Details: { readonly [key: string]: string };
  readonly DriverError: string;
  readonly KillReason: string;
  readonly RestartReason: string;
  readonly TaskSignalReason: string;
  readonly FailsTask: boolean;
  readonly ExitCode: number;
  readonly Signal: number;
};

export type TaskState = {
  readonly State: string;
  readonly Failed: boolean;
  readonly Restarts: number;
  readonly LastRestart: string | null;
  readonly StartedAt: string | null;
  readonly FinishedAt: string | null;
  readonly Events: readonly TaskEvent[];
};

export type AllocListStub = {
  readonly ID: string;
  readonly EvalID: string;
  readonly Name: string;
  readonly Namespace: string;
  readonly NodeID: string;
  readonly NodeName: string;
  readonly JobID: string;
  readonly JobType: string;
  readonly JobVersion: number;
  readonly TaskGroup: string;
  readonly DesiredStatus: string;
  readonly DesiredDescription: string;
  readonly ClientStatus: string;
  readonly ClientDescription: string;
  readonly DesiredTransition: { readonly [word: string]: null };
  readonly TaskStates?: { readonly [task: string]: TaskState } | null;
  readonly AllocatedResources?: AllocatedResources;
  readonly DeploymentStatus: null;
  readonly FollowupEvalID: string;
  readonly NextAllocation: string;
  readonly RescheduleTracker: RescheduleTracker | null;
  readonly PreemptedAllocations: null;
  readonly PreemptedByAllocation: string;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
  readonly CreateTime: Digits;
  readonly ModifyTime: Digits;
};

export type RescheduleTracker = {
  readonly Events: readonly {
    readonly RescheduleTime: Digits;
    readonly PrevAllocID: string;
    readonly PrevNodeID: string;
    readonly Delay: Digits;
  }[];
  readonly LastReschedule: string;
};

export type Port = {
  readonly Label: string;
  readonly Value: number;
  readonly To: number;
  readonly HostNetwork: string;
};

export type Network = {
  readonly Mode: string;
  readonly Device: string;
  readonly CIDR: string;
  readonly IP: string;
  readonly Hostname: string;
  readonly MBits: number;
  readonly DNS: null;
  readonly ReservedPorts: readonly Port[] | null;
  readonly DynamicPorts: readonly Port[] | null;
};

export type PortMapping = {
  readonly Label: string;
  readonly Value: number;
  readonly To: number;
  readonly HostIP: string;
};

/** Deprecated in Nomad and still read by its command line. */
export type Resources = {
  readonly CPU: number;
  readonly Cores: number;
  readonly MemoryMB: number;
  readonly MemoryMaxMB: number;
  readonly DiskMB: number;
  readonly IOPS: number;
  readonly Networks: readonly Network[] | null;
  readonly Devices: null;
  readonly NUMA: null;
};

export type AllocatedResources = {
  readonly Tasks: {
    readonly [task: string]: {
      readonly Cpu: { readonly CpuShares: number; readonly ReservedCores: null };
      readonly Memory: { readonly MemoryMB: number; readonly MemoryMaxMB: number };
      readonly Networks: readonly Network[] | null;
      readonly Devices: null;
    };
  };
  readonly TaskLifecycles: { readonly [task: string]: { readonly Hook: string; readonly Sidecar: boolean } | null };
  readonly Shared: {
    readonly DiskMB: number;
    readonly Networks: readonly Network[] | null;
    readonly Ports: readonly PortMapping[] | null;
  };
};

export type Allocation = Omit<AllocListStub, "JobType" | "JobVersion"> & {
  readonly Job: Job;
  readonly Resources: Resources;
  readonly SharedResources: Resources;
  readonly TaskResources: { readonly [task: string]: Resources };
  readonly AllocatedResources: AllocatedResources;
  readonly Services: null;
  readonly Metrics: AllocMetric;
  readonly DeploymentID: string;
  readonly PreviousAllocation: string;
  readonly AllocModifyIndex: number;
};

export type FieldDiff = {
  readonly Type: string;
  readonly Name: string;
  readonly Old: string;
  readonly New: string;
  readonly Annotations: readonly string[] | null;
};
export type ObjectDiff = {
  readonly Type: string;
  readonly Name: string;
  readonly Fields: readonly FieldDiff[] | null;
  readonly Objects: readonly ObjectDiff[] | null;
};
export type TaskDiff = ObjectDiff & { readonly Annotations: readonly string[] | null };
export type TaskGroupDiff = ObjectDiff & {
  readonly Tasks: readonly TaskDiff[] | null;
  readonly Updates: { readonly [word: string]: number } | null;
};
export type JobDiff = {
  readonly Type: string;
  readonly ID: string;
  readonly Fields: readonly FieldDiff[] | null;
  readonly Objects: readonly ObjectDiff[] | null;
  readonly TaskGroups: readonly TaskGroupDiff[] | null;
};

/** All keys of today and of 2017. */
export type DesiredUpdates = {
  readonly Ignore: number;
  readonly Place: number;
  readonly Migrate: number;
  readonly Stop: number;
  readonly InPlaceUpdate: number;
  readonly DestructiveUpdate: number;
  readonly Canary: number;
  readonly Preemptions: number;
  readonly Disconnect: number;
  readonly Reconnect: number;
  readonly RescheduleNow: number;
  readonly RescheduleLater: number;
};

export type PlanReply = {
  readonly Annotations: {
    readonly DesiredTGUpdates: { readonly [group: string]: DesiredUpdates };
    readonly PreemptedAllocs: readonly AllocListStub[] | null;
  };
  readonly FailedTGAllocs: { readonly [group: string]: AllocMetric } | null;
  readonly JobModifyIndex: number;
  readonly CreatedEvals: readonly Evaluation[] | null;
  readonly Diff: JobDiff | null;
  readonly NextPeriodicLaunch: string | null;
  readonly Warnings: string;
  readonly Index: number;
};
