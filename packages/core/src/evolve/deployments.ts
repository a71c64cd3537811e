import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import { isLive } from "../model/allocation.ts";
import {
  awaitsPromotion,
  isActive,
  keptDeploymentEvents,
  type Deployment,
  type DeploymentEvent,
  type DeploymentGroup,
} from "../model/deployment.ts";
import type { AllocationKey, DeploymentKey } from "../model/ids.ts";
import { own } from "../own.ts";
import { versionKey } from "../state.ts";
import { uuidOf } from "../uuid.ts";
import type { Evolution } from "./evolution.ts";
import { putJob } from "./jobs.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const put = (on: Evolution, changed: Deployment): void => {
  const { state } = on;
  const deployment = { ...changed, modifiedAt: on.at, modifyIndex: on.index };
  state.deployments.set(deployment.key, deployment);
  on.touched.deployments.set(deployment.key, deployment);
  state.indexes.deployments = on.index;
  if (isActive(deployment)) state.activeDeployments.set(deployment.key, deployment.job);
  else state.activeDeployments.delete(deployment.key);
  const job = state.jobs.get(deployment.job);
  if (job !== undefined) putJob(on, { ...job, deploymentsIndex: on.index });
};

/** Canaries that are healthy now. */
const healthyCanaries = ({ state }: Evolution, { canaries }: DeploymentGroup): number =>
  canaries.filter((key) => {
    const one = state.allocations.get(key);
    return one?.rollout?.healthy === true && one.desired === "run" && isLive(one);
  }).length;

/** Canaries that are all healthy wait for somebody to promote them, for as long as that takes; of other groups nothing is under way. */
const waitsForSomebody = (on: Evolution, { groups }: Deployment): boolean => {
  const all = Object.values(groups);
  return (
    all.some(awaitsPromotion) &&
    all.every((group) =>
      awaitsPromotion(group)
        ? healthyCanaries(on, group) >= group.desiredCanaries
        : group.placed <= group.healthy + group.unhealthy,
    )
  );
};

/** The time by which another instance has to be healthy, counted from now; before anything was placed there is none, as in Nomad. */
const progressBy = (on: Evolution, deployment: Deployment): number | null => {
  const hasBegun = Object.values(deployment.groups).some(({ placed }) => placed > 0);
  if (deployment.status !== "running" || !hasBegun || waitsForSomebody(on, deployment)) return null;
  const longest = Math.max(...Object.values(deployment.groups).map(({ policy }) => policy.progressDeadlineMs));
  return longest === 0 ? null : on.at + longest;
};

const withEvent = (deployment: Deployment, event: DeploymentEvent): Deployment => ({
  ...deployment,
  status: event.status,
  statusDescription: event.text,
  events: [...deployment.events, event].slice(-keptDeploymentEvents),
});

export const evolveDeploymentStarted = (on: Evolution, event: Of<"deploymentStarted">): void => {
  const { state } = on;
  const job = must(state.jobs.get(event.job), "job");
  const begun: Deployment = {
    key: event.deployment,
    id: uuidOf(state.seed, "deployment", event.deployment),
    job: event.job,
    namespace: job.spec.namespace,
    jobId: job.spec.id,
    kind: event.kind,
    version: event.version,
    from: event.from,
    instances: event.instances,
    takesBack: event.takesBack,
    status: event.event.status,
    statusDescription: event.event.text,
    groups: event.groups,
    progressBy: null,
    nextBatchAt: null,
    created: event.origin,
    events: [{ ...event.event, at: on.at }],
    createdAt: on.at,
    modifiedAt: on.at,
    createIndex: on.index,
    modifyIndex: on.index,
  };
  state.next.deployment = Math.max(state.next.deployment, event.deployment + 1);
  putJob(on, { ...job, deployment: event.deployment });
  put(on, { ...begun, progressBy: progressBy(on, begun) });
};

const changed = (on: Evolution, key: DeploymentKey, change: (before: Deployment) => Deployment): void =>
  put(on, change(must(on.state.deployments.get(key), "deployment")));

