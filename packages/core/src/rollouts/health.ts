import { isLive, type Allocation } from "../model/allocation.ts";
import type { RolloutPart, RolloutPolicy } from "../model/deployment.ts";
import { healthOf } from "../model/health.ts";
import type { TaskGroup } from "../model/job-spec.ts";
import type { Event } from "../event.ts";
import { own } from "../own.ts";
import { durationText } from "../spec/duration.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { findGroup } from "../model/job-spec.ts";
import { wasLostWithNode } from "../tasks/ended.ts";

/** How an allocation's rollout judges it; undefined when it belongs to none, or that has gone. */
export const policyOf = (
  view: StateView,
  allocation: Pick<Allocation, "rollout" | "group">,
): RolloutPolicy | undefined => {
  const { rollout, group } = allocation;
  const deployment = rollout === null ? undefined : view.deployments.get(rollout.deployment);
  return deployment === undefined ? undefined : own(deployment.groups, group)?.policy;
};

/** The engine was asked to start something of it. */
const isBegun = ({ tasks }: Allocation): boolean =>
  Object.values(tasks).some(({ issued, startedAt, phase }) => issued || startedAt !== null || phase !== "pending");

/** [U5] Its part after something happened to it: the clock of its health runs while all of it is up, and stands still nowhere. */
export const withTrackedHealth = (view: StateView, allocation: Allocation, at: number): Allocation => {
  const { rollout } = allocation;
  if (rollout === null || rollout.healthy !== null || !isLive(allocation)) return allocation;
  const policy = policyOf(view, allocation);
  const group = groupOf(view, allocation);
  if (policy === undefined || group === undefined) return allocation;
  const deadlineAt = rollout.deadlineAt ?? (isBegun(allocation) ? at + policy.healthyDeadlineMs : null);
  const isUp = healthOf(allocation, group, policy.healthCheck) === "healthy";
  const healthyAt = isUp ? (rollout.healthyAt ?? at + policy.minHealthyTimeMs) : null;
  if (deadlineAt === rollout.deadlineAt && healthyAt === rollout.healthyAt) return allocation;
  return { ...allocation, rollout: { ...rollout, deadlineAt, healthyAt } };
};

const groupOf = (view: StateView, { job, version, group }: Allocation): TaskGroup | undefined => {
  const spec = view.jobs.has(job) ? specOfVersion(view, job, version) : undefined;
  return spec === undefined ? undefined : findGroup(spec, group);
};

const isUndecided = ({ rollout, desired }: Allocation): boolean =>
  rollout !== null && rollout.healthy === null && desired === "run";

/** When its health is decided if nothing happens to it until then. */
export const healthDueAt = (allocation: Allocation): number | null => {
  if (!isUndecided(allocation) || allocation.rollout === null) return null;
  const { healthyAt, deadlineAt } = allocation.rollout;
  if (healthyAt === null || deadlineAt === null) return healthyAt ?? deadlineAt;
  return Math.min(healthyAt, deadlineAt);
};

const decided = ({ key }: Allocation, healthy: boolean, reason: string): readonly Event[] => [
  { type: "allocationHealthDecided", allocation: key, healthy, reason },
];

/** What is due of its health. */
export const healthDecided = (view: StateView, allocation: Allocation, now: number): readonly Event[] => {
  const due = healthDueAt(allocation);
  const policy = policyOf(view, allocation);
  if (due === null || due > now || policy === undefined) return [];
  const { healthyAt } = allocation.rollout as RolloutPart;
  return healthyAt !== null && healthyAt <= now
    ? decided(allocation, true, `Healthy for ${durationText(policy.minHealthyTimeMs)}`)
    : decided(allocation, false, `Not healthy within ${durationText(policy.healthyDeadlineMs)}`);
};

const runsFailed = ({ tasks }: Allocation): number =>
  Object.values(tasks).reduce((sum, task) => sum + task.restarts, 0);

/** What the end of a run, or of all of it, says of its health; `after` is the allocation as it is then. */
export const healthAfterEnd = (view: StateView, after: Allocation): readonly Event[] => {
  if (!isUndecided(after)) return [];
  const policy = policyOf(view, after);
  if (policy === undefined || wasLostWithNode(after)) return [];
  if (after.client === "complete") return decided(after, true, "It has done its work");
  if (!isLive(after)) return decided(after, false, after.clientDescription);
  const waiting = Object.values(after.tasks).some(({ restartAt }) => restartAt !== null) ? 1 : 0;
  const failed = runsFailed(after) + waiting;
  return policy.instanceRetries !== null && policy.instanceRetries > 0 && failed >= policy.instanceRetries
    ? decided(after, false, `Failed ${String(failed)} times`)
    : [];
};
