import type { DeploymentInstance, RolloutCounts, RolloutState } from "@longshore/api/deployments";
import {
  isActive,
  runsPerNode,
  type Allocation,
  type Deployment,
  type DeploymentGroup,
  type Job,
  type JobType,
  type RolloutPart,
} from "@longshore/core/model";
import { own } from "@longshore/core/own";
import { instanceKey, type StateView } from "@longshore/core/state";
import { rowsOf } from "@longshore/core/table";

/** One place of a rollout: an instance's number, and its newest allocation. */
export type RolloutInstance = {
  readonly group: string;
  readonly index: number;
  readonly jobType: JobType;
  readonly allocation: Allocation | undefined;
};

/** A rollout under way with the job that it brings to its version; undefined once it is over. */
export type Underway = { readonly view: StateView; readonly job: Job; readonly deployment: Deployment };

export const underwayOf = (view: StateView, { key }: Pick<Deployment, "key">): Underway | undefined => {
  const jobKey = view.activeDeployments.get(key);
  const deployment = jobKey === undefined ? undefined : view.deployments.get(key);
  const job = jobKey === undefined ? undefined : view.jobs.get(jobKey);
  return deployment === undefined || job === undefined || !isActive(deployment) ? undefined : { view, job, deployment };
};

const isNamed = ({ instances }: Deployment, index: number): boolean =>
  instances === null || instances.some(({ from, to }) => index >= from && index <= to);

const numbered = (name: string, { view, job, deployment }: Underway, count: number): RolloutInstance[] => {
  const found: RolloutInstance[] = [];
  for (let index = 0; index < count; index++) {
    const key = view.instances.get(instanceKey(job.key, name, index))?.allocation ?? null;
    const allocation = key === null ? undefined : view.allocations.get(key);
    if (takesPart(deployment, index, allocation))
      found.push({ group: name, index, jobType: job.spec.type, allocation });
  }
  return found;
};

export const placeOf = (allocation: Allocation): RolloutInstance => ({
  group: allocation.group,
  index: allocation.index,
  jobType: allocation.jobType,
  allocation,
});

const perNode = (name: string, { view, job, deployment }: Underway): RolloutInstance[] =>
  rowsOf(view.liveOfJob, job.key, view.allocations)
    .filter((one) => one.group === name && one.desired === "run" && takesPart(deployment, one.index, one))
    .map(placeOf)
    .toSorted((a, b) => a.index - b.index);

/** What is at its version already, or is not named by a restart, it leaves as it is. */
const takesPart = (deployment: Deployment, index: number, allocation: Allocation | undefined): boolean =>
  allocation?.rollout?.deployment === deployment.key ||
  (isNamed(deployment, index) &&
    (allocation === undefined ||
      (allocation.version !== deployment.version &&
        !(allocation.client === "complete" && allocation.desired === "run"))));

/** The instances of one group that a rollout under way changes, or has changed, by number. */
export const instancesOfGroup = (underway: Underway, name: string): readonly RolloutInstance[] => {
  const group = underway.job.spec.taskGroups.find((one) => one.name === name);
  if (group === undefined || own(underway.deployment.groups, name) === undefined) return [];
  return runsPerNode(underway.job.spec.type) ? perNode(name, underway) : numbered(name, underway, group.count);
};

/** Its part in this rollout; null while it has none. */
const partOf = (key: number, allocation: Allocation | undefined): RolloutPart | null => {
  const part = allocation?.rollout ?? null;
  return part?.deployment === key ? part : null;
};

const stateOf = (part: RolloutPart | null): RolloutState => {
  if (part === null) return "waiting";
  if (part.healthy === null) return "moving";
  return part.healthy ? "healthy" : "unhealthy";
};

/** How far the rollout has come with it. */
export const healthOf = (key: number, { allocation }: RolloutInstance): RolloutState =>
  stateOf(partOf(key, allocation));

const noCounts: RolloutCounts = { waiting: 0, moving: 0, healthy: 0, unhealthy: 0 };

export const countsOf = (key: number, instances: readonly RolloutInstance[]): RolloutCounts => {
  const counts = { ...noCounts };
  for (const instance of instances) counts[healthOf(key, instance)] += 1;
  return counts;
};

export const canariesOf = (key: number, instances: readonly RolloutInstance[]): readonly RolloutInstance[] =>
  instances.filter(({ allocation }) => partOf(key, allocation)?.canary === true);

/** From what is counted on the way: no instance is looked at. Of an instance that was replaced the health of the last one counts. */
export const countedOf = ({ desiredTotal, placed, healthy, unhealthy }: DeploymentGroup): RolloutCounts => {
  const well = Math.min(healthy, desiredTotal);
  const ill = Math.min(unhealthy, desiredTotal - well);
  const moving = Math.min(Math.max(0, placed - healthy - unhealthy), desiredTotal - well - ill);
  return { waiting: desiredTotal - well - ill - moving, moving, healthy: well, unhealthy: ill };
};

export const sumOf = (all: readonly RolloutCounts[]): RolloutCounts =>
  all.reduce(
    (sum, one) => ({
      waiting: sum.waiting + one.waiting,
      moving: sum.moving + one.moving,
      healthy: sum.healthy + one.healthy,
      unhealthy: sum.unhealthy + one.unhealthy,
    }),
    noCounts,
  );

export const deploymentInstance = (
  key: number,
  { group, index, jobType, allocation }: RolloutInstance,
  nodeOf: (key: number) => { readonly id: string; readonly name: string },
): DeploymentInstance => {
  const part = partOf(key, allocation);
  const node = allocation === undefined ? null : nodeOf(allocation.node);
  return {
    group,
    index,
    jobType,
    health: stateOf(part),
    canary: part?.canary ?? false,
    allocation: allocation?.id ?? null,
    version: allocation?.version ?? null,
    nodeId: node?.id ?? null,
    nodeName: node?.name ?? null,
    since: part?.decidedAt ?? allocation?.createdAt ?? null,
    healthyAt: part?.healthyAt ?? null,
    deadlineAt: part?.deadlineAt ?? null,
  };
};
