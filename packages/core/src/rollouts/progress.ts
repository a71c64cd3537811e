import { isLive, type Allocation } from "../model/allocation.ts";
import { awaitsPromotion, type Deployment, type DeploymentGroup } from "../model/deployment.ts";
import type { Job } from "../model/job.ts";
import { findGroup, runsPerNode, type TaskGroup } from "../model/job-spec.ts";
import { acceptsPlacements } from "../model/node.ts";
import { own } from "../own.ts";
import { isAmong, obstacles } from "../schedule/feasible.ts";
import { fleetOf } from "../schedule/fleet.ts";
import { instanceKey, type StateView } from "../state.ts";

/** How far a rollout has come with the instances of one group, each by its newest allocation. */
export type GroupProgress = {
  /** Changed, and not known to be healthy yet. */
  readonly moving: number;
  /** Changed and unhealthy, with nothing in their place. */
  readonly broken: number;
  readonly healthyCanaries: number;
};

/** It fails by that; as in Nomad, a progress deadline of 0 tolerates none. */
export const hasTooManyFailures = ({ policy, unhealthy }: DeploymentGroup): boolean =>
  policy.toleratedFailures === null
    ? policy.progressDeadlineMs === 0 && unhealthy > 0
    : policy.toleratedFailures > 0 && unhealthy >= policy.toleratedFailures;

const newestOf = (view: StateView, instance: string): Allocation | undefined => {
  const newest = view.instances.get(instance)?.allocation ?? null;
  return newest === null ? undefined : view.allocations.get(newest);
};

/** Of a job that runs once per node: on the nodes that qualify and take work, those that have ended included. */
const newestPerNode = (view: StateView, job: Job, group: TaskGroup): readonly Allocation[] =>
  fleetOf(view).all.flatMap((node) => {
    const newest = newestOf(view, instanceKey(job.key, group.name, node.key));
    if (newest === undefined || (isLive(newest) && newest.desired === "run")) return newest ?? [];
    const isWanted =
      acceptsPlacements(node) && isAmong(node, job.spec) && obstacles(node, job.spec, group).length === 0;
    return isWanted ? [newest] : [];
  });

/** The newest allocations of a group's instances that are wanted. */
export const newestAllocations = (view: StateView, job: Job, name: string): readonly Allocation[] => {
  const group = findGroup(job.spec, name);
  if (group === undefined || group.count === 0) return [];
  if (runsPerNode(job.spec.type)) return newestPerNode(view, job, group);
  const found: Allocation[] = [];
  for (let index = 0; index < group.count; index++) {
    const newest = newestOf(view, instanceKey(job.key, name, index));
    if (newest !== undefined) found.push(newest);
  }
  return found;
};

/** One group of a job that is rolled out. */
export type Rolled = { readonly job: Job; readonly deployment: Deployment; readonly name: string };

export const progressOf = (view: StateView, { job, deployment, name }: Rolled): GroupProgress => {
  let [moving, broken, healthyCanaries] = [0, 0, 0];
  for (const { rollout } of newestAllocations(view, job, name)) {
    if (rollout?.deployment !== deployment.key) continue;
    if (rollout.healthy === null) moving += 1;
    else if (!rollout.healthy) broken += 1;
    else if (rollout.canary) healthyCanaries += 1;
  }
  return { moving, broken, healthyCanaries };
};

/** Every canary that the group wants is healthy. */
export const canPromote = (view: StateView, rolled: Rolled): boolean => {
  const { job, deployment, name } = rolled;
  const group = own(deployment.groups, name);
  return (
    group !== undefined &&
    progressOf(view, rolled).healthyCanaries >= Math.min(group.desiredCanaries, desiredOf(job, name))
  );
};

const desiredOf = (job: Job, name: string): number => findGroup(job.spec, name)?.count ?? 0;

/** The group's instances have been brought to the rollout's version, as far as they ever will. */
const isGroupDone = (view: StateView, { job, deployment, name }: Rolled): boolean => {
  const group = own(deployment.groups, name) as DeploymentGroup;
  if (awaitsPromotion(group)) return false;
  const newest = newestAllocations(view, job, name);
  if (!runsPerNode(job.spec.type) && newest.length < desiredOf(job, name)) return false;
  return newest.every((one) => {
    const { rollout, version, desired, client } = one;
    // What is out of sight changes when it is back.
    if (client === "unknown") return true;
    if (rollout?.deployment !== deployment.key)
      return version === job.version || (desired === "run" && client === "complete");
    if (rollout.healthy === true) return isLive(one) || client === "complete";
    return rollout.healthy === false && group.policy.toleratedFailures !== null;
  });
};

export const isRolledOutWhole = (view: StateView, job: Job, deployment: Deployment): boolean =>
  Object.keys(deployment.groups).every((name) => isGroupDone(view, { job, deployment, name }));
