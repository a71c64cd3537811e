import type { DeploymentDetail, DeploymentItem, DeploymentPolicy } from "@longshore/api/deployments";
import type { Permission } from "@longshore/api/jobs";
import {
  awaitsPromotion,
  deploymentCan,
  isActive,
  type Deployment,
  type Job,
  type RolloutPolicy,
} from "@longshore/core/model";
import { durationText } from "@longshore/core/spec/duration";
import type { Principal } from "../http/credentials.ts";
import { mayOperate } from "./access.ts";
import { canariesOf, countedOf, countsOf, instancesOfGroup, sumOf, type Underway } from "./rollout-instances.ts";

export const deploymentItem = (deployment: Deployment): DeploymentItem => ({
  id: deployment.id,
  namespace: deployment.namespace,
  jobId: deployment.jobId,
  kind: deployment.kind,
  version: deployment.version,
  from: deployment.from,
  instances: deployment.instances,
  status: deployment.status,
  statusDescription: deployment.statusDescription,
  awaitsPromotion: isActive(deployment) && Object.values(deployment.groups).some(awaitsPromotion),
  counts: sumOf(Object.values(deployment.groups).map(countedOf)),
  created: deployment.created,
  createdAt: deployment.createdAt,
  modifiedAt: deployment.modifiedAt,
  createIndex: deployment.createIndex,
  modifyIndex: deployment.modifyIndex,
});

const policyOf = ({
  staggerMs,
  minHealthyTimeMs,
  healthyDeadlineMs,
  progressDeadlineMs,
  ...policy
}: RolloutPolicy): DeploymentPolicy => ({
  ...policy,
  stagger: durationText(staggerMs),
  minHealthyTime: durationText(minHealthyTimeMs),
  healthyDeadline: durationText(healthyDeadlineMs),
  progressDeadline: progressDeadlineMs === 0 ? null : durationText(progressDeadlineMs),
});

const groupsOf = (deployment: Deployment, underway: Underway | undefined): DeploymentDetail["groups"] =>
  Object.entries(deployment.groups).map(([name, group]) => {
    const instances = underway === undefined ? [] : instancesOfGroup(underway, name);
    return {
      name,
      policy: policyOf(group.policy),
      desiredTotal: group.desiredTotal,
      desiredCanaries: group.desiredCanaries,
      promoted: group.promoted,
      awaitsPromotion: isActive(deployment) && awaitsPromotion(group),
      canaries: countsOf(deployment.key, canariesOf(deployment.key, instances)),
      placed: group.placed,
      healthy: group.healthy,
      unhealthy: group.unhealthy,
      counts: underway === undefined ? countedOf(group) : countsOf(deployment.key, instances),
    };
  });

const overWords: { readonly [K in Exclude<Deployment["status"], "running" | "paused">]: string } = {
  successful: "It is over: it was successful",
  failed: "It is over: it failed",
  cancelled: "It is over: it was cancelled",
};

const whyNotPromoted = (groups: DeploymentDetail["groups"]): string | null => {
  const waiting = groups.filter((group) => group.awaitsPromotion);
  if (waiting.length === 0) return "No canaries wait to be promoted";
  const short = waiting.find(({ canaries, desiredCanaries }) => canaries.healthy < desiredCanaries);
  return short === undefined
    ? null
    : `Of the canaries of ${short.name} ${String(short.canaries.healthy)} of ${String(short.desiredCanaries)} are healthy`;
};

const permissionsOf = (
  deployment: Deployment,
  groups: DeploymentDetail["groups"],
  allowed: Permission,
): DeploymentDetail["can"] => {
  const { status } = deployment;
  const over = status === "running" || status === "paused" ? null : overWords[status];
  const when = (can: boolean, why: string): Permission => {
    if (!allowed.ok) return allowed;
    return can ? allowed : { ok: false, why: over ?? why };
  };
  const notPromoted = whyNotPromoted(groups);
  return {
    pause: when(deploymentCan.pause(deployment), "It is paused already"),
    resume: when(deploymentCan.resume(deployment), "It is not paused"),
    promote: when(deploymentCan.promote(deployment) && notPromoted === null, notPromoted ?? ""),
    fail: when(deploymentCan.fail(deployment), ""),
    abort: when(deploymentCan.abort(deployment), ""),
  };
};

export type DeploymentContext = {
  readonly principal: Principal;
  readonly underway: Underway | undefined;
  /** The job that it was a rollout of, while that is there. */
  readonly job: Job | undefined;
  readonly takesBack: Deployment | undefined;
  readonly takenBackBy: Deployment | undefined;
};

const otherOf = (deployment: Deployment | undefined): DeploymentDetail["takesBack"] =>
  deployment === undefined ? null : { id: deployment.id, version: deployment.version, status: deployment.status };

export const deploymentDetail = (deployment: Deployment, context: DeploymentContext): DeploymentDetail => {
  const { principal, underway, job, takesBack, takenBackBy } = context;
  const groups = groupsOf(deployment, underway);
  return {
    ...deploymentItem(deployment),
    counts: sumOf(groups.map(({ counts }) => counts)),
    jobVersion: job?.version ?? null,
    groups,
    progressBy: deployment.progressBy,
    nextBatchAt: deployment.nextBatchAt,
    takesBack: otherOf(takesBack),
    takenBackBy: otherOf(takenBackBy),
    events: deployment.events.map((event) => ({ ...event })),
    can: permissionsOf(deployment, groups, mayOperate(principal, deployment.namespace)),
  };
};
