import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { Launches } from "../model/job.ts";
import type { Evolution } from "./evolution.ts";
import { putJob } from "./jobs.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const putLaunches = (on: Evolution, key: number, change: (before: Launches) => Partial<Launches>): void => {
  const job = must(on.state.jobs.get(key), "job");
  const before = must(job.launches ?? undefined, "launches of a template");
  putJob(on, { ...job, launches: { ...before, ...change(before), index: on.index } });
};

export const evolveChildLaunched = (on: Evolution, event: Of<"childLaunched">): void =>
  putLaunches(on, event.job, ({ through }) => ({
    last: { ...event.launch, child: event.child, forced: event.forced },
    // A forced launch stands in for no instant of the schedule.
    through: event.forced ? through : Math.max(through, event.launch.at),
  }));

export const evolveLaunchSkipped = (on: Evolution, event: Of<"launchSkipped">): void =>
  putLaunches(on, event.job, ({ through, skipped }) => ({
    skipped: { ...event.launch, why: event.why, times: (skipped?.times ?? 0) + 1 },
    through: Math.max(through, event.launch.at),
  }));
