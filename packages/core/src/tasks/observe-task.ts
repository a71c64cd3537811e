import { predecessorOf } from "../capacity.ts";
import type { ObserveTask } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { startKey, stopKey, type Effect } from "../effect.ts";
import type { Event, RunOutcome } from "../event.ts";
import { successorOf } from "../evolve/allocations.ts";
import { evaluationOf } from "../jobs/versions.ts";
import { hasEnded, type Allocation } from "../model/allocation.ts";
import { findGroup, findTask, restartPolicyOf } from "../model/job-spec.ts";
import type { TaskReport } from "../model/run.ts";
import { own } from "../own.ts";
import { unblockedBy } from "../schedule/unblock.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { outcomeOfRun } from "./restart.ts";
import { applyReport, concerns, isWithEngine } from "./transition.ts";

const settledBy = (report: TaskReport): readonly string[] => {
  if (report.type === "signalled" || report.type === "leaked") return [];
  return report.type === "started" ? [startKey(report.run)] : [startKey(report.run), stopKey(report.run)];
};

const outcomeOf = (view: StateView, allocation: Allocation, report: TaskReport): RunOutcome | null => {
  if (report.type === "started" || report.type === "signalled" || report.type === "leaked") return null;
  // What is left of a purged job is being stopped: nothing restarts it.
  const spec = view.jobs.has(allocation.job) ? specOfVersion(view, allocation.job, allocation.version) : undefined;
  const group = spec === undefined ? undefined : findGroup(spec, allocation.group);
  const task = group === undefined ? undefined : findTask(group, report.run.task);
  const state = own(allocation.tasks, report.run.task);
  if (spec === undefined || group === undefined || task === undefined || state === undefined)
    return { type: "end", failed: false, lost: report.type === "lost", reason: "" };
  return outcomeOfRun(state, report, {
    type: spec.type,
    policy: restartPolicyOf(group, task),
    stopping: allocation.desired !== "run",
  });
};

/** Tasks of the group that have to go because another one failed. */
const siblingStops = (before: Allocation, after: Allocation): readonly Effect[] =>
  Object.entries(after.tasks).flatMap(([task, state]): Effect[] => {
    if (own(before.tasks, task)?.stopRequestedAt !== null || state.stopRequestedAt === null || !isWithEngine(state))
      return [];
    const run = { alloc: after.key, attempt: state.attempt, task };
    return [{ type: "stopTask", key: stopKey(run), run, allocationId: after.id }];
  });

const successorStarts = (view: StateView, ended: Allocation): readonly Effect[] => {
  const successor = successorOf(view, ended);
  if (successor === undefined || predecessorOf(view, successor)?.key !== ended.key) return [];
  return Object.entries(successor.tasks).flatMap(([task, state]): Effect[] => {
    if (state.phase !== "pending" || state.issued) return [];
    const run = { alloc: successor.key, attempt: state.attempt, task };
    return [{ type: "startTask", key: startKey(run), run, allocationId: successor.id }];
  });
};

/** A lost instance, or room under a group's parallelism, needs another look at the job. */
const followUp = (view: StateView, ended: Allocation): readonly Event[] => {
  const job = view.jobs.get(ended.job);
  if (job === undefined || job.stop) return [];
  const bounded = findGroup(job.spec, ended.group)?.parallelism ?? null;
  if (ended.client !== "lost" && bounded === null) return [];
  const isPending = [...(view.openOfJob.get(job.key) ?? [])].some(
    (key) => view.evaluations.get(key)?.status === "pending",
  );
  return isPending
    ? []
    : [evaluationOf(view, job, { triggeredBy: ended.client === "lost" ? "alloc-failure" : "queued-allocs" })];
};

/** [T2] What an engine saw becomes history once: repeated and late reports change nothing. */
export const observeTask = (view: StateView, { report }: ObserveTask): Decided => {
  const allocation = view.allocations.get(report.run.alloc);
  const settled = settledBy(report);
  if (allocation === undefined || !concerns(allocation, report)) return happened([], [], settled);
  const outcome = outcomeOf(view, allocation, report);
  const after = applyReport(allocation, report, outcome);
  const events: Event[] = [{ type: "taskReported", report, outcome }];
  const effects: Effect[] = [...siblingStops(allocation, after)];
  if (hasEnded(after) && !hasEnded(allocation)) {
    effects.push(...successorStarts(view, allocation));
    events.push(...followUp(view, after), ...unblockedBy(view, [allocation]));
  }
  return happened(events, effects, settled);
};
