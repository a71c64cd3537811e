import type { GroupSummary, JobDetail, JobListItem, Permission, VersionItem } from "@longshore/api/jobs";
import type { Deployment, Evaluation, Job, JobVersion } from "@longshore/core/model";
import { findGroup, isTemplate, jobCan, jobHealth } from "@longshore/core/model";
import { noGroupCounts } from "@longshore/core/evolve/jobs";
import { isRolledOut } from "@longshore/core/rollouts/policy";
import { diffSpecs } from "@longshore/core/spec/diff";
import type { Principal } from "../http/credentials.ts";
import { mayOperate } from "./access.ts";
import { launchesOf } from "./launches-view.ts";
import { whyDelayed, whyNotPlaced } from "./evaluation-view.ts";

const groupSummaries = (job: Job): GroupSummary[] => {
  const leftOver = Object.entries(job.groups).filter(
    ([name, counts]) => findGroup(job.spec, name) === undefined && counts.now.stopping > 0,
  );
  return [
    ...job.spec.taskGroups.map((group) => ({
      name: group.name,
      count: job.stop ? 0 : group.count,
      now: (job.groups[group.name] ?? noGroupCounts).now,
    })),
    ...leftOver.map(([name, counts]) => ({ name, count: 0, now: counts.now })),
  ];
};

export const jobListItem = (job: Job): JobListItem => ({
  namespace: job.spec.namespace,
  id: job.spec.id,
  name: job.spec.name,
  type: job.spec.type,
  parent: job.parent?.id ?? null,
  periodic: job.spec.periodic !== null,
  priority: job.spec.priority,
  health: jobHealth(job),
  version: job.version,
  stop: job.stop,
  groups: groupSummaries(job),
  lastStartedAt: job.lastStartedAt,
  lastEndedAt: job.lastEndedAt,
  changed: job.changed,
  changedAt: job.changedAt,
  modifyIndex: Math.max(job.modifyIndex, job.allocationsIndex, job.evaluationsIndex, job.launches?.index ?? 0),
});

const yes: Permission = { ok: true };
const unless = (ok: boolean, why: string): Permission => (ok ? yes : { ok: false, why });

const whyNotLaunched = (job: Job): string => {
  if (job.spec.periodic === null) return "It is not periodic";
  return job.stop ? "It is stopped: start it first" : "Its schedule is off";
};

const whyNotRestarted = (job: Job): string =>
  job.stop
    ? "It is stopped: start it first"
    : `A ${isTemplate(job.spec) ? "job that is only launched" : `${job.spec.type} job`} has no rollouts`;

/** What whoever asks may do with the job now; a button shows the reason when it is off. */
const permissions = (job: Job, principal: Principal): JobDetail["can"] => {
  const allowed = mayOperate(principal, job.spec.namespace);
  const and = (ok: boolean, why: string): Permission => (allowed.ok ? unless(ok, why) : allowed);
  return {
    plan: allowed,
    evaluate: and(!isTemplate(job.spec), "Nothing runs of it: look at its children"),
    launch: and(jobCan.launch(job), whyNotLaunched(job)),
    dispatch: and(
      jobCan.dispatch(job),
      job.spec.parameterized === null ? "It is not parameterized" : "It is stopped: start it first",
    ),
    stop: and(jobCan.stop(job), "It is stopped already"),
    start: and(jobCan.start(job), "It is not stopped"),
    restart: and(!job.stop && isRolledOut(job.spec), whyNotRestarted(job)),
    scale: and(jobCan.scale(job), "It is stopped: start it first"),
    revert: and(job.version > 0, "There is no earlier version"),
    purge: allowed,
  };
};

export type JobContext = {
  readonly principal: Principal;
  /** Its open evaluations. */
  readonly open: readonly Evaluation[];
  /** Its newest rollout. */
  readonly deployment: Deployment | undefined;
  readonly now: number;
};

/** What is to be moved or replaced waits too, and is not counted as queued while it runs. */
const isWaiting = (job: Job, evaluation: Evaluation, group: string): boolean =>
  evaluation.status === "blocked" || (job.groups[group]?.now.queued ?? 0) > 0;

const placementFailures = (job: Job, open: readonly Evaluation[]): JobDetail["placementFailures"] =>
  open.flatMap((evaluation) =>
    Object.entries(evaluation.failedGroups)
      .filter(([group]) => isWaiting(job, evaluation, group))
      .map(([group, metrics]) => ({
        group,
        queued: job.groups[group]?.now.queued ?? 0,
        why: whyNotPlaced(metrics),
        evaluationId: evaluation.id,
      })),
  );

const delayed = (open: readonly Evaluation[]): JobDetail["delayed"] =>
  open
    .flatMap((evaluation) => {
      const why = whyDelayed(evaluation);
      const { waitUntil: at } = evaluation;
      return why === null || at === null ? [] : [{ evaluationId: evaluation.id, at, why }];
    })
    .toSorted((a, b) => a.at - b.at);

export const jobDetail = (job: Job, { principal, open, deployment, now }: JobContext): JobDetail => ({
  ...jobListItem(job),
  revision: job.revision,
  counters: job.counters,
  stable: job.stable,
  stableVersion: job.stableVersion,
  created: job.created,
  createdAt: job.createdAt,
  jobModifyIndex: job.jobModifyIndex,
  createIndex: job.createIndex,
  datacenters: [...job.spec.datacenters],
  nodePool: job.spec.nodePool,
  placementFailures: placementFailures(job, open),
  delayed: delayed(open),
  tasks: Object.fromEntries(
    job.spec.taskGroups.map((group) => [group.name, group.tasks.map(({ name, driver }) => ({ name, driver }))]),
  ),
  launches: launchesOf(job, now),
  deployment: deployment === undefined ? null : { id: deployment.id, status: deployment.status },
  evaluating: open.some(({ status, waitUntil }) => status === "pending" && waitUntil === null),
  can: permissions(job, principal),
});

export const versionItem = (version: JobVersion, before: JobVersion | undefined): VersionItem => ({
  version: version.version,
  stop: version.stop,
  stable: version.stable,
  origin: version.origin,
  at: version.at,
  index: version.index,
  note: version.note,
  plan: version.plan ?? null,
  tag: version.tag ?? null,
  diff: before === undefined ? null : (diffSpecs(before.spec, version.spec) as VersionItem["diff"]),
});
