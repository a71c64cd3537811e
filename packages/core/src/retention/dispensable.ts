import { predecessorOf } from "../capacity.ts";
import { limits } from "../limits.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import { isActive, type Deployment } from "../model/deployment.ts";
import { isOpen } from "../model/evaluation.ts";
import type { Garbage } from "../model/garbage.ts";
import type { JobKey } from "../model/ids.ts";
import { nomadJobStatus, type Job } from "../model/job.ts";
import { isPending, verdictOf } from "../model/saved-plan.ts";
import { runsToEnd } from "../model/job-spec.ts";
import { newestAllocations } from "../rollouts/progress.ts";
import { instanceKey, type StateView } from "../state.ts";

/** `force`: however young. */
export type Judgement = { readonly now: number; readonly force: boolean };

/** What the live allocations of a job need. */
type Needed = {
  readonly versions: ReadonlySet<number>;
  readonly evaluations: ReadonlySet<number>;
  readonly deployments: ReadonlySet<number>;
};

const neededBy = (view: StateView, job: JobKey): Needed => {
  const live = [...(view.liveOfJob.get(job) ?? [])].flatMap((key) => view.allocations.get(key) ?? []);
  return {
    versions: new Set([...live, ...newestOf(view, job)].map(({ version }) => version)),
    evaluations: new Set(live.map(({ evaluation }) => evaluation)),
    deployments: new Set(live.flatMap(({ rollout }) => rollout?.deployment ?? [])),
  };
};

/** What an instance is placed by again when nothing of it lives: the newest of each that is wanted. */
const newestOf = (view: StateView, key: JobKey): readonly Allocation[] => {
  const job = view.jobs.get(key);
  return job === undefined ? [] : job.spec.taskGroups.flatMap(({ name }) => newestAllocations(view, job, name));
};

const presentDeploymentOf = (view: StateView, job: Job): Deployment | undefined =>
  job.deployment === null ? undefined : view.deployments.get(job.deployment);

const activeDeploymentOf = (view: StateView, job: Job): Deployment | undefined => {
  const newest = presentDeploymentOf(view, job);
  return newest !== undefined && isActive(newest) ? newest : undefined;
};

/** A job nothing of which runs or waits, and which will not run again by itself. */
const isDead = (view: StateView, job: Job): boolean =>
  nomadJobStatus(job) === "dead" &&
  (job.stop || runsToEnd(job.spec.type)) &&
  !view.liveOfJob.has(job.key) &&
  !view.openOfJob.has(job.key) &&
  activeDeploymentOf(view, job) === undefined;

/** Whether it is the word on its instance, or stands between what waits and what that waits for. */
const isNeeded = (view: StateView, one: Allocation): boolean =>
  (view.jobs.has(one.job) && view.instances.get(instanceKey(one.job, one.group, one.index))?.allocation === one.key) ||
  (one.rollout !== null && view.activeDeployments.has(one.rollout.deployment)) ||
  predecessorOf(view, one) !== undefined;

/**
 * Says of each kind of record whether it may go: [V11] never what runs, waits, is tagged, is the newest stable version, or is needed by
 * something that lives; [V12] and else when its time is over. Of a job that is gone, what nothing alive needs.
 */
export const judge = (
  view: StateView,
  { now, force }: Judgement,
): { readonly [K in keyof Garbage]: (key: Garbage[K][number]) => boolean } => {
  const { retention } = view.settings;
  const known = new Map<JobKey, Needed>();
  const needed = (job: JobKey): Needed => {
    const found = known.get(job) ?? neededBy(view, job);
    known.set(job, found);
    return found;
  };
  const isOver = (since: number, keptMs: number | null): boolean => force || (keptMs !== null && since + keptMs <= now);
  const isLeftOver = (job: JobKey): boolean =>
    !view.jobs.has(job) && !view.liveOfJob.has(job) && !view.openOfJob.has(job);

  return {
    jobs: (key) => {
      const job = view.jobs.get(key);
      if (job === undefined || job.tags !== undefined || !isDead(view, job)) return false;
      const since = Math.max(job.changedAt, job.lastEndedAt ?? 0);
      return isOver(since, job.parent === null ? retention.jobsMs : retention.childrenMs);
    },
    allocations: (key) => {
      const one = view.allocations.get(key);
      if (one === undefined || isLive(one) || isNeeded(view, one)) return false;
      const keptMs = runsToEnd(one.jobType) ? retention.batchAllocationsMs : retention.allocationsMs;
      return isOver(one.modifiedAt, keptMs) || (!view.jobs.has(one.job) && isOver(one.modifiedAt, retention.jobsMs));
    },
    evaluations: (key) => {
      const one = view.evaluations.get(key);
      if (one === undefined || isOpen(one) || needed(one.job).evaluations.has(key)) return false;
      const keptMs = runsToEnd(one.type) ? retention.batchEvaluationsMs : retention.evaluationsMs;
      return isOver(one.modifiedAt, keptMs) || (!view.jobs.has(one.job) && isOver(one.modifiedAt, retention.jobsMs));
    },
    deployments: (key) => {
      const one = view.deployments.get(key);
      if (one === undefined || isActive(one) || view.jobs.get(one.job)?.deployment === key) return false;
      if (needed(one.job).deployments.has(key)) return false;
      return isOver(one.modifiedAt, retention.deploymentsMs);
    },
    plans: (key) => {
      const one = view.savedPlans.get(key);
      if (one === undefined || isPending(verdictOf(one, now))) return false;
      const { applied, review, expiresAt } = one;
      return isOver(
        applied?.at ?? (one.status === "rejected" ? review?.at : undefined) ?? expiresAt,
        limits.planKeptMs,
      );
    },
    versions: ({ job: key, version }) => {
      const job = view.jobs.get(key);
      if (job === undefined) return isLeftOver(key);
      const rollout = presentDeploymentOf(view, job);
      return (
        version <= job.version - retention.versions &&
        version !== job.stableVersion &&
        job.tags?.some((tag) => tag.version === version) !== true &&
        version !== rollout?.version &&
        version !== rollout?.from &&
        !needed(key).versions.has(version)
      );
    },
    instances: ({ job }) => isLeftOver(job),
    names: isLeftOver,
  };
};
