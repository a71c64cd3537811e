import type { Node } from "../model/node.ts";
import type { Plan } from "../model/plan.ts";
import type { Moved, MovedJob, PlanBody, PlannedNode, SavedPlan } from "../model/saved-plan.ts";
import { jobByName } from "../jobs/find-job.ts";
import { nodeById } from "../nodes/find-node.ts";
import type { StateView } from "../state.ts";
import { comparePlans } from "./compare.ts";

/** A node's state in one word, as far as it matters to who places work there. */
export const nodeState = (node: Node): string => {
  if (node.status !== "ready") return node.status;
  if (node.drain !== null) return "draining";
  return node.eligibility === "eligible" ? "ready" : "ineligible";
};

/** The nodes that a plan uses, as they are now: where it places, leaves and takes away instances. */
export const nodesOfPlan = (view: StateView, plan: Plan): readonly PlannedNode[] => {
  const ids = new Set(
    plan.instances.flatMap(({ from, to }) => [from, to].flatMap((at) => (at === null ? [] : [at.node]))),
  );
  return [...ids].toSorted().flatMap((id) => {
    const node = nodeById(view, id);
    return node === undefined ? [] : [{ id, modifyIndex: node.modifyIndex, state: nodeState(node) }];
  });
};

/** What the plan's job has become; null: it is as it was. */
export const movedJob = (view: StateView, { namespace, jobId, base }: SavedPlan): MovedJob | null => {
  const job = jobByName(view, { namespace, id: jobId });
  if ((job?.jobModifyIndex ?? 0) === base.jobModifyIndex) return null;
  return {
    from: base.version,
    to: job?.version ?? null,
    by: job?.changed ?? null,
    at: job?.changedAt ?? null,
  };
};

/**
 * [Y5] A plan is true while its job has not moved and planning its change again does the same. `digest`: of the plan as it is now; null:
 * the change cannot be made now.
 */
export const isStillTrue = (view: StateView, plan: SavedPlan, digest: string | null): boolean =>
  digest === plan.digest && movedJob(view, plan) === null;

const movedNodes = (view: StateView, before: readonly PlannedNode[]): Moved["nodes"] =>
  before.flatMap(({ id, modifyIndex, state }) => {
    const node = nodeById(view, id);
    if (node?.modifyIndex === modifyIndex) return [];
    return [{ id, from: state, to: node === undefined ? null : nodeState(node) }];
  });

/** What has moved since a plan was made. `body`: what was saved of it, if that is kept; `present`: the plan worked out now, if there is one. */
export const movedSince = (
  view: StateView,
  plan: SavedPlan,
  { body, present }: { readonly body: PlanBody | undefined; readonly present: Plan | undefined },
): Moved => ({
  job: movedJob(view, plan),
  nodes: body === undefined ? [] : movedNodes(view, body.nodes),
  comparison: body === undefined || present === undefined ? null : comparePlans(body.plan, present),
});