export const evolveDeploymentChanged = (on: Evolution, event: Of<"deploymentChanged">): void =>
  changed(on, event.deployment, (before) => {
    const after = withEvent(before, { ...event.event, at: on.at });
    return { ...after, progressBy: progressBy(on, after), nextBatchAt: isActive(after) ? after.nextBatchAt : null };
  });

export const evolveDeploymentPromoted = (on: Evolution, event: Of<"deploymentPromoted">): void =>
  changed(on, event.deployment, (before) => {
    const groups = Object.entries(before.groups).map(([name, group]): [string, DeploymentGroup] => [
      name,
      event.groups.includes(name) ? { ...group, promoted: true } : group,
    ]);
    const after = withEvent({ ...before, groups: Object.fromEntries(groups) }, { ...event.event, at: on.at });
    return { ...after, progressBy: progressBy(on, after) };
  });

export const evolveDeploymentBatched = (on: Evolution, event: Of<"deploymentBatched">): void =>
  changed(on, event.deployment, (before) => ({ ...before, nextBatchAt: event.nextBatchAt }));

const changeGroup = (
  deployment: Deployment,
  name: string,
  change: (group: DeploymentGroup) => DeploymentGroup,
): Deployment => {
  const group = own(deployment.groups, name);
  return group === undefined ? deployment : { ...deployment, groups: { ...deployment.groups, [name]: change(group) } };
};

const stillThere = ({ state }: Evolution, canaries: readonly AllocationKey[]): readonly AllocationKey[] =>
  canaries.filter((key) => {
    const one = state.allocations.get(key);
    return one !== undefined && isLive(one);
  });

/** Allocations have joined a rollout. */
export const countPlaced = (
  on: Evolution,
  key: DeploymentKey,
  by: { readonly group: string; readonly placed: number; readonly canaries: readonly number[] },
): void => {
  const deployment = on.state.deployments.get(key);
  if (deployment === undefined) return;
  const counted = changeGroup(deployment, by.group, (group) => ({
    ...group,
    placed: group.placed + by.placed,
    canaries: by.canaries.length === 0 ? group.canaries : [...stillThere(on, group.canaries), ...by.canaries],
  }));
  put(on, { ...counted, progressBy: counted.progressBy ?? progressBy(on, counted) });
};

export const evolveAllocationHealthDecided = (on: Evolution, event: Of<"allocationHealthDecided">): void => {
  const { state } = on;
  const before = must(state.allocations.get(event.allocation), "allocation");
  if (before.rollout === null) return;
  const { healthy } = event;
  const after = {
    ...before,
    rollout: { ...before.rollout, healthy, decidedAt: on.at, healthyAt: null, deadlineAt: null },
    modifiedAt: on.at,
    modifyIndex: on.index,
  };
  state.allocations.set(after.key, after);
  on.touched.allocations.set(after.key, after);
  state.indexes.allocations = on.index;
  const job = state.jobs.get(after.job);
  if (job !== undefined) putJob(on, { ...job, allocationsIndex: on.index });
  const deployment = state.deployments.get(before.rollout.deployment);
  if (deployment === undefined) return;
  const counted = changeGroup(deployment, after.group, (group) =>
    healthy ? { ...group, healthy: group.healthy + 1 } : { ...group, unhealthy: group.unhealthy + 1 },
  );
  put(on, healthy && isActive(counted) ? { ...counted, progressBy: progressBy(on, counted) } : counted);
};

export const evolveVersionMarked = (on: Evolution, event: Of<"versionMarked">): void => {
  const job = must(on.state.jobs.get(event.job), "job");
  const { version, stable } = event;
  putJob(on, {
    ...job,
    stable: job.version === version ? stable : job.stable,
    stableVersion: stable ? version : job.stableVersion === version ? null : job.stableVersion,
  });
  on.touched.marks.set(versionKey(job.key, version), { job: job.key, version, mark: { stable } });
};
