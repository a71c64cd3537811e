import type { RemoveNode, SetEligibility, SetScheduler } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import { no, ok } from "../result.ts";
import { unblockedByNode } from "../schedule/unblock.ts";
import type { StateView } from "../state.ts";
import { evaluationsFor, perNodeJobs } from "./affected-jobs.ts";
import { findNode } from "./find-node.ts";

export const setEligibility = (view: StateView, command: SetEligibility): Decided => {
  const found = findNode(view, command.id);
  if (!found.ok) return found;
  const node = found.value;
  if (node.drain !== null && command.eligibility === "eligible") return no({ kind: "nodeIsDraining", id: node.id });
  if (node.eligibility === command.eligibility) return ok(nothing);
  const changed = {
    type: "nodeEligibilityChanged",
    node: node.key,
    eligibility: command.eligibility,
  } as const;
  if (command.eligibility === "ineligible") return happened([changed]);
  return happened([
    changed,
    ...unblockedByNode(view, node),
    ...evaluationsFor(view, perNodeJobs(view), { triggeredBy: "node-update", node: node.key }),
  ]);
};

export const removeNode = (view: StateView, command: RemoveNode): Decided => {
  const found = findNode(view, command.id);
  if (!found.ok) return found;
  const node = found.value;
  if (node.status !== "down" || view.liveOfNode.has(node.key)) return no({ kind: "nodeIsInUse", id: node.id });
  return happened([{ type: "nodeRemoved", node: node.key }]);
};

/** Other rules may find room where there was none. */
export const setScheduler = (view: StateView, command: SetScheduler): Decided =>
  sameJson(view.settings, { ...view.settings, ...command.settings })
    ? ok(nothing)
    : happened([{ type: "schedulerChanged", settings: command.settings }, ...unblockedByNode(view)]);
