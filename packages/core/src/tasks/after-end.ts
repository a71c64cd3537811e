import { successorOf } from "../capacity.ts";
import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import type { EvaluationTrigger } from "../model/evaluation.ts";
import type { JobKey } from "../model/ids.ts";
import { findGroup } from "../model/job-spec.ts";
import { evaluationsFor } from "../nodes/affected-jobs.ts";
import { drainEndedBy } from "../nodes/drain-node.ts";
import { fleetOf } from "../schedule/fleet.ts";
import { unblockedBy } from "../schedule/unblock.ts";
import { instanceKey, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";

/** Whether something of the job still has to leave a node that is being emptied. */
export const isLeavingNodes = (view: StateView, job: JobKey): boolean => {
  const { draining } = fleetOf(view);
  const ofJob = view.liveOfJob.get(job);
  if (draining.length === 0 || ofJob === undefined) return false;
  const there = draining.reduce((sum, { key }) => sum + (view.liveOfNode.get(key)?.size ?? 0), 0);
  // A big job has thousands of instances that are elsewhere, and a small one may be one of thousands of jobs there.
  if (ofJob.size <= there)
    return rowsOf(view.liveOfJob, job, view.allocations).some(
      ({ desired, node }) => desired === "run" && (view.nodes.get(node)?.drain ?? null) !== null,
    );
  return draining.some(({ key }) =>
    rowsOf(view.liveOfNode, key, view.allocations).some((one) => one.desired === "run" && one.job === job),
  );
};

/** The instance's newest allocation is another one, which did not take its place: that one may be waited for, or out of sight. */
const isTwin = (view: StateView, ended: Allocation): boolean => {
  const { job, group, index, key } = ended;
  const newest = view.instances.get(instanceKey(job, group, index))?.allocation ?? null;
  return newest !== key && successorOf(view, ended) === undefined;
};

/** Why the end of an allocation asks for another look at its job: it has to run again, the drain goes on, or there is room for the next. */
const triggerOf = (view: StateView, ended: Allocation): EvaluationTrigger | undefined => {
  const job = view.jobs.get(ended.job);
  if (job === undefined || job.stop) return undefined;
  if (ended.desired === "run" && ended.client !== "complete") return "alloc-failure";
  if (isLeavingNodes(view, job.key)) return "node-drain";
  if (isTwin(view, ended)) return "node-update";
  // While it could not be reached, or fitted nowhere else, its definition has changed: it may have to run again.
  if (ended.desired === "run" && ended.version !== job.version) return "queued-allocs";
  return (findGroup(job.spec, ended.group)?.parallelism ?? null) === null ? undefined : "queued-allocs";
};

/** What follows for others from the end of an allocation, `before` being what it was. */
export const followUps = (view: StateView, before: Allocation, ended: Allocation): readonly Event[] => {
  const triggeredBy = triggerOf(view, ended);
  const evaluations = triggeredBy === undefined ? [] : evaluationsFor(view, [ended.job], { triggeredBy });
  return [...evaluations, ...drainEndedBy(view, [before], evaluations.length), ...unblockedBy(view, [before])];
};
