import type { ReportNode } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import type { Node } from "../model/node.ts";
import { ok } from "../result.ts";
import { awaitingRoomOn, unblockedByNode } from "../schedule/unblock.ts";
import type { StateView } from "../state.ts";
import { successorStarts } from "../tasks/after-end.ts";
import { lostAfterMs } from "../tasks/lost-after.ts";
import { evaluationsFor, liveOnNode, perNodeJobs } from "./affected-jobs.ts";
import { drainEndedBy } from "./drain-node.ts";

const wentDown = (view: StateView, node: Node, command: ReportNode): Decided => {
  const live = liveOnNode(view, node.key).filter(({ client }) => client !== "unknown");
  const events = live.map((allocation): Event =>
    allocation.desired === "run" && lostAfterMs(view, allocation) !== null
      ? { type: "allocationDisconnected", allocation: allocation.key }
      : { type: "allocationLost", allocation: allocation.key, reason: `Its node went down: ${command.description}` },
  );
  const lost = live.filter((_, at) => events[at]?.type === "allocationLost");
  const waits = events.some(({ type }) => type === "allocationDisconnected");
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
        status: waits ? "disconnected" : "down",
        description: command.description,
      },
      ...events,
      ...awaitingRoomOn(view, node.key),
      ...evaluations,
      ...drainEndedBy(view, lost, evaluations.length),
    ],
    lost.flatMap((allocation) => successorStarts(view, allocation)),
  );
};

/** What follows for others when a node is seen, for the first time or again: `node` is as it will be. */
export const comesIntoSight = (view: StateView, node: Node): readonly Event[] => {
  const unseen = liveOnNode(view, node.key).filter(({ client }) => client === "unknown");
  const reconnected = evaluationsFor(
    view,
    unseen.map(({ job }) => job),
    { triggeredBy: "reconnect", node: node.key },
  );
  const others = perNodeJobs(view).filter((job) => !unseen.some((allocation) => allocation.job === job));
  return [
    ...unseen.map(({ key }): Event => ({ type: "allocationReconnected", allocation: key })),
    ...unblockedByNode(view, node),
    ...reconnected,
    ...evaluationsFor(view, others, { triggeredBy: "node-update", node: node.key, after: reconnected.length }),
  ];
};

const cameBack = (view: StateView, node: Node, command: ReportNode): Decided =>
  happened([
    { type: "nodeStatusChanged", node: node.key, status: "ready", description: command.description },
    ...comesIntoSight(view, node),
  ]);

/** What ran on a node that went down is lost, or out of sight for as long as its group allows; a node that returns is looked at anew. */
export const reportNode = (view: StateView, command: ReportNode): Decided => {
  const node = view.nodes.get(command.node);
  const isUp = node?.status === "ready";
  if (node === undefined || isUp === (command.status === "ready")) return ok(nothing);
  return isUp ? wentDown(view, node, command) : cameBack(view, node, command);
};
