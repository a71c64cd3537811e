import type { ObserveTask } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import { startKey, stopKey, type Effect } from "../effect.ts";
import type { Event, RunOutcome } from "../event.ts";
import { hasEnded, type Allocation } from "../model/allocation.ts";
import { findGroup, findTask, restartPolicyOf } from "../model/job-spec.ts";
import type { TaskReport } from "../model/run.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import { own } from "../own.ts";
import { healthAfterEnd } from "../rollouts/health.ts";
import { healthFollowUps } from "../rollouts/health-follow-ups.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { followUps, isLeavingNodes } from "./after-end.ts";
import { effectsOf } from "./effects.ts";
import { endingOf } from "./life.ts";
import { outcomeOfRun } from "./restart.ts";
import { successorStarts } from "./start.ts";
import { applyReport, concerns } from "./transition.ts";

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
    stopping: state.role.hook !== "poststop" && endingOf(allocation) !== null,
  });
};

/** One that has begun to run may let the next leave a node that is being emptied. */
const drainGoesOn = (view: StateView, allocation: Allocation): readonly Event[] => {
  const job = view.jobs.get(allocation.job);
  return job === undefined || job.stop || !isLeavingNodes(view, job.key)
    ? []
    : evaluationsFor(view, [job.key], { triggeredBy: "node-drain" });
};

/** [T2] What an engine saw becomes history once: repeated and late reports change nothing. */
export const observeTask = (view: StateView, { report }: ObserveTask): Decided => {
  const allocation = view.allocations.get(report.run.alloc);
  const settled = settledBy(report);
  if (allocation === undefined || !concerns(allocation, report)) return happened([], [], settled);
  const outcome = outcomeOf(view, allocation, report);
  const after = applyReport(allocation, report, outcome);
  const events: Event[] = [{ type: "taskReported", report, outcome }];
  const effects: Effect[] = [...effectsOf(allocation, after)];
  if (hasEnded(after) && !hasEnded(allocation)) {
    effects.push(...successorStarts(view, allocation));
    events.push(...followUps(view, allocation, after));
  } else if (after.client === "running" && allocation.client === "pending") events.push(...drainGoesOn(view, after));
  const health = healthAfterEnd(view, after);
  return happened([...events, ...healthFollowUps(view, after, { health, besides: events })], effects, settled);
};
