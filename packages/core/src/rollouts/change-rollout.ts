import type { AbortDeployment, DeploymentDue, FailDeployment, PauseDeployment, PromoteDeployment } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import { awaitsPromotion, deploymentCan, isActive, type Deployment } from "../model/deployment.ts";
import type { DeploymentKey } from "../model/ids.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import type { StateView } from "../state.ts";
import { failRollout } from "./end-rollout.ts";
import { progressOf } from "./progress.ts";

const find = (view: StateView, key: DeploymentKey): Result<Deployment, Rejection> => {
  const deployment = view.deployments.get(key);
  if (deployment === undefined) return no({ kind: "deploymentNotFound", id: String(key) });
  return isActive(deployment)
    ? ok(deployment)
    : no({ kind: "deploymentIsOver", id: deployment.id, status: deployment.status });
};

const look = (view: StateView, { job }: Deployment): readonly Event[] =>
  evaluationsFor(view, [job], { triggeredBy: "deployment-watcher" });

/** [U6] Paused, it begins nothing more; its deadline stands still. What is asked for already is no change. */
export const pauseDeployment = (view: StateView, command: PauseDeployment): Decided => {
  const found = find(view, command.deployment);
  if (!found.ok) return found;
  const deployment = found.value;
  const { pause, origin } = command;
  if (!(pause ? deploymentCan.pause : deploymentCan.resume)(deployment)) return ok(nothing);
  const event = pause
    ? ({ status: "paused", text: "Deployment is paused", by: origin } as const)
    : ({ status: "running", text: "Deployment is running", by: origin } as const);
  return happened([
    { type: "deploymentChanged", deployment: deployment.key, event },
    ...(pause ? [] : look(view, deployment)),
  ]);
};

/** [U7] Refused while a canary of these groups is not healthy. */
export const promoteDeployment = (view: StateView, command: PromoteDeployment): Decided => {
  const found = find(view, command.deployment);
  if (!found.ok) return found;
  const deployment = found.value;
  const job = view.jobs.get(deployment.job);
  const waiting = Object.entries(deployment.groups).filter(([, group]) => awaitsPromotion(group));
  const asked = waiting.filter(([name]) => command.groups === null || command.groups.includes(name));
  if (asked.length === 0 || job === undefined) return no({ kind: "noCanaries", id: deployment.id });
  for (const [name, { desiredCanaries }] of asked) {
    const { healthyCanaries } = progressOf(view, { job, deployment, name });
    if (healthyCanaries < desiredCanaries)
      return no({ kind: "canariesNotHealthy", group: name, healthy: healthyCanaries, desired: desiredCanaries });
  }
  return happened([
    {
      type: "deploymentPromoted",
      deployment: deployment.key,
      groups: asked.map(([name]) => name),
      event: { status: deployment.status, text: "Canaries were promoted", by: command.origin },
    },
    ...look(view, deployment),
  ]);
};

export const failDeployment = (view: StateView, command: FailDeployment): Decided => {
  const found = find(view, command.deployment);
  if (!found.ok) return found;
  return happened(failRollout(view, found.value, { text: "Deployment marked as failed", by: command.origin }));
};

/** [U10] What it has changed stays changed; canaries that were not promoted go. */
export const abortDeployment = (view: StateView, command: AbortDeployment): Decided => {
  const found = find(view, command.deployment);
  if (!found.ok) return found;
  const event = { status: "cancelled", text: "Deployment was aborted", by: command.origin } as const;
  return happened([{ type: "deploymentChanged", deployment: found.value.key, event }, ...look(view, found.value)]);
};

/** [U8] Its progress deadline has come, or the time of its next batch. */
export const deploymentDue = (view: StateView, command: DeploymentDue, now: number): Decided => {
  const deployment = view.deployments.get(command.deployment);
  if (deployment?.status !== "running") return ok(nothing);
  const { progressBy, nextBatchAt } = deployment;
  if (progressBy !== null && progressBy <= now)
    return happened(failRollout(view, deployment, { text: "Failed due to progress deadline", by: null }));
  if (nextBatchAt === null || nextBatchAt > now) return ok(nothing);
  return happened([
    { type: "deploymentBatched", deployment: deployment.key, nextBatchAt: null },
    ...look(view, deployment),
  ]);
};
