import type { Event } from "../event.ts";
import { awaitsPromotion, type Deployment } from "../model/deployment.ts";
import type { EvaluationKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import { own } from "../own.ts";
import type { StateView } from "../state.ts";
import { activeRollout } from "./begin-rollout.ts";
import { failRollout } from "./end-rollout.ts";
import { canPromote, hasTooManyFailures, isRolledOutWhole } from "./progress.ts";

/** The rollout that brings a job to the version in force, while it goes on. */
export const runningRollout = (view: StateView, job: Job | undefined): Deployment | undefined => {
  const active = activeRollout(view, job);
  return active?.status === "running" && active.version === job?.version && !job.stop ? active : undefined;
};

const waiting = (deployment: Deployment): readonly string[] =>
  Object.entries(deployment.groups).flatMap(([name, group]) => (awaitsPromotion(group) ? [name] : []));

/** [U7] Canaries that are all healthy are promoted by themselves where that is asked for, all groups at once. */
const promoted = (view: StateView, job: Job, deployment: Deployment): readonly Event[] => {
  const names = waiting(deployment);
  const isDue =
    names.length > 0 &&
    names.every(
      (name) =>
        own(deployment.groups, name)?.policy.autoPromote === true && canPromote(view, { job, deployment, name }),
    );
  return isDue
    ? [
        {
          type: "deploymentPromoted",
          deployment: deployment.key,
          groups: names,
          event: { status: "running", text: "Canaries are healthy and promoted by themselves", by: null },
        },
      ]
    : [];
};

/**
 * What follows for a job's rollout from what was seen so far: it fails, its canaries are promoted, or it has come to its end. `isAtRest`:
 * nothing of the job was changed just now; if something was, its health will be heard of later, or nothing tells that it is done but another look. `after`: evaluations that the same decision creates before; `ending`: the one
 * that is over with it.
 */
export const advanceRollout = (
  view: StateView,
  job: Job | undefined,
  by: { readonly isAtRest: "yes" | "later" | "look again"; readonly after: number; readonly ending: EvaluationKey },
): readonly Event[] => {
  const { isAtRest, after, ending } = by;
  const deployment = runningRollout(view, job);
  if (deployment === undefined || job === undefined) return [];
  if (Object.values(deployment.groups).some(hasTooManyFailures))
    return failRollout(view, deployment, { text: "Failed due to unhealthy allocations", by: null, after, ending });
  const promotion = promoted(view, job, deployment);
  if (promotion.length > 0)
    return [...promotion, ...evaluationsFor(view, [job.key], { triggeredBy: "deployment-watcher", after, ending })];
  if (isAtRest === "look again")
    return evaluationsFor(view, [job.key], { triggeredBy: "deployment-watcher", after, ending });
  if (isAtRest === "later" || !isRolledOutWhole(view, job, deployment)) return [];
  return [
    {
      type: "deploymentChanged",
      deployment: deployment.key,
      event: { status: "successful", text: "Deployment completed successfully", by: null },
    },
    { type: "versionMarked", job: job.key, version: job.version, stable: true },
  ];
};
