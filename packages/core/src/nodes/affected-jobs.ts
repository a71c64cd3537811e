import { evaluationOf, type EvaluationCreated } from "../jobs/versions.ts";
import type { Allocation } from "../model/allocation.ts";
import type { EvaluationTrigger } from "../model/evaluation.ts";
import type { EvaluationKey, JobKey, NodeKey } from "../model/ids.ts";
import type { StateView } from "../state.ts";
import { rowsOf } from "../table.ts";

/** What lives on a node, oldest first. */
export const liveOnNode = (view: StateView, node: NodeKey): readonly Allocation[] =>
  rowsOf(view.liveOfNode, node, view.allocations).toSorted((a, b) => a.key - b.key);

/** Whether a look at the job is coming anyway that has not begun yet, and so will see what changes now. `ending`: is over with this decision. */
export const isAboutToBeLookedAt = (view: StateView, job: JobKey, ending: EvaluationKey | null = null): boolean =>
  rowsOf(view.openOfJob, job, view.evaluations).some(
    ({ key, status, cursor, waitUntil }) =>
      key !== ending && status === "pending" && cursor === null && waitUntil === null,
  );

/** One evaluation for each of these jobs that is still there and not about to be looked at anyway, in the order of their keys. */
export const evaluationsFor = (
  view: StateView,
  jobs: Iterable<JobKey>,
  by: {
    readonly triggeredBy: EvaluationTrigger;
    readonly node?: NodeKey;
    readonly after?: number;
    readonly ending?: EvaluationKey | null;
  },
): readonly EvaluationCreated[] => {
  const found = [...new Set(jobs)].toSorted((a, b) => a - b).flatMap((key) => view.jobs.get(key) ?? []);
  return found
    .filter((job) => !isAboutToBeLookedAt(view, job.key, by.ending))
    .map((job, at) => evaluationOf(view, job, { ...by, after: (by.after ?? 0) + at }));
};

/** The jobs that put an instance on every node. */
export const perNodeJobs = (view: StateView): readonly JobKey[] => [...view.perNodeJobs.entries()].map(([key]) => key);
