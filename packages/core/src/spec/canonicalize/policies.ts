import {
  runsToEnd,
  type Disconnect,
  type JobType,
  type Migrate,
  type ReschedulePolicy,
  type RestartPolicy,
  type TaskGroup,
  type Update,
} from "../../model/job-spec.ts";
import { given, saysSomething, type Partly } from "./partly.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Nomad's defaults, by `Canonicalize` of its API package. */
export const updateDefaults: Update = {
  staggerMs: 30_000,
  maxParallel: 1,
  healthCheck: "checks",
  minHealthyTimeMs: 10_000,
  healthyDeadlineMs: 5 * minute,
  progressDeadlineMs: 10 * minute,
  autoRevert: false,
  autoPromote: false,
  canary: 0,
};

const serviceRestart: RestartPolicy = {
  attempts: 2,
  intervalMs: 30 * minute,
  delayMs: 15_000,
  mode: "fail",
  renderTemplates: false,
};
const batchRestart: RestartPolicy = {
  attempts: 3,
  intervalMs: 24 * hour,
  delayMs: 15_000,
  mode: "fail",
  renderTemplates: false,
};

const serviceReschedule: ReschedulePolicy = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 30_000,
  delayFunction: "exponential",
  maxDelayMs: hour,
  unlimited: true,
};
const batchReschedule: ReschedulePolicy = {
  attempts: 1,
  intervalMs: 24 * hour,
  delayMs: 5000,
  delayFunction: "constant",
  maxDelayMs: 0,
  unlimited: false,
};

const migrateDefaults: Migrate = {
  maxParallel: 1,
  healthCheck: "checks",
  minHealthyTimeMs: 10_000,
  healthyDeadlineMs: 5 * minute,
};

/** What a job says for all its groups. */
export type JobPolicies = {
  readonly type: JobType;
  readonly update: Partial<Update> | null;
  readonly reschedule: Partly<ReschedulePolicy> | null | undefined;
  readonly migrate: Partly<Migrate> | null | undefined;
};

export const restartOf = (job: JobPolicies, block: Partly<RestartPolicy> | undefined): RestartPolicy => ({
  ...(runsToEnd(job.type) ? batchRestart : serviceRestart),
  ...given(block),
});

/** Types that have none keep one that was given, so that it can be refused. */
export const rescheduleOf = (
  job: JobPolicies,
  block: Partly<ReschedulePolicy> | null | undefined,
): ReschedulePolicy | null => {
  const hasOne = job.type === "service" || job.type === "batch";
  if (!hasOne && !saysSomething(job.reschedule) && !saysSomething(block)) return null;
  return {
    ...(job.type === "service" ? serviceReschedule : batchReschedule),
    ...given(job.reschedule),
    ...given(block),
  };
};

export const updateOf = (job: JobPolicies, block: Partly<Update> | null | undefined): Update | null => {
  const hasOne = job.type === "service" || job.type === "system";
  if (!hasOne && job.update === null && !saysSomething(block)) return null;
  return { ...updateDefaults, ...job.update, ...given(block) };
};

export const migrateOf = (job: JobPolicies, block: Partly<Migrate> | null | undefined): Migrate | null => {
  if (job.type !== "service" && !saysSomething(job.migrate) && !saysSomething(block)) return null;
  return { ...migrateDefaults, ...given(job.migrate), ...given(block) };
};

/** What Nomad had before the block `Disconnect`. */
export type OlderDisconnect = {
  readonly maxClientDisconnectMs?: number | undefined;
  readonly stopAfterClientDisconnectMs?: number | undefined;
  readonly preventRescheduleOnLost?: boolean | undefined;
};

export const disconnectOf = (group: Partly<TaskGroup> & OlderDisconnect): Disconnect | null => {
  const { disconnect: block, maxClientDisconnectMs, stopAfterClientDisconnectMs, preventRescheduleOnLost } = group;
  const isOlder = saysSomething([maxClientDisconnectMs, stopAfterClientDisconnectMs, preventRescheduleOnLost]);
  if (!block && !isOlder) return null;
  const { lostAfterMs, stopOnClientAfterMs, replace, reconcile }: Partly<Disconnect> = block ?? {};
  return {
    // Zero is Nomad's way to say that it was left out.
    lostAfterMs: lostAfterMs || maxClientDisconnectMs || null,
    stopOnClientAfterMs: stopOnClientAfterMs ?? stopAfterClientDisconnectMs ?? null,
    replace: replace ?? preventRescheduleOnLost !== true,
    reconcile: reconcile || "best_score",
  };
};
