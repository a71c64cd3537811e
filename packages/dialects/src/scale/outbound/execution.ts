import { attemptId, attemptsOf, type Allocation, type Attempt, type Job, type JobSpec } from "@longshore/core/model";
import { cpusOfMhz, rfc3339 } from "../../units.ts";
import type * as wire from "../wire.ts";
import { errorToWire } from "./error.ts";
import { executionStatusOf } from "./status.ts";

/** What a job's record does not hold. `type`: the job's parent, or the job itself where it has none. */
export type Setting = {
  readonly type: Job;
  /** The type as it is told: once for all of its jobs. */
  readonly jobType: wire.JobType;
  readonly hostname: (node: number) => string;
};

/**
 * Executions are counted over the whole job: attempt by attempt, in it instance by instance. Of a job of one instance, as every job of a type
 * is, it is the attempt's number.
 */
export const exeNumOf = (spec: JobSpec, attempt: Pick<Attempt, "number" | "group" | "index">): number => {
  const total = spec.taskGroups.reduce((sum, group) => sum + group.count, 0);
  const at = spec.taskGroups.findIndex((group) => group.name === attempt.group);
  const before = spec.taskGroups.slice(0, Math.max(0, at)).reduce((sum, group) => sum + group.count, 0);
  return (attempt.number - 1) * Math.max(1, total) + before + attempt.index + 1;
};

export const resourcesToWire = (spec: JobSpec): wire.Resources => {
  const [group] = spec.taskGroups;
  const tasks = group?.tasks ?? [];
  return {
    resources: {
      cpus: cpusOfMhz(tasks.reduce((sum, { resources }) => sum + resources.cpuMhz, 0)),
      mem: tasks.reduce((sum, { resources }) => sum + resources.memoryMb, 0),
      disk: group?.ephemeralDisk.sizeMb ?? 0,
    },
  };
};

export const clusterId = (job: Job, attempt: Attempt): string =>
  `scale_job_${String(attempt.allocation)}_${String(job.key)}x${String(exeNumOf(job.spec, attempt))}`;

const timeText = (ms: number | null): string | null => rfc3339(ms);

export const executionToWire = (job: Job, attempt: Attempt, setting: Setting): wire.Execution => {
  const longest = job.spec.taskGroups.find(({ name }) => name === attempt.group)?.maxRunDurationMs ?? null;
  const queuedAt = attempt.number === 1 ? job.createdAt : attempt.queuedAt;
  return {
    id: attemptId(attempt),
    status: executionStatusOf(attempt.outcome),
    exe_num: exeNumOf(job.spec, attempt),
    cluster_id: clusterId(job, attempt),
    created: timeText(attempt.queuedAt) ?? "",
    queued: timeText(queuedAt) ?? "",
    started: timeText(attempt.startedAt ?? attempt.queuedAt),
    ended: timeText(attempt.endedAt),
    job: { id: job.key },
    node: { id: attempt.node, hostname: setting.hostname(attempt.node) },
    error: errorToWire(attempt, { spec: job.spec, jobType: setting.jobType }),
    job_type: setting.jobType,
    timeout: longest === null ? null : longest / 1000,
    input_file_size: null,
  };
};

const taskResult = (job: Job, attempt: Attempt): wire.TaskResult => ({
  task_id: `${clusterId(job, attempt)}_main`,
  type: "main",
  was_launched: true,
  launched: timeText(attempt.queuedAt) ?? "",
  was_started: attempt.startedAt !== null,
  started: timeText(attempt.startedAt),
  was_timed_out: attempt.timedOut,
  ended: timeText(attempt.endedAt),
  status: executionStatusOf(attempt.outcome),
  exit_code: attempt.exitCode,
});

export const executionDetailsToWire = (job: Job, attempt: Attempt, setting: Setting): wire.ExecutionDetails => ({
  ...executionToWire(job, attempt, setting),
  task_results: attempt.endedAt === null ? null : { version: "1.0", tasks: [taskResult(job, attempt)] },
  resources: resourcesToWire(job.spec),
  configuration: { tasks: [] },
  output: { files: {}, json: {} },
});

/** All attempts of a job's allocations, the newest execution first. */
export const attemptsOfJob = (spec: JobSpec, allocations: readonly Allocation[]): readonly Attempt[] =>
  allocations.flatMap((allocation) => attemptsOf(allocation)).toSorted((a, b) => exeNumOf(spec, b) - exeNumOf(spec, a));
