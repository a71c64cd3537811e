import type { Allocation } from "../model/allocation.ts";
import { awaitsPromotion, isActive, type Deployment, type DeploymentGroup } from "../model/deployment.ts";
import type { Job } from "../model/job.ts";
import { own } from "../own.ts";
import type { StateView } from "../state.ts";
import { hasTooManyFailures, newestAllocations, progressOf } from "./progress.ts";

/** What a rollout lets through of one group at this time. */
export type Gate = {
  readonly deployment: Deployment;
  /** It goes on by itself: neither paused nor over, and no canary has to be promoted first. */
  readonly isMoving: boolean;
  /** Why what has to change waits. */
  readonly why: string;
  /** Instances that may be changed now. */
  left: number;
  /** Canaries that are still to be placed. */
  canaries: number;
};

const closed = (deployment: Deployment, why: string): Gate => ({
  deployment,
  isMoving: false,
  why,
  left: 0,
  canaries: 0,
});

const whyOver: Readonly<Partial<Record<Deployment["status"], string>>> = {
  paused: "Its rollout is paused",
  failed: "Its rollout failed",
  cancelled: "Its rollout was aborted",
};

const waitsForCanaries = (view: StateView, job: Job, deployment: Deployment, name: string): Gate => {
  const placed = newestAllocations(view, job, name).filter(
    ({ rollout }) => rollout?.deployment === deployment.key && rollout.canary,
  );
  const wanted = own(deployment.groups, name)?.desiredCanaries ?? 0;
  return {
    ...closed(deployment, "Waits for the canaries to be promoted"),
    canaries: Math.max(0, wanted - placed.length),
  };
};

const moving = (
  view: StateView,
  at: { readonly job: Job; readonly deployment: Deployment; readonly group: DeploymentGroup; readonly name: string },
  now: number,
): Gate => {
  const { job, deployment, group, name } = at;
  const { maxParallel, toleratedFailures } = group.policy;
  const { moving: under, broken } = progressOf(view, job, deployment, name);
  const open = (why: string, left: number): Gate => ({ deployment, isMoving: true, why, left, canaries: 0 });
  if (maxParallel === 0) return open("", Number.POSITIVE_INFINITY);
  if (toleratedFailures === null && broken > 0)
    return open(`Waits for ${String(broken)} of its rollout to become healthy`, 0);
  if (deployment.nextBatchAt !== null && deployment.nextBatchAt > now) return open("Waits for the next batch", 0);
  return open(`Waits for its turn: ${String(maxParallel)} at a time`, Math.max(0, maxParallel - under));
};

/** [U2] The gate that the changes of a group pass, a few at a time; null: nothing holds them back. */
export const gateOf = (view: StateView, job: Job, name: string, now: number): Gate | null => {
  const deployment = job.deployment === null ? undefined : view.deployments.get(job.deployment);
  const group = deployment === undefined ? undefined : own(deployment.groups, name);
  if (deployment?.version !== job.version || group === undefined || deployment.status === "successful") return null;
  const over = whyOver[deployment.status];
  if (over !== undefined) return closed(deployment, over);
  if (hasTooManyFailures(group)) return closed(deployment, "Too many of its rollout are unhealthy");
  return awaitsPromotion(group)
    ? waitsForCanaries(view, job, deployment, name)
    : moving(view, { job, deployment, group, name }, now);
};

/** What is to become of an allocation that was placed as a canary; null: it never was one. */
export const canaryFate = (
  view: StateView,
  { rollout, group }: Allocation,
): "waits" | "promoted" | "given up" | null => {
  if (rollout === null || !rollout.canary) return null;
  const deployment = view.deployments.get(rollout.deployment);
  if (deployment !== undefined && own(deployment.groups, group)?.promoted === true) return "promoted";
  return deployment !== undefined && isActive(deployment) ? "waits" : "given up";
};

/** Whether a restart has still to replace it. */
export const isToBeRestarted = ({ kind, version, instances, status }: Deployment, one: Allocation): boolean =>
  kind === "restart" &&
  (status === "running" || status === "paused") &&
  one.version < version &&
  (instances === null || instances.some(({ from, to }) => one.index >= from && one.index <= to));
