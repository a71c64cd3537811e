import type { CancelDrain, DrainNode, NodeDue } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import type { AllocationKey, JobKey, NodeKey } from "../model/ids.ts";
import { runsPerNode } from "../model/job-spec.ts";
import { nodeCan, type Drain, type Node } from "../model/node.ts";
import { no, ok } from "../result.ts";
import { unblockedByNode } from "../schedule/unblock.ts";
import type { StateView } from "../state.ts";
import { evaluationsFor, liveOnNode, perNodeJobs } from "./affected-jobs.ts";
import { findNode } from "./find-node.ts";

const isMovedBy =
  (drain: Drain) =>
  ({ jobType }: Allocation): boolean =>
    !(drain.ignoreSystemJobs && runsPerNode(jobType));

/** What a drain has to move away. */
export const toMove = (view: StateView, node: NodeKey, drain: Drain): readonly Allocation[] =>
  liveOnNode(view, node).filter(isMovedBy(drain));

const affected = (view: StateView, node: Node, drain: Drain): readonly Event[] =>
  evaluationsFor(
    view,
    toMove(view, node.key, drain).map(({ job }) => job),
    { triggeredBy: "node-drain", node: node.key },
  );

export const drainNode = (view: StateView, command: DrainNode, now: number): Decided => {
  const found = findNode(view, command.id);
  if (!found.ok) return found;
  const node = found.value;
  if (!nodeCan.drain(node) && node.drain === null) return no({ kind: "nodeIsDown", id: node.id });
  const drain: Drain = {
    deadlineAt: command.deadlineMs === null ? null : now + command.deadlineMs,
    isForced: command.deadlineMs === 0,
    ignoreSystemJobs: command.ignoreSystemJobs,
    startedAt: node.drain?.startedAt ?? now,
    by: command.origin.by,
  };
  const started: Event = { type: "nodeDrainChanged", node: node.key, drain };
  // With nothing to move the drain is over as it begins; the node stays ineligible.
  if (toMove(view, node.key, drain).length === 0)
    return happened([started, { type: "nodeDrainChanged", node: node.key, drain: null }]);
  return happened([started, ...affected(view, node, drain)]);
};

/**
 * What follows for drains once these allocations have ended: a drain with nothing left to move is over, the node stays ineligible; and with
 * nothing left but what runs on every node, that goes too. `after`: evaluations that the same decision creates before these.
 */
export const drainEndedBy = (view: StateView, ended: readonly Allocation[], after = 0): readonly Event[] => {
  const gone = new Set<AllocationKey>(ended.map(({ key }) => key));
  const last = new Set<JobKey>();
  const over: Event[] = [];
  for (const key of new Set(ended.map(({ node }) => node))) {
    const drain = view.nodes.get(key)?.drain ?? null;
    if (drain === null) continue;
    const left = liveOnNode(view, key).filter((allocation) => !gone.has(allocation.key));
    const toLeave = left.filter(isMovedBy(drain));
    if (toLeave.length === 0) over.push({ type: "nodeDrainChanged", node: key, drain: null });
    if (toLeave.every(({ jobType }) => runsPerNode(jobType)))
      for (const { job, desired } of left) if (desired === "run") last.add(job);
  }
  return [...over, ...evaluationsFor(view, last, { triggeredBy: "node-drain", after })];
};

export const cancelDrain = (view: StateView, command: CancelDrain): Decided => {
  const found = findNode(view, command.id);
  if (!found.ok) return found;
  const node = found.value;
  if (node.drain === null) return no({ kind: "nodeIsNotDraining", id: node.id });
  const stopped: Event = { type: "nodeDrainChanged", node: node.key, drain: null };
  // What the drain kept from changing is looked at again.
  const here = liveOnNode(view, node.key).map(({ job }) => job);
  const by = { triggeredBy: "node-update", node: node.key } as const;
  if (!command.makeEligible) return happened([stopped, ...evaluationsFor(view, here, by)]);
  return happened([
    stopped,
    { type: "nodeEligibilityChanged", node: node.key, eligibility: "eligible" },
    ...unblockedByNode(view, node),
    ...evaluationsFor(view, [...here, ...perNodeJobs(view)], by),
  ]);
};

/** The deadline of a drain has come: what is left is moved all at once. */
export const nodeDue = (view: StateView, command: NodeDue, now: number): Decided => {
  const node = view.nodes.get(command.node);
  const drain = node?.drain ?? null;
  if (node === undefined || drain === null || drain.isForced || drain.deadlineAt === null || drain.deadlineAt > now)
    return ok(nothing);
  const forced = { ...drain, isForced: true };
  return happened([{ type: "nodeDrainChanged", node: node.key, drain: forced }, ...affected(view, node, forced)]);
};
