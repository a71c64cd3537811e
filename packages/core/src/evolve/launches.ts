import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { Launch, Launches } from "../model/job.ts";
import type { Evolution } from "./evolution.ts";
import { putJob } from "./jobs.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const putLaunches = (on: Evolution, key: number, change: (before: Launches) => Partial<Launches>): void => {
  const job = must(on.state.jobs.get(key), "job");
  const before = must(job.launches ?? undefined, "launches of a template");
  putJob(on, { ...job, launches: { ...before, ...change(before), index: on.index } });
};

const missedWith = (on: Evolution, before: Launches, { at, missed, missedFrom }: Launch): Launches["missed"] =>
  missed === 0 || missedFrom === undefined
    ? before.missed
    : { from: missedFrom, until: at, count: missed, noticedAt: on.at, times: (before.missed?.times ?? 0) + 1 };

export const evolveChildLaunched = (on: Evolution, event: Of<"childLaunched">): void =>
  putLaunches(on, event.job, (before) => ({
    missed: missedWith(on, before, event.launch),
    last: { ...event.launch, child: event.child, forced: event.forced },
    // A forced launch stands in for no instant of the schedule.
    through: event.forced ? before.through : Math.max(before.through, event.launch.at),
  }));

export const evolveLaunchSkipped = (on: Evolution, event: Of<"launchSkipped">): void =>
  putLaunches(on, event.job, (before) => ({
    missed: missedWith(on, before, event.launch),
    skipped: { ...event.launch, why: event.why, times: (before.skipped?.times ?? 0) + 1 },
    through: Math.max(before.through, event.launch.at),
  }));
