import type { Allocation } from "../model/allocation.ts";
import { isActive } from "../model/deployment.ts";
import { isOpen, isToBeRestarted } from "../rollouts/gate.ts";
import type { Change } from "../spec/update-effect.ts";
import type { InstanceDecision } from "./decision.ts";
import { isAmong, obstacles } from "./feasible.ts";
import { gateAt } from "./place-again.ts";
import { keep, later, tryPlace, update, type At, type Round } from "./round.ts";
import { changeFor, listed } from "./run-again.ts";

export type Running = At & { readonly current: Allocation };

/** What bars its present node from taking an instance of the new version. */
export const barsOf = (round: Round, at: Running): readonly string[] => {
  const { spec } = round.job;
  const node = round.view.nodes.get(at.current.node);
  if (node === undefined) return ["its node is gone"];
  if (!isAmong(node, spec)) return [`${node.datacenter} is not among the job's datacenters, or the pool is another`];
  return obstacles(node, spec, at.group);
};

const noLongerKept = (current: Allocation): Change => ({
  effect: "destructive",
  causes: [`version ${String(current.version)} is no longer kept`],
});

/** [U2] Replaces an instance that has changed when its rollout lets it through: a canary runs beside it first. */
const replaceInTurn = (round: Round, at: Running, reason: string): InstanceDecision => {
  const gate = gateAt(round, at.group.name);
  const wanted = { verb: "replace", cause: "changed", reason } as const;
  if (gate === null) return tryPlace(round, at, wanted);
  if (gate.canaries > 0) {
    gate.canaries -= 1;
    const told = `Canary: runs beside version ${String(at.current.version)} until it is promoted`;
    return tryPlace(round, at, { verb: "create", cause: "canary", reason: told, isBeside: true, isCanary: true });
  }
  if (!isOpen(gate)) return later(at, "replace", `${reason}. ${gate.allowance().why}`);
  const replaced = tryPlace(round, at, wanted);
  if (replaced.verb === "replace") gate.taken += 1;
  return replaced;
};

const updateInTurn = (round: Round, at: Running, change: Change): InstanceDecision => {
  if (change.effect === "none") return update(at, "Moves to the new version, nothing in this group changed", false);
  const reason = `Changed: ${listed(change.causes)}. Updated without a restart`;
  const gate = gateAt(round, at.group.name);
  if (gate !== null && !gate.isMoving && gate.deployment.status !== "running")
    return later(at, "inPlace", `${reason}. ${gate.allowance().why}`);
  return update(at, reason, gate !== null && isActive(gate.deployment));
};

/** What the job's present version asks of an instance that runs. */
export const decideChange = (round: Round, at: Running): InstanceDecision => {
  const { group, current } = at;
  const gate = gateAt(round, group.name);
  if (gate !== null && isToBeRestarted(gate.deployment, current))
    return replaceInTurn(round, at, "Restarted on request");
  const change = changeFor(round, group, current) ?? noLongerKept(current);
  if (change.effect === "destructive")
    return replaceInTurn(
      round,
      at,
      `Changed: ${listed(change.causes)}. A running task cannot take that over, so the instance is replaced`,
    );
  if (current.version === round.job.version) return keep(at, "unchanged", "Unchanged");
  const barred = barsOf(round, at);
  return barred.length > 0
    ? replaceInTurn(round, at, `Its node no longer qualifies: ${listed(barred)}`)
    : updateInTurn(round, at, change);
};
