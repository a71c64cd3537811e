import { attemptsOf, totalCounts, type Allocation, type Attempt, type Job } from "@longshore/core/model";
import { compact } from "../../units.ts";
import type * as wire from "../wire.ts";
import { definitionToWire } from "./definition.ts";
import { apiVersion, executionMetadata, executionNameOf, taskMetadata, timeText, type Setting } from "./metadata.ts";

/** How far an execution has come; `cancelled` only once nothing of it runs. */
type Phase = "pending" | "running" | "succeeded" | "failed" | "cancelling" | "cancelled";

const wantedOf = (job: Job): number => job.spec.taskGroups.reduce((sum, group) => sum + group.count, 0);

export const phaseOf = (job: Job): Phase => {
  const counts = totalCounts(job);
  const wanted = wantedOf(job);
  const live = counts.starting + counts.running + counts.stopping;
  if (counts.complete >= wanted && live === 0) return "succeeded";
  if (job.stop) return live > 0 ? "cancelling" : "cancelled";
  if (counts.complete + counts.failed + counts.lost >= wanted && live === 0 && job.openEvaluations === 0)
    return "failed";
  return job.lastStartedAt === null ? "pending" : "running";
};

const hasEnded = (phase: Phase): boolean => phase === "succeeded" || phase === "failed" || phase === "cancelled";

const completionStatuses: Readonly<Record<Phase, wire.CompletionStatus>> = {
  pending: "EXECUTION_PENDING",
  running: "EXECUTION_RUNNING",
  succeeded: "EXECUTION_SUCCEEDED",
  failed: "EXECUTION_FAILED",
  cancelling: "EXECUTION_RUNNING",
  cancelled: "EXECUTION_CANCELLED",
};

/** When the last of it ended. */
const endedAt = (job: Job): number | null => (hasEnded(phaseOf(job)) ? (job.lastEndedAt ?? job.changedAt) : null);

export const executionReference = (job: Job): wire.ExecutionReference => {
  const end = endedAt(job);
  return compact({
    name: executionNameOf(job),
    creationTimestamp: timeText(job.createdAt),
    completionTimestamp: end === null ? undefined : timeText(end),
    completionStatus: completionStatuses[phaseOf(job)],
  }) as wire.ExecutionReference;
};

const seconds = (ms: number): string => `${String(Math.round(ms / 10) / 100)}s`;

const failureText = (name: string, attempt: Attempt): string =>
  attempt.timedOut
    ? `Task ${name}-task${String(attempt.index)} failed with exit code: ${String(attempt.exitCode ?? 0)} and message: The configured timeout was reached.`
    : `Task ${name}-task${String(attempt.index)} failed with exit code: ${String(attempt.exitCode ?? 0)} and message: ${attempt.exitCode === null ? attempt.message : "The container exited with an error."}`;

const completedOf = (job: Job, attempts: readonly Attempt[]): Omit<wire.Condition, "type"> => {
  const phase = phaseOf(job);
  const end = endedAt(job);
  const at = end === null ? {} : { lastTransitionTime: timeText(end) };
  if (phase === "succeeded")
    return {
      status: "True",
      message: `Execution completed successfully in ${seconds((end ?? job.createdAt) - job.createdAt)}.`,
      ...at,
    };
  if (phase === "cancelled")
    return { status: "False", reason: "Cancelled", message: "Execution was cancelled by the user.", ...at };
  if (phase === "cancelling")
    return { status: "Unknown", reason: "Cancelling", message: "Execution is being cancelled." };
  if (phase === "failed") {
    const failed = attempts.find((attempt) => attempt.outcome === "failed" || attempt.outcome === "lost");
    const message = failed === undefined ? "A task has failed." : failureText(executionNameOf(job), failed);
    return { status: "False", reason: "NonZeroExitCode", message, ...at };
  }
  return { status: "Unknown", message: "Waiting for execution to complete." };
};

const reached = (type: string, at: number | null, message: string): wire.Condition =>
  at === null ? { type, status: "Unknown" } : { type, status: "True", message, lastTransitionTime: timeText(at) };

/** Newest attempts of each task, in the order of their numbers. */
const lastAttempts = (allocations: readonly Allocation[]): readonly Attempt[] =>
  allocations.flatMap((allocation) => attemptsOf(allocation).slice(-1)).toSorted((a, b) => a.index - b.index);

