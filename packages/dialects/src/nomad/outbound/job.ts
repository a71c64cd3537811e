import {
  noChildren,
  nomadJobStatus,
  type ChildCounts,
  type Job,
  type JobSpec,
  type JobVersion,
  type VersionTag,
  type Json,
  type JsonObject,
} from "@longshore/core/model";
import { writeDefinition } from "@longshore/core/spec/write";
import { orNull, unixNano } from "../json.ts";
import type * as wire from "../wire.ts";

const nulls = (words: readonly string[]): JsonObject => Object.fromEntries(words.map((word) => [word, null]));

/** Blocks that a definition may lack and Nomad's reply always has. */
const jobBlanks: JsonObject = {
  ...nulls(["Multiregion", "Periodic", "ParameterizedJob", "Payload", "VersionTag", "UI"]),
  ParentID: "",
  Dispatched: false,
  DispatchIdempotencyToken: "",
  ConsulNamespace: "",
  VaultNamespace: "",
  NomadTokenID: "",
  StatusDescription: "",
};
const groupBlanks = nulls(["Scaling", "Disconnect", "Networks", "Consul", "Services", "Volumes"]);
const taskBlanks: JsonObject = {
  ...nulls(["Services", "Vault", "Consul", "Templates", "DispatchPayload", "Lifecycle", "Artifacts", "VolumeMounts"]),
  ...nulls(["CSIPluginConfig", "Identity", "Identities", "Actions", "Secrets", "Schedule", "ScalingPolicies"]),
  Kind: "",
};
const resourceBlanks = nulls(["Networks", "Devices", "NUMA"]);

/** Nomad's job keeps an update block even where none was given. */
const noUpdate: JsonObject = {
  Stagger: 0,
  MaxParallel: 0,
  HealthCheck: "",
  MinHealthyTime: 0,
  HealthyDeadline: 0,
  ProgressDeadline: 0,
  AutoRevert: false,
  AutoPromote: false,
  Canary: 0,
};

const record = (value: Json | undefined): JsonObject => (value ?? {}) as JsonObject;
const records = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as readonly JsonObject[];

const taskToWire = (task: JsonObject): JsonObject => ({
  ...taskBlanks,
  ...task,
  Config: orNull(record(task["Config"])),
  Resources: { ...resourceBlanks, ...record(task["Resources"]) },
});

const groupToWire = (group: JsonObject): JsonObject => ({
  ...groupBlanks,
  ...group,
  Tasks: orNull(records(group["Tasks"]).map(taskToWire)),
});

/** Clients compute the next times themselves, and look at the kind of schedule first. */
const periodicToWire = (written: Json | undefined): Json =>
  written === null || written === undefined ? null : { ...record(written), Spec: "", SpecType: "cron" };

const definitionToWire = (spec: JobSpec, parent: Job["parent"]): JsonObject => {
  const written = writeDefinition(spec);
  return {
    ...jobBlanks,
    ...written,
    ParentID: parent?.id ?? "",
    Dispatched: parent?.dispatch !== undefined,
    DispatchIdempotencyToken: parent?.dispatch?.token ?? "",
    Periodic: periodicToWire(written["Periodic"]),
    Update: written["Update"] ?? noUpdate,
    TaskGroups: orNull(records(written["TaskGroups"]).map(groupToWire)),
  };
};

/** As to Nomad a job of type system runs until it is stopped, whatever lives of it. */
const statusToWire = (job: Job): string =>
  job.spec.type === "system" ? (job.stop ? "dead" : "running") : nomadJobStatus(job);

const tagToWire = (tag: VersionTag | undefined): Json =>
  tag === undefined
    ? null
    : ({ Name: tag.name, Description: tag.description, TaggedTime: unixNano(tag.taggedAt) } as unknown as JsonObject);

