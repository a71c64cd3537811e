import type { ReportNode } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Node } from "../model/node.ts";
import { ok } from "../result.ts";
import { awaitingRoomOn, unblockedByNode } from "../schedule/unblock.ts";
import type { StateView } from "../state.ts";
import { effectsOf } from "../tasks/effects.ts";
import { lostAfterMs } from "../tasks/lost-after.ts";
import { returned, successorStarts } from "../tasks/start.ts";
import { evaluationsFor, liveOnNode, perNodeJobs } from "./affected-jobs.ts";
import { drainEndedBy } from "./drain-node.ts";

const wentDown = (view: StateView, node: Node, command: ReportNode): Decided => {
  const live = liveOnNode(view, node.key).filter(({ client }) => client !== "unknown");
  const isWaitedFor = (one: Allocation): boolean => one.desired === "run" && lostAfterMs(view, one) !== null;
  const unseen = live.filter(isWaitedFor);
  const lost = live.filter((one) => !isWaitedFor(one));
  const reason = `Its node went down: ${command.description}`;
  const evaluations = evaluationsFor(
    view,
    live.map(({ job }) => job),
    { triggeredBy: "node-update", node: node.key },
  );
  return happened(
    [
      {
        type: "nodeStatusChanged",
        node: node.key,
        status: unseen.length > 0 ? "disconnected" : "down",
        description: command.description,
      },
      // Who would take over from one that is lost goes before it: nothing starts here any more.
      ...unseen.map(({ key }): Event => ({ type: "allocationDisconnected", allocation: key })),
      ...lost.toReversed().map(({ key }): Event => ({ type: "allocationLost", allocation: key, reason })),
      ...awaitingRoomOn(view, new Set([node.key])),
      ...evaluations,
      ...drainEndedBy(view, lost, evaluations.length),
    ],
    lost
      .flatMap((allocation) => successorStarts(view, allocation))
      .filter(({ run }) => view.allocations.get(run.alloc)?.node !== node.key),
  );
};

/** A node is seen, for the first time or again, and what follows for others: `node` is as `first` makes it. */
export const comesIntoSight = (view: StateView, node: Node, first: Event): Decided => {
  const unseen = liveOnNode(view, node.key).filter(({ client }) => client === "unknown");
  const reconnected = evaluationsFor(
    view,
    unseen.map(({ job }) => job),
    { triggeredBy: "reconnect", node: node.key },
  );
  const others = perNodeJobs(view).filter((job) => !unseen.some((allocation) => allocation.job === job));
  return happened(
    [
      first,
      ...unseen.map(({ key }): Event => ({ type: "allocationReconnected", allocation: key })),
      ...unblockedByNode(view, node),
      ...reconnected,
      ...evaluationsFor(view, others, { triggeredBy: "node-update", node: node.key, after: reconnected.length }),
    ],
    unseen.flatMap((allocation) => effectsOf(allocation, returned(view, allocation))),
  );
};

const cameBack = (view: StateView, node: Node, command: ReportNode): Decided =>
  comesIntoSight(view, node, {
    type: "nodeStatusChanged",
    node: node.key,
    status: "ready",
    description: command.description,
  });

/** What ran on a node that went down is lost, or out of sight for as long as its group allows; a node that returns is looked at anew. */
export const reportNode = (view: StateView, command: ReportNode): Decided => {
  const node = view.nodes.get(command.node);
  const isUp = node?.status === "ready";
  if (node === undefined || isUp === (command.status === "ready")) return ok(nothing);
  return isUp ? wentDown(view, node, command) : cameBack(view, node, command);
};
