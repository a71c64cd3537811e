import type { Allocation } from "../model/allocation.ts";
import { findGroup } from "../model/job-spec.ts";
import { specOfVersion, type StateView } from "../state.ts";

/** How long an instance may be out of sight before it counts as lost; null: not at all, and so for what is left of a purged job. */
export const lostAfterMs = (view: StateView, allocation: Allocation): number | null => {
  // Whether a purged job's definition can still be found depends on where the state is kept.
  const spec = view.jobs.has(allocation.job) ? specOfVersion(view, allocation.job, allocation.version) : undefined;
  return (spec === undefined ? undefined : findGroup(spec, allocation.group))?.disconnect?.lostAfterMs ?? null;
};
