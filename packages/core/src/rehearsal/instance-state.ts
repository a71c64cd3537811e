import type { Allocation } from "../model/allocation.ts";
import { hasEnded } from "../model/allocation.ts";
import { healthOf } from "../model/health.ts";
import type { Job } from "../model/job.ts";
import { findGroup, runsPerNode, type TaskGroup } from "../model/job-spec.ts";
import type { RehearsedState } from "../model/rehearsal.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { hasBegun } from "../tasks/life.ts";
import { mayStart } from "../tasks/start.ts";

/** Whether the job wants an instance of this number. */
export const isWanted = (job: Job | undefined, name: string, index: number): boolean => {
  if (job === undefined || job.stop) return false;
  const group = findGroup(job.spec, name);
  return group !== undefined && (runsPerNode(job.spec.type) ? group.count > 0 : index < group.count);
};

const groupOf = (view: StateView, { job, version, group }: Allocation): TaskGroup | undefined => {
  const spec = view.jobs.has(job) ? specOfVersion(view, job, version) : undefined;
  return spec === undefined ? undefined : findGroup(spec, group);
};

/** All of it runs. */
const isUp = (one: Allocation, group: TaskGroup): boolean => healthOf(one, group, "task_states") === "healthy";

/** It was running before its rollout, which has only updated it in place. */
const isUntouched = (view: StateView, { rollout, tasks }: Allocation): boolean => {
  const deployment = rollout === null ? undefined : view.deployments.get(rollout.deployment);
  return (
    deployment === undefined ||
    Object.values(tasks).every(({ startedAt }) => startedAt !== null && startedAt < deployment.createdAt)
  );
};

/** [Z3] It does its work: it is healthy, or it runs and no rollout has anything to say of it. */
export const isInService = (view: StateView, one: Allocation): boolean => {
  if (one.desired !== "run" || one.client !== "running") return false;
  const group = groupOf(view, one);
  if (group === undefined || !isUp(one, group)) return false;
  const healthCheck = group.update?.healthCheck ?? "checks";
  if (healthOf(one, group, healthCheck) === "unhealthy") return false;
  const { rollout } = one;
  return rollout === null || rollout.healthy === true || (rollout.healthy === null && isUntouched(view, one));
};

const runningState = (view: StateView, one: Allocation): RehearsedState => {
  const group = groupOf(view, one);
  const healthy = one.rollout?.healthy ?? null;
  if (healthy === false) return "unhealthy";
  if (group === undefined || !isUp(one, group)) return "starting";
  const health = healthOf(one, group);
  if (health === "unhealthy") return "unhealthy";
  if (one.rollout !== null) return healthy === true ? "healthy" : "up";
  return health === "healthy" ? "healthy" : "up";
};

const endedState = ({ desired, client }: Allocation, wanted: boolean): RehearsedState => {
  if (!wanted) return "gone";
  if (desired !== "run") return "waiting";
  return client === "complete" ? "done" : "unhealthy";
};

/** What an instance looks like by its newest allocation; undefined: it has none. */
export const stateOf = (view: StateView, one: Allocation | undefined, wanted: boolean): RehearsedState => {
  if (one === undefined) return wanted ? "waiting" : "gone";
  if (hasEnded(one)) return endedState(one, wanted);
  if (one.desired !== "run") return "stopping";
  if (one.rollout?.healthy === false) return "unhealthy";
  if (!hasBegun(Object.values(one.tasks))) return mayStart(view, one) ? "waiting" : "stopping";
  return runningState(view, one);
};
