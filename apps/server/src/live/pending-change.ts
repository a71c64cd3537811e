import type { LiveChange } from "@longshore/api/live";
import type { Commit } from "../kernel/kernel.ts";

/** Above these numbers a message says "all of them" instead of naming each. */
const mostJobs = 200;
const mostAllocations = 500;

export type PendingChange = {
  index: number;
  readonly jobs: Map<string, [string, string]>;
  /** Namespaces by allocation. */
  readonly allocations: Map<string, string>;
  nodes: boolean;
  everyJob: boolean;
};

export const emptyChange = (): PendingChange => ({
  index: 0,
  jobs: new Map(),
  allocations: new Map(),
  nodes: false,
  everyJob: false,
});

export const namesIn = (change: PendingChange): number => change.jobs.size + change.allocations.size;

const addJob = (pending: PendingChange, namespace: string, id: string): void => {
  if (pending.jobs.size <= mostJobs) pending.jobs.set(`${namespace}\0${id}`, [namespace, id]);
};

export const addCommit = (pending: PendingChange, { index, touched }: Commit): void => {
  pending.index = index;
  for (const job of touched.jobs.values()) {
    // Of a purged job only the key is left.
    if (job === null) pending.everyJob = true;
    else addJob(pending, job.spec.namespace, job.spec.id);
  }
  for (const evaluation of touched.evaluations.values()) addJob(pending, evaluation.namespace, evaluation.jobId);
  for (const allocation of touched.allocations.values()) {
    addJob(pending, allocation.namespace, allocation.jobId);
    if (pending.allocations.size <= mostAllocations) pending.allocations.set(allocation.id, allocation.namespace);
  }
  if (touched.nodes.size > 0 || touched.allocations.size > 0) pending.nodes = true;
};

/** What changed, as told to whoever sees the namespaces that `sees` names; the others are left out. */
export const toMessage = (pending: PendingChange, sees: (namespace: string) => boolean): LiveChange => ({
  index: pending.index,
  jobs:
    pending.everyJob || pending.jobs.size > mostJobs
      ? null
      : [...pending.jobs.values()].filter(([namespace]) => sees(namespace)),
  allocations:
    pending.allocations.size > mostAllocations
      ? null
      : [...pending.allocations].filter(([, namespace]) => sees(namespace)).map(([id]) => id),
  nodes: pending.nodes,
});
