import type { LiveChange } from "@longshore/api/live";
import { jobNameKey } from "@longshore/core/model";
import type { Commit } from "../kernel/kernel.ts";

/** Above these numbers a message says "all of them" instead of naming each. */
const mostJobs = 200;
const mostAllocations = 500;
const mostEvaluations = 500;
const mostPlans = 200;
const mostNodes = 200;
const mostDeployments = 200;

export type PendingChange = {
  index: number;
  readonly jobs: Map<string, [string, string]>;
  /** Namespaces by allocation. */
  readonly allocations: Map<string, string>;
  readonly evaluations: Map<string, string>;
  readonly deployments: Map<string, string>;
  readonly plans: Map<string, string>;
  /** Ids. */
  readonly nodes: Set<string>;
  /** One was removed: its id is known no more. */
  anyNode: boolean;
};

export const emptyChange = (): PendingChange => ({
  index: 0,
  jobs: new Map(),
  allocations: new Map(),
  evaluations: new Map(),
  deployments: new Map(),
  plans: new Map(),
  nodes: new Set(),
  anyNode: false,
});

export const namesIn = ({ jobs, allocations, evaluations, deployments, plans, nodes }: PendingChange): number =>
  jobs.size + allocations.size + evaluations.size + deployments.size + plans.size + nodes.size;

const addJob = (pending: PendingChange, namespace: string, id: string): void => {
  if (pending.jobs.size <= mostJobs) pending.jobs.set(jobNameKey(namespace, id), [namespace, id]);
};

const addAllocation = (pending: PendingChange, id: string, namespace: string): void => {
  if (pending.allocations.size <= mostAllocations) pending.allocations.set(id, namespace);
};

const addEvaluation = (pending: PendingChange, id: string, namespace: string): void => {
  if (pending.evaluations.size <= mostEvaluations) pending.evaluations.set(id, namespace);
};

const addDeployment = (pending: PendingChange, id: string, namespace: string): void => {
  if (pending.deployments.size <= mostDeployments) pending.deployments.set(id, namespace);
};

const addPlan = (pending: PendingChange, id: string, namespace: string): void => {
  if (pending.plans.size <= mostPlans) pending.plans.set(id, namespace);
};

const addNode = (pending: PendingChange, id: string | undefined): void => {
  if (id === undefined) pending.anyNode = true;
  else if (pending.nodes.size <= mostNodes) pending.nodes.add(id);
};

/** Ids of nodes that are there, and of rollouts under way. */
type Ids = {
  readonly node: (key: number) => string | undefined;
  readonly deployment: (key: number) => string | undefined;
};

export const addCommit = (pending: PendingChange, { index, touched }: Commit, ids: Ids): void => {
  pending.index = index;
  // Of a purged job only the key is left; the purge's evaluation names it.
  for (const job of touched.jobs.values()) if (job !== null) addJob(pending, job.spec.namespace, job.spec.id);
  for (const evaluation of touched.evaluations.values()) {
    addJob(pending, evaluation.namespace, evaluation.jobId);
    addEvaluation(pending, evaluation.id, evaluation.namespace);
  }
  for (const allocation of touched.allocations.values()) {
    addJob(pending, allocation.namespace, allocation.jobId);
    addAllocation(pending, allocation.id, allocation.namespace);
    addNode(pending, ids.node(allocation.node));
    const deployment = allocation.rollout === null ? undefined : ids.deployment(allocation.rollout.deployment);
    if (deployment !== undefined) addDeployment(pending, deployment, allocation.namespace);
  }
  for (const deployment of touched.deployments.values()) {
    addJob(pending, deployment.namespace, deployment.jobId);
    addDeployment(pending, deployment.id, deployment.namespace);
  }
  for (const { id, namespace } of touched.savedPlans.values()) addPlan(pending, id, namespace);
  for (const node of touched.nodes.values()) addNode(pending, node?.id);
};

/** Several changes as one, under the index of the last. */
export const merged = (changes: readonly PendingChange[]): PendingChange => {
  const whole = emptyChange();
  for (const change of changes) {
    whole.index = change.index;
    whole.anyNode ||= change.anyNode;
    for (const id of change.nodes) addNode(whole, id);
    for (const [id, namespace] of change.evaluations) addEvaluation(whole, id, namespace);
    for (const [id, namespace] of change.plans) addPlan(whole, id, namespace);
    for (const [id, namespace] of change.deployments) addDeployment(whole, id, namespace);
    for (const [namespace, id] of change.jobs.values()) addJob(whole, namespace, id);
    for (const [id, namespace] of change.allocations) addAllocation(whole, id, namespace);
  }
  return whole;
};

const idsOf = (
  namespaces: ReadonlyMap<string, string>,
  most: number,
  sees: (namespace: string) => boolean,
): string[] | null =>
  namespaces.size > most ? null : [...namespaces].filter(([, namespace]) => sees(namespace)).map(([id]) => id);

/** What changed, as told to whoever sees the namespaces that `sees` names; the others are left out. */
export const toMessage = (pending: PendingChange, sees: (namespace: string) => boolean): LiveChange => ({
  index: pending.index,
  jobs: pending.jobs.size > mostJobs ? null : [...pending.jobs.values()].filter(([namespace]) => sees(namespace)),
  allocations: idsOf(pending.allocations, mostAllocations, sees),
  nodes: pending.anyNode || pending.nodes.size > mostNodes ? null : [...pending.nodes],
  evaluations: idsOf(pending.evaluations, mostEvaluations, sees),
  plans: idsOf(pending.plans, mostPlans, sees),
  deployments: idsOf(pending.deployments, mostDeployments, sees),
});
