import type { Permission } from "@longshore/api/jobs";
import type { NodeDetail, NodeItem } from "@longshore/api/nodes";
import { usedOn } from "@longshore/core/capacity";
import { nodeCan, runsPerNode, type Allocation, type Node } from "@longshore/core/model";
import { liveOnNode } from "@longshore/core/nodes/affected-jobs";
import { toMove } from "@longshore/core/nodes/drain-node";
import type { StateView } from "@longshore/core/state";
import type { Principal } from "../http/credentials.ts";
import { mayManageNodes, mayUse } from "./access.ts";

/** What lives on a node, of the namespaces that the token is for; oldest first. */
export const visibleOnNode = (view: StateView, node: Node, principal: Principal): readonly Allocation[] =>
  liveOnNode(view, node.key).filter(({ namespace }) => mayUse(principal, namespace));

const liveCount = (view: StateView, node: Node, principal: Principal): number =>
  principal.namespaces === null
    ? (view.liveOfNode.get(node.key)?.size ?? 0)
    : visibleOnNode(view, node, principal).length;

export const nodeItem = (view: StateView, node: Node, principal: Principal): NodeItem => ({
  id: node.id,
  name: node.name,
  engine: node.engine,
  datacenter: node.datacenter,
  nodeClass: node.nodeClass,
  nodePool: node.nodePool,
  status: node.status,
  statusDescription: node.statusDescription,
  statusUpdatedAt: node.statusUpdatedAt,
  eligibility: node.eligibility,
  drain: node.drain === null ? null : { ...node.drain, left: toMove(view, node.key, node.drain).length },
  resources: node.resources,
  used: usedOn(view, node.key),
  allocations: liveCount(view, node, principal),
  modifyIndex: node.modifyIndex,
});

const removable = (view: StateView, node: Node): Permission => {
  if (node.status !== "down") return { ok: false, why: "Only a node that is down can be removed" };
  return view.liveOfNode.has(node.key)
    ? { ok: false, why: "Something that lives on it is still waited for" }
    : { ok: true };
};

/** What whoever asks may do with the node now; a button shows the reason when it is off. */
const permissions = (view: StateView, node: Node, principal: Principal): NodeDetail["can"] => {
  const allowed = mayManageNodes(principal);
  const and = (ok: boolean, why: string): Permission => (!allowed.ok || ok ? allowed : { ok: false, why });
  const { drain } = node;
  return {
    drain: and(drain !== null || nodeCan.drain(node), "It is down: nothing runs there that could be moved"),
    cancelDrain: and(nodeCan.cancelDrain(node), "It is not being drained"),
    makeEligible: and(
      nodeCan.makeEligible(node),
      drain === null ? "It is eligible already" : "It is being drained: cancel the drain instead",
    ),
    makeIneligible: and(nodeCan.makeIneligible(node), "It is ineligible already"),
    remove: allowed.ok ? removable(view, node) : allowed,
  };
};

const liveOf = (live: readonly Allocation[]): NodeDetail["live"] => {
  const system = live.filter(({ jobType }) => runsPerNode(jobType));
  const jobsOf = (some: readonly Allocation[]): number => new Set(some.map(({ job }) => job)).size;
  return { instances: live.length, system: system.length, jobs: jobsOf(live), systemJobs: jobsOf(system) };
};

export const nodeDetail = (view: StateView, node: Node, principal: Principal): NodeDetail => ({
  ...nodeItem(view, node, principal),
  attributes: node.attributes,
  meta: node.meta,
  drivers: node.drivers,
  ports: { ...node.ports, taken: view.portsOfNode.get(node.key)?.size ?? 0 },
  live: liveOf(visibleOnNode(view, node, principal)),
  createIndex: node.createIndex,
  can: permissions(view, node, principal),
});

/** Names for those of these ids that stand for nodes. */
export const nodeNames = (
  byId: ReadonlyMap<string, Pick<Node, "name">>,
  ids: Iterable<string>,
): Record<string, string> =>
  Object.fromEntries(
    [...new Set(ids)].flatMap((id) => {
      const node = byId.get(id);
      return node === undefined ? [] : [[id, node.name]];
    }),
  );