/** One version of a job. Its status is the job's, which it does not keep for itself. */
export const versionToWire = (job: Job, version: JobVersion): wire.Job =>
  ({
    ...definitionToWire(version.spec, job.parent),
    Stop: version.stop,
    Status: statusToWire(job),
    Stable: version.stable,
    Version: version.version,
    VersionTag: tagToWire(version.tag),
    SubmitTime: unixNano(version.at),
    CreateIndex: job.createIndex,
    ModifyIndex: version.index,
    JobModifyIndex: version.index,
  }) as unknown as wire.Job;

/** `tag`: of the version in force. */
export const jobToWire = (job: Job, tag?: VersionTag): wire.Job =>
  ({
    ...definitionToWire(job.spec, job.parent),
    VersionTag: tagToWire(tag),
    Stop: job.stop,
    Status: statusToWire(job),
    Stable: job.stable,
    Version: job.version,
    SubmitTime: unixNano(job.changedAt),
    CreateIndex: job.createIndex,
    ModifyIndex: job.modifyIndex,
    JobModifyIndex: job.jobModifyIndex,
  }) as unknown as wire.Job;

/** What is left to say of a job that is no longer kept: clients read through an allocation's job. */
export const forgottenJobToWire = (job: {
  readonly namespace: string;
  readonly id: string;
  readonly version: number;
}) =>
  ({
    ...jobBlanks,
    ID: job.id,
    Name: job.id,
    Namespace: job.namespace,
    Region: "global",
    Type: "service",
    Priority: 50,
    AllAtOnce: false,
    Datacenters: ["*"],
    NodePool: "default",
    ...nulls(["Constraints", "Affinities", "Spreads", "TaskGroups", "Meta"]),
    Update: noUpdate,
    Stop: true,
    Status: "dead",
    Stable: false,
    Version: job.version,
    SubmitTime: 0,
    CreateIndex: 0,
    ModifyIndex: 0,
    JobModifyIndex: 0,
  }) as unknown as wire.Job;

const groupSummary = (counts: Job["groups"][string]): wire.GroupSummary => ({
  Queued: counts.now.queued,
  // Nomad's history: these only grow.
  Complete: counts.ever.complete,
  Failed: counts.ever.failed,
  Running: counts.now.running + counts.now.stopping,
  Starting: counts.now.starting,
  Lost: counts.ever.lost,
  Unknown: 0,
});

/** Moves with anything that the summary or the status shows. */
export const summaryIndex = (job: Job): number =>
  Math.max(job.createIndex, job.modifyIndex, job.allocationsIndex, job.evaluationsIndex, job.launches?.index ?? 0);

const childrenToWire = ({ pending, running, dead }: ChildCounts): wire.JobSummary["Children"] => ({
  Pending: pending,
  Running: running,
  Dead: dead,
});

export const summaryToWire = (job: Job): wire.JobSummary => ({
  JobID: job.spec.id,
  Namespace: job.spec.namespace,
  Summary: Object.fromEntries(Object.entries(job.groups).map(([name, counts]) => [name, groupSummary(counts)])),
  Children: childrenToWire(job.launches?.children ?? noChildren),
  CreateIndex: job.createIndex,
  ModifyIndex: summaryIndex(job),
});

export const jobStubToWire = (job: Job, withMeta: boolean): wire.JobListStub => ({
  ID: job.spec.id,
  ParentID: job.parent?.id ?? "",
  Name: job.spec.name,
  Namespace: job.spec.namespace,
  Datacenters: job.spec.datacenters,
  NodePool: job.spec.nodePool,
  Multiregion: null,
  Type: job.spec.type,
  Priority: job.spec.priority,
  Periodic: job.spec.periodic !== null,
  ParameterizedJob: job.spec.parameterized !== null,
  Stop: job.stop,
  Status: statusToWire(job),
  StatusDescription: "",
  JobSummary: summaryToWire(job),
  CreateIndex: job.createIndex,
  ModifyIndex: job.modifyIndex,
  JobModifyIndex: job.jobModifyIndex,
  SubmitTime: unixNano(job.changedAt),
  ...(withMeta ? { Meta: orNull(job.spec.meta) } : {}),
});
