import { freeOn } from "../capacity.ts";
import type { Event } from "../event.ts";
import type { NodeKey } from "../model/ids.ts";
import { findGroup } from "../model/job-spec.ts";
import { demandOf, dimensions, plus, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";

/** Blocked evaluations with a group that would fit on `node` once `freed` is added to what is free there. */
export const unblockedBy = (view: StateView, node: NodeKey, freed: Capacity): readonly Event[] => {
  const free = plus(freeOn(view, node), freed);
  const events: Event[] = [];
  for (const [job, open] of view.openOfJob.entries()) {
    const spec = view.jobs.get(job)?.spec;
    for (const key of open) {
      const evaluation = view.evaluations.get(key);
      if (evaluation?.status !== "blocked" || spec === undefined) continue;
      const waiting = view.jobs.get(job)?.groups ?? {};
      const fits = Object.entries(waiting).some(([name, counts]) => {
        const group = findGroup(spec, name);
        if (group === undefined || (counts.now.queued === 0 && counts.now.running + counts.now.starting === 0))
          return false;
        const demand = demandOf(group);
        return dimensions.every((dimension) => demand[dimension] <= free[dimension]);
      });
      if (fits) events.push({ type: "evaluationUnblocked", evaluation: key });
    }
  }
  return events;
};

/** Every blocked evaluation: a node came, came back or changed. */
export const unblockAll = (view: StateView): readonly Event[] =>
  [...view.openOfJob.entries()].flatMap(([, open]) =>
    [...open]
      .filter((key) => view.evaluations.get(key)?.status === "blocked")
      .map((key): Event => ({ type: "evaluationUnblocked", evaluation: key })),
  );
