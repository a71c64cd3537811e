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
};

export const emptyChange = (): PendingChange => ({
  index: 0,
  jobs: new Map(),
  allocations: new Map(),
  nodes: false,
});

export const namesIn = (change: PendingChange): number => change.jobs.size + change.allocations.size;

const addJob = (pending: PendingChange, namespace: string, id: string): void => {
  if (pending.jobs.size <= mostJobs) pending.jobs.set(`${namespace}\0${id}`, [namespace, id]);
};

const addAllocation = (pending: PendingChange, id: string, namespace: string): void => {
  if (pending.allocations.size <= mostAllocations) pending.allocations.set(id, namespace);
};

export const addCommit = (pending: PendingChange, { index, touched }: Commit): void => {
  pending.index = index;
  // Of a purged job only the key is left; the purge's evaluation names it.
  for (const job of touched.jobs.values()) if (job !== null) addJob(pending, job.spec.namespace, job.spec.id);
  for (const evaluation of touched.evaluations.values()) addJob(pending, evaluation.namespace, evaluation.jobId);
  for (const allocation of touched.allocations.values()) {
    addJob(pending, allocation.namespace, allocation.jobId);
    addAllocation(pending, allocation.id, allocation.namespace);
  }
  if (touched.nodes.size > 0 || touched.allocations.size > 0) pending.nodes = true;
};

/** Several changes as one, under the index of the last. */
export const merged = (changes: readonly PendingChange[]): PendingChange => {
  const whole = emptyChange();
  for (const change of changes) {
    whole.index = change.index;
    whole.nodes ||= change.nodes;
    for (const [namespace, id] of change.jobs.values()) addJob(whole, namespace, id);
    for (const [id, namespace] of change.allocations) addAllocation(whole, id, namespace);
  }
  return whole;
};

/** What changed, as told to whoever sees the namespaces that `sees` names; the others are left out. */
export const toMessage = (pending: PendingChange, sees: (namespace: string) => boolean): LiveChange => ({
  index: pending.index,
  jobs: pending.jobs.size > mostJobs ? null : [...pending.jobs.values()].filter(([namespace]) => sees(namespace)),
  allocations:
    pending.allocations.size > mostAllocations
      ? null
      : [...pending.allocations].filter(([, namespace]) => sees(namespace)).map(([id]) => id),
  nodes: pending.nodes,
});
