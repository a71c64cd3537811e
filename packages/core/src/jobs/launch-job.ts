import type { ForcePeriodic, LaunchPeriodic } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import { childId, childSpec } from "../model/child.ts";
import { isLaunchedByClock, type Job, type Launch } from "../model/job.ts";
import { jobNameKey } from "../model/ids.ts";
import type { Origin } from "../model/origin.ts";
import { no, ok } from "../result.ts";
import type { StateView } from "../state.ts";
import { findJob } from "./find-job.ts";
import { evaluationOf } from "./versions.ts";

/** Nomad's name of a periodic child, with a number behind it where the name is taken already. */
const childName = (view: StateView, parent: Job, at: number): string => {
  const { namespace, id } = parent.spec;
  const name = `periodic-${String(Math.floor(at / 1000))}`;
  const isTaken = (one: string): boolean => view.jobKeys.has(jobNameKey(namespace, childId(id, one)));
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name}-${String(number)}`;
  return free;
};

type By = {
  readonly launch: Launch;
  readonly forced: boolean;
  readonly origin: Origin;
  readonly evalPriority?: number | undefined;
};

/** A child is a job of its own, its specification frozen as the parent's is now. */
const launched = (view: StateView, parent: Job, by: By): readonly Event[] => {
  const { launch, forced, origin, evalPriority } = by;
  const spec = childSpec(parent.spec, { name: childName(view, parent, launch.at), meta: {}, payload: null });
  const key = view.next.job;
  const note = forced ? "launched by force" : "launched by the clock";
  return [
    { type: "childLaunched", job: parent.key, child: spec.id, forced, launch },
    {
      type: "jobVersioned",
      job: key,
      cause: "launched",
      bumps: ["configuration", "desiredState", "workflow"],
      version: { version: 0, spec, stop: false, stable: false, revision: 1, origin, note },
      parent: { job: parent.key, version: parent.version, id: parent.spec.id },
    },
    evaluationOf(view, { key, spec }, { triggeredBy: "periodic-job", priority: evalPriority }),
  ];
};

/** [W5] An instant that is done with, or is not of the schedule in force, launches nothing. */
const isDue = (job: Job, command: LaunchPeriodic, now: number): boolean =>
  isLaunchedByClock(job) &&
  job.version === command.version &&
  command.at > (job.launches?.through ?? Number.POSITIVE_INFINITY) &&
  command.at <= now;

const unfinished = ({ launches }: Job): number => (launches?.children.pending ?? 0) + (launches?.children.running ?? 0);

/** An instant that is launched no later than this has not been missed: timers of a busy machine are late. */
export const punctualMs = 60_000;

/** [W35] A schedule that skips what it missed launches nothing late; the instant counts among the missed ones. */
const skippedAsMissed = (job: Job, launch: Launch): Decided =>
  happened([
    {
      type: "launchSkipped",
      job: job.key,
      launch: { at: launch.at, missed: launch.missed + 1, missedFrom: launch.missedFrom ?? launch.at },
      why: "It came due while nobody looked, and what was missed is skipped",
    },
  ]);

/** What an instant of a schedule leads to: a child, or with ProhibitOverlap none while one is not finished. */
export const launchPeriodic = (view: StateView, command: LaunchPeriodic, now: number): Decided => {
  const job = view.jobs.get(command.job);
  if (job === undefined || !isDue(job, command, now)) return ok(nothing);
  const { at, missed, missedFrom } = command;
  const launch: Launch = missedFrom === undefined ? { at, missed } : { at, missed, missedFrom };
  if (job.spec.periodic?.missedRuns?.policy === "skip" && now - at > punctualMs) return skippedAsMissed(job, launch);
  const open = unfinished(job);
  if (job.spec.periodic?.prohibitOverlap === true && open > 0) {
    const why = open === 1 ? "One child is not finished" : `${String(open)} children are not finished`;
    return happened([{ type: "launchSkipped", job: job.key, launch, why: `${why}, and overlap is prohibited` }]);
  }
  return happened(launched(view, job, { launch, forced: false, origin: { door: "scheduler", by: "clock" } }));
};

/** [W9] A child now, overlap or not. */
export const forcePeriodic = (view: StateView, command: ForcePeriodic, now: number): Decided => {
  const found = findJob(view, command, undefined);
  if (!found.ok) return found;
  const job = found.value;
  const { id, namespace } = job.spec;
  if (job.spec.periodic === null) return no({ kind: "jobIsNotPeriodic", id });
  if (!isLaunchedByClock(job)) return no({ kind: "jobIsNotLaunched", id, namespace, stop: job.stop });
  const { origin, evalPriority } = command;
  return happened(launched(view, job, { launch: { at: now, missed: 0 }, forced: true, origin, evalPriority }));
};
