import { awaitsPromotion, type Deployment } from "../model/deployment.ts";
import type { Job } from "../model/job.ts";
import type { Rejection } from "../rejection.ts";
import type { StateView } from "../state.ts";

const presentRollout = (view: StateView, job: Job): Deployment | undefined => {
  const newest = job.deployment === null ? undefined : view.deployments.get(job.deployment);
  return newest?.version === job.version ? newest : undefined;
};

const refused = (job: Job, { status }: Deployment): Rejection => ({ kind: "rolloutNotDone", id: job.spec.id, status });

/**
 * [U16] Why a job cannot be scaled: its change is held back, failed or was given up, and a version with another count would carry it out.
 */
export const notToBeScaled = (view: StateView, job: Job): Rejection | undefined => {
  const rollout = presentRollout(view, job);
  if (rollout === undefined || rollout.from === null || rollout.status === "successful") return undefined;
  const isMoving = rollout.status === "running" && !Object.values(rollout.groups).some(awaitsPromotion);
  return isMoving ? undefined : refused(job, rollout);
};

/** [U16] Why a job cannot be restarted: what has not changed yet would change with it. */
export const notToBeRestarted = (view: StateView, job: Job): Rejection | undefined => {
  const rollout = presentRollout(view, job);
  return rollout === undefined || rollout.kind === "restart" || rollout.from === null || rollout.status === "successful"
    ? undefined
    : refused(job, rollout);
};
