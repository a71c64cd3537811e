import type { Allocation } from "../model/allocation.ts";
import { findGroup } from "../model/job-spec.ts";
import { specOfVersion, type StateView } from "../state.ts";

/** How long an instance may be out of sight before it counts as lost; null: not at all. */
export const lostAfterMs = (view: StateView, allocation: Allocation): number | null => {
  const spec = specOfVersion(view, allocation.job, allocation.version);
  return (spec === undefined ? undefined : findGroup(spec, allocation.group))?.disconnect?.lostAfterMs ?? null;
};
