import type { Allocation } from "../model/allocation.ts";
import { awaitsPromotion, isActive, type Deployment, type DeploymentGroup } from "../model/deployment.ts";
import { own } from "../own.ts";
import type { StateView } from "../state.ts";
import { hasTooManyFailures, newestAllocations, progressOf, type Rolled } from "./progress.ts";

/** How many instances may be changed at this time, and why the others wait. */
type Allowance = { readonly left: number; readonly why: string };

/** What a rollout lets through of one group at this time. */
export type Gate = {
  readonly deployment: Deployment;
  /** It goes on by itself: neither paused nor over, and no canary has to be promoted first. */
  readonly isMoving: boolean;
  /** Counted from all of the group's instances, so only when somebody asks. */
  readonly allowance: () => Allowance;
  /** Of the allowance. */
  taken: number;
  /** Canaries that are still to be placed. */
  canaries: number;
};

/** Whether another instance may be changed. */
export const isOpen = ({ allowance, taken }: Gate): boolean => allowance().left > taken;

const closed = (deployment: Deployment, why: string): Gate => ({
  deployment,
  isMoving: false,
  allowance: () => ({ left: 0, why }),
  taken: 0,
  canaries: 0,
});

const whyOver: Readonly<Partial<Record<Deployment["status"], string>>> = {
  paused: "Its rollout is paused",
  failed: "Its rollout failed",
  cancelled: "Its rollout was aborted",
};

const waitsForCanaries = (view: StateView, { job, deployment, name }: Rolled): Gate => {
  const placed = newestAllocations(view, job, name).filter(
    ({ rollout }) => rollout?.deployment === deployment.key && rollout.canary,
  );
  const wanted = own(deployment.groups, name)?.desiredCanaries ?? 0;
  return {
    ...closed(deployment, "Waits for the canaries to be promoted"),
    canaries: Math.max(0, wanted - placed.length),
  };
};

type At = Rolled & { readonly group: DeploymentGroup; readonly now: number };

const allowanceOf = (view: StateView, { job, deployment, group, name, now }: At): Allowance => {
  const { maxParallel, toleratedFailures } = group.policy;
  if (maxParallel === 0) return { left: Number.POSITIVE_INFINITY, why: "" };
  const { moving, broken } = progressOf(view, { job, deployment, name });
  if (toleratedFailures === null && broken > 0)
    return { left: 0, why: `Waits for ${String(broken)} of its rollout to become healthy` };
  if (deployment.nextBatchAt !== null && deployment.nextBatchAt > now)
    return { left: 0, why: "Waits for the next batch" };
  return { left: Math.max(0, maxParallel - moving), why: `Waits for its turn: ${String(maxParallel)} at a time` };
};

const moving = (view: StateView, at: At): Gate => {
  let known: Allowance | undefined;
  const allowance = (): Allowance => (known ??= allowanceOf(view, at));
  return { deployment: at.deployment, isMoving: true, allowance, taken: 0, canaries: 0 };
};

/** [U2] The gate that the changes of a group pass, a few at a time; null: nothing holds them back. */
export const gateOf = (view: StateView, { job, name }: Pick<Rolled, "job" | "name">, now: number): Gate | null => {
  const deployment = job.deployment === null ? undefined : view.deployments.get(job.deployment);
  const group = deployment === undefined ? undefined : own(deployment.groups, name);
  if (deployment?.version !== job.version || group === undefined || deployment.status === "successful") return null;
  const over = whyOver[deployment.status];
  if (over !== undefined) return closed(deployment, over);
  if (hasTooManyFailures(group)) return closed(deployment, "Too many of its rollout are unhealthy");
  return awaitsPromotion(group)
    ? waitsForCanaries(view, { job, deployment, name })
    : moving(view, { job, deployment, group, name, now });
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