const conditionsOf = (job: Job, attempts: readonly Attempt[]): readonly wire.Condition[] => {
  const placed = attempts.length === 0 ? null : Math.min(...attempts.map((attempt) => attempt.queuedAt));
  const starts = attempts.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  const started = starts.length === 0 ? job.lastStartedAt : Math.min(...starts);
  const retried = attempts.filter((attempt) => attempt.number > 1);
  return [
    { type: "Completed", ...completedOf(job, attempts) },
    reached("ResourcesAvailable", placed, "Provisioned imported containers."),
    reached(
      "Started",
      started,
      `Started deployed execution in ${seconds((started ?? job.createdAt) - job.createdAt)}.`,
    ),
    reached("ContainerReady", placed, "Imported container image."),
    ...(retried.length === 0
      ? []
      : [
          {
            type: "Retry",
            status: "True" as const,
            severity: "Info" as const,
            reason: "ImmediateRetry",
            message: `${String(retried.length)} tasks were tried again.`,
          },
        ]),
  ];
};

const unlessZero = (count: number): number | undefined => (count === 0 ? undefined : count);

/** `allocations`: the newest of each task. `generation`: of the job's specification that it was made from. */
export const executionToWire = (
  job: Job,
  of: { readonly allocations: readonly Allocation[]; readonly generation: number },
  setting: Setting,
): wire.Execution => {
  const { metadata = {}, spec } = definitionToWire(job.spec);
  const counts = totalCounts(job);
  const attempts = lastAttempts(of.allocations);
  const starts = attempts.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  const end = endedAt(job);
  return {
    apiVersion,
    kind: "Execution",
    metadata: executionMetadata(job, metadata, { setting, generation: of.generation }),
    spec: spec?.template?.spec ?? {},
    status: compact({
      observedGeneration: job.revision,
      conditions: conditionsOf(job, attempts),
      startTime: starts.length === 0 ? undefined : timeText(Math.min(...starts)),
      completionTime: end === null ? undefined : timeText(end),
      runningCount: unlessZero(counts.running + counts.stopping),
      succeededCount: unlessZero(counts.complete),
      failedCount: unlessZero(counts.failed + counts.lost),
      cancelledCount: unlessZero(job.stop ? wantedOf(job) - counts.complete - counts.failed - counts.lost : 0),
      retriedCount: unlessZero(attempts.filter((attempt) => attempt.number > 1).length),
    }) as wire.ExecutionStatus,
  };
};

/** Abandoned: it never started, because the execution was ended. */
const runningState = (job: Job, attempt: Attempt | undefined): string => {
  if (attempt === undefined) return job.stop ? "Abandoned" : "Pending";
  switch (attempt.outcome) {
    case "waiting":
      return "Pending";
    case "running":
      return "Running";
    case "complete":
      return "Succeeded";
    case "stopped":
      return attempt.startedAt === null ? "Abandoned" : "Cancelled";
    case "failed":
    case "lost":
      return "Failed";
  }
};

/** Codes of google.rpc: 1 cancelled, 4 deadline exceeded, 10 aborted, 14 unavailable. */
const resultOf = (attempt: Attempt): wire.TaskAttemptResult | undefined => {
  const code = attempt.exitCode === null ? {} : { exitCode: attempt.exitCode };
  if (attempt.outcome === "complete") return { status: {}, ...code };
  if (attempt.outcome === "stopped") return { status: { code: 1, message: "Cancelled by user." } };
  if (attempt.outcome === "lost") return { status: { code: 14, message: attempt.message } };
  if (attempt.outcome !== "failed") return undefined;
  if (attempt.timedOut) return { status: { code: 4, message: "The configured timeout was reached." } };
  const end = attempt.signal ? { termSignal: attempt.signal } : code;
  return { status: { code: 10, message: "The container exited with an error." }, ...end };
};

const taskCompleted = (attempt: Attempt | undefined): wire.Condition => {
  const outcome = attempt?.outcome;
  const status = outcome === "complete" ? "True" : outcome === "waiting" || outcome === "running" ? "Unknown" : "False";
  return { type: "Completed", status: attempt === undefined ? "Unknown" : status };
};

/** One instance of an execution; without an allocation it waits for room. */
export const taskToWire = (
  job: Job,
  at: { readonly index: number; readonly allocation: Allocation | undefined },
  setting: Setting,
): wire.Task => {
  const attempt = at.allocation === undefined ? undefined : attemptsOf(at.allocation).at(-1);
  const state = runningState(job, attempt);
  const isStarted = attempt !== undefined && attempt.startedAt !== null;
  return {
    apiVersion,
    kind: "Task",
    metadata: taskMetadata(job, { index: at.index, createdAt: job.createdAt, runningState: state }, setting),
    spec: {},
    status: compact({
      index: unlessZero(at.index),
      observedGeneration: job.revision,
      conditions: [taskCompleted(attempt), { type: "Started", status: isStarted ? "True" : "Unknown" }] as const,
      startTime: attempt?.startedAt ? timeText(attempt.startedAt) : undefined,
      completionTime: attempt?.endedAt ? timeText(attempt.endedAt) : undefined,
      retried: unlessZero((attempt?.number ?? 1) - 1),
      lastAttemptResult: attempt === undefined ? undefined : resultOf(attempt),
    }) as wire.TaskStatus,
  };
};
