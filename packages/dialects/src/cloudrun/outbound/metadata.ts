import type { Job } from "@longshore/core/model";
import { toBase64 } from "../../units.ts";
import type * as wire from "../wire.ts";

export const apiVersion = "run.googleapis.com/v1";
const prefix = "run.googleapis.com";
const locationLabel = "cloud.googleapis.com/location";

/** Where a job lives for clients that ask: the server's own name of its region. */
export type Setting = {
  readonly location: string;
  /** Of a job's key. */
  readonly uid: (key: number) => string;
};

const bytesOf = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(56 - 8 * at)) & 0xffn));

/** Opaque to clients: the specification's index in the form the API's own versions have, eight bytes in base64 without padding. */
export const resourceVersionOf = (job: Pick<Job, "jobModifyIndex">): string =>
  toBase64(bytesOf(BigInt(job.jobModifyIndex))).replace(/=+$/, "");

/** Always six digits of the second. */
export const timeText = (ms: number): string => {
  const micro = String(Math.round((ms % 1000) * 1000)).padStart(6, "0");
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}.${micro}Z`;
};

const selfLink = (namespace: string, kind: string, name: string): string =>
  `/apis/${apiVersion}/namespaces/${namespace}/${kind}/${name}`;

export const jobMetadata = (job: Job, given: wire.ObjectMeta, setting: Setting): wire.ObjectMeta => ({
  ...given,
  labels: {
    ...given.labels,
    [locationLabel]: setting.location,
    [`${prefix}/lastUpdatedTime`]: timeText(job.changedAt),
  },
  annotations: {
    ...given.annotations,
    [`${prefix}/creator`]: job.created.by,
    [`${prefix}/lastModifier`]: job.changed.by,
  },
  uid: setting.uid(job.key),
  generation: job.revision,
  resourceVersion: resourceVersionOf(job),
  creationTimestamp: timeText(job.createdAt),
  selfLink: selfLink(job.spec.namespace, "jobs", job.spec.id),
});

/** A child `job/suffix` is called `job-suffix`. */
export const executionNameOf = ({ spec, parent }: Job): string =>
  parent === null ? spec.id : `${parent.id}-${spec.id.slice(parent.id.length + 1)}`;

/** The job that an execution is of, by name. */
const jobNameOf = ({ spec, parent }: Job): string => parent?.id ?? spec.id;

export const executionMetadata = (
  execution: Job,
  given: wire.ObjectMeta,
  at: { readonly setting: Setting; readonly generation: number },
): wire.ObjectMeta => {
  const { setting, generation } = at;
  const parent = execution.parent === null ? "" : setting.uid(execution.parent.job);
  const name = executionNameOf(execution);
  const job = jobNameOf(execution);
  return {
    name,
    namespace: execution.spec.namespace,
    labels: {
      ...given.labels,
      [locationLabel]: setting.location,
      [`${prefix}/job`]: job,
      [`${prefix}/jobUid`]: parent,
      [`${prefix}/jobGeneration`]: String(generation),
    },
    annotations: { ...given.annotations, [`${prefix}/creator`]: execution.created.by },
    uid: setting.uid(execution.key),
    generation: execution.revision,
    resourceVersion: resourceVersionOf(execution),
    creationTimestamp: timeText(execution.createdAt),
    selfLink: selfLink(execution.spec.namespace, "executions", name),
    ownerReferences: [{ apiVersion, kind: "Job", name: job, uid: parent, controller: true, blockOwnerDeletion: true }],
  };
};

export const taskMetadata = (
  execution: Job,
  task: { readonly index: number; readonly createdAt: number; readonly runningState: string },
  setting: Setting,
): wire.ObjectMeta => {
  const name = executionNameOf(execution);
  return {
    name: `${name}-task${String(task.index)}`,
    namespace: execution.spec.namespace,
    labels: {
      [locationLabel]: setting.location,
      [`${prefix}/job`]: jobNameOf(execution),
      [`${prefix}/execution`]: name,
      [`${prefix}/runningState`]: task.runningState,
    },
    creationTimestamp: timeText(task.createdAt),
    selfLink: selfLink(execution.spec.namespace, "tasks", `${name}-task${String(task.index)}`),
  };
};
