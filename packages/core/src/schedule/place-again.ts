import { isLive } from "../model/allocation.ts";
import { isActive } from "../model/deployment.ts";
import { findGroup, runsPerNode } from "../model/job-spec.ts";
import { canaryFate, gateOf, type Gate } from "../rollouts/gate.ts";
import { specOfVersion } from "../state.ts";
import type { InstanceDecision } from "./decision.ts";
import { changeFor } from "./run-again.ts";
import { candidatesFor } from "./place.ts";
import { holdBack, tryPlace, type At, type Round, type Target, type Wanted } from "./round.ts";

/** What the job's rollout lets through of a group. */
export const gateAt = (round: Round, name: string): Gate | null => {
  const known = round.gates.get(name);
  if (known !== undefined) return known;
  const gate = gateOf(round.view, { job: round.job, name }, round.now);
  round.gates.set(name, gate);
  return gate;
};

/** What an instance of an older version is placed by; undefined when that version is no longer kept. */
const olderTarget = ({ view, job, older }: Round, name: string, version: number): Target | undefined => {
  const key = `${String(version)}/${name}`;
  const known = older.get(key);
  if (known !== undefined) return known;
  const spec = specOfVersion(view, job.key, version);
  const group = spec === undefined ? undefined : findGroup(spec, name);
  if (spec === undefined || group === undefined) return undefined;
  const target = { group, candidates: candidatesFor(view, spec, group), under: version };
  older.set(key, target);
  return target;
};

/** The version before wanted an instance of this number too. */
const wasWanted = ({ view, job }: Round, at: At, from: number): boolean => {
  const before = specOfVersion(view, job.key, from);
  return (before === undefined ? 0 : (findGroup(before, at.group.name)?.count ?? 0)) > at.index;
};

/** The version that an instance has while its rollout stands still; null: it waits for that. */
const versionMeanwhile = (round: Round, at: At, { deployment }: Gate): number | null => {
  const { view, job } = round;
  const { current } = at;
  const { from } = deployment;
  // Where there was nothing before, nothing is spared by waiting for a rollout that is over.
  if (current === null && from === null) return isActive(deployment) ? null : job.version;
  if (runsPerNode(job.spec.type)) return current?.version ?? from;
  if (current === null) return null;
  if (canaryFate(view, current) === "given up" && current.rollout !== null)
    return view.deployments.get(current.rollout.deployment)?.from ?? null;
  return current.desired === "run" || isLive(current) || from === null || wasWanted(round, at, from)
    ? current.version
    : null;
};

/**
 * [U3] Finds a node for an instance that is placed for another reason than the change: while the job's rollout stands still it keeps its
 * version, and what is new waits; a canary stays one.
 */
export const placeAgain = (round: Round, at: At, wanted: Wanted): InstanceDecision => {
  const { view, job } = round;
  const gate = gateAt(round, at.group.name);
  if (gate === null) return tryPlace(round, at, wanted);
  if (gate.isMoving) {
    const placed = tryPlace(round, at, wanted);
    const part = at.current?.rollout;
    const hadItsTurn = part?.deployment === gate.deployment.key && part.healthy === null;
    // It takes the new version over, and one of its turns.
    if (placed.verb !== "wait" && !hadItsTurn) gate.taken += 1;
    return placed;
  }
  if (at.current !== null && canaryFate(view, at.current) === "waits")
    return tryPlace(round, at, { ...wanted, isCanary: true });
  const version = versionMeanwhile(round, at, gate);
  if (version === null) return holdBack(at, gate.allowance().why);
  const effect = changeFor(round, at.group, { index: at.index, version })?.effect;
  // Only what has to be replaced waits for canaries: what would be updated in place may as well begin with the change.
  const beginsWithIt = effect === "none" || (effect === "inPlace" && gate.deployment.status === "running");
  if (beginsWithIt) return tryPlace(round, at, wanted);
  if (version === job.version) return tryPlace(round, at, wanted);
  const older = olderTarget(round, at.group.name, version);
  return older === undefined
    ? holdBack(at, `${gate.allowance().why}, and version ${String(version)} is no longer kept`)
    : tryPlace(round, { ...at, ...older }, wanted);
};
