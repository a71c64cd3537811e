import { isLive, type Allocation } from "../model/allocation.ts";
import { runsToEnd, type TaskGroup } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { durationText } from "../spec/duration.ts";
import { rowsOf } from "../table.ts";
import { endsWhenAsked } from "../tasks/life.ts";
import { isActive } from "../model/deployment.ts";
import { canaryFate, type Gate } from "../rollouts/gate.ts";
import { decideChange, type Running } from "./decide-change.ts";
import type { InstanceDecision } from "./decision.ts";
import { gateAt, placeAgain } from "./place-again.ts";
import { hasTwin, holdBack, inSightOf, keep, later, stop, type At, type Round } from "./round.ts";
import { endedText, reasonBesidesChange, reasonToRunAgain, type Again } from "./run-again.ts";

/** What lives of a group and is to go on when this round is carried out. */
const goingOn = ({ view, job, unwanted }: Round, name: string): readonly Allocation[] =>
  rowsOf(view.liveOfJob, job.key, view.allocations).filter(
    (one) => one.group === name && one.desired === "run" && !unwanted.has(one.key),
  );

/** How many instances of a group may be moved off draining nodes now: each one that is not up yet is one less. */
const movableOf = (round: Round, group: TaskGroup): number =>
  (group.migrate?.maxParallel ?? 1) - goingOn(round, group.name).filter(({ client }) => client === "pending").length;

/** [O3] An instance on a node that is drained: moved a few at a time, batches only when the deadline has come. */
const decideDrained = (round: Round, at: Running, node: Node): InstanceDecision => {
  const { group } = at;
  const isForced = node.drain?.isForced === true;
  if (!isForced) {
    if (runsToEnd(round.job.spec.type))
      return keep(at, "drained", `${node.name} is drained: it may end by itself until the deadline`);
    const left = round.movable.get(group.name) ?? movableOf(round, group);
    if (left <= 0) return keep(at, "drained", `${node.name} is drained: it moves when those before it run elsewhere`);
    round.movable.set(group.name, left - 1);
  }
  const moved = placeAgain(round, at, { verb: "replace", cause: "drained", reason: `${node.name} is drained` });
  return isForced && moved.verb === "wait"
    ? stop(round, at, {
        cause: "drained",
        reason: `The deadline of the drain of ${node.name} has come, and there is no room elsewhere`,
      })
    : moved;
};

/** [O1] One whose node is out of sight: another runs beside it, or in its place where nothing of it can be running. */
const decideUnseen = (round: Round, at: Running): InstanceDecision => {
  const cause = "disconnected";
  if (at.group.disconnect?.replace === false)
    return keep(at, cause, "Its node is out of sight, and nothing takes its place meanwhile");
  const reason = "Takes the place of one whose node is out of sight";
  if (endsWhenAsked(at.current)) return placeAgain(round, at, { verb: "replace", cause, reason });
  return inSightOf(round, at.group.name).has(at.index)
    ? keep(at, cause, "Its node is out of sight; another takes its place when the one that is stopping has ended")
    : placeAgain(round, at, { verb: "create", cause, reason, isBeside: true });
};

const givenUp = "Its rollout ended before the canary was promoted";

const decideRunning = (round: Round, at: Running): InstanceDecision => {
  const { current } = at;
  if (canaryFate(round.view, current) === "given up")
    return placeAgain(round, at, { verb: "replace", cause: "wanted", reason: givenUp });
  if (current.client === "unknown") return decideUnseen(round, at);
  const node = round.view.nodes.get(current.node);
  return node !== undefined && node.drain !== null ? decideDrained(round, at, node) : decideChange(round, at);
};

/** It is to run again, but not yet; undefined when it may now. */
export const keptUntilDue = (round: Round, at: Running, again: Again): InstanceDecision | undefined => {
  const { current } = at;
  if (again.policy === null || again.policy.at <= round.now) return undefined;
  const waiting = keep(at, "rescheduled", `${again.reason} in ${durationText(again.policy.at - round.now)}`);
  const follows = current.followUp === null ? undefined : round.view.evaluations.get(current.followUp);
  return follows?.status === "pending" ? waiting : { ...waiting, dueAt: again.policy.at };
};

const rescheduled = (round: Round, at: Running, again: Again): InstanceDecision => {
  const { current } = at;
  const { policy } = again;
  if (policy === null) return placeAgain(round, at, { verb: "create", cause: again.cause, reason: again.reason });
  const kept = keptUntilDue(round, at, again);
  if (kept !== undefined) return kept;
  return placeAgain(round, at, {
    verb: "create",
    cause: "rescheduled",
    reason: again.reason,
    reschedule: {
      at: round.now,
      previousAllocation: current.id,
      previousNode: current.node,
      delayMs: policy.delayMs,
    },
  });
};

/** [U3] One that has ended while the job's rollout stands still; undefined when it runs again as it did. */
const decideHeld = (
  round: Round,
  at: Running,
  { again, gate }: { readonly again: Again; readonly gate: Gate },
): InstanceDecision | undefined => {
  const { current } = at;
  const { why } = gate.allowance();
  const isOfIt = current.rollout?.deployment === gate.deployment.key;
  if (again.cause === "changed") {
    const besides = reasonBesidesChange(at.group, current);
    if (besides === undefined) return later(at, "create", `${again.reason}. ${why}`);
    return decideHeld(round, at, { again: besides, gate }) ?? rescheduled(round, at, besides);
  }
  if (again.cause === "rescheduled" && isOfIt && !isActive(gate.deployment))
    return keep(at, "unchanged", `${endedText(current)}. ${why}`);
  return undefined;
};

/** What an instance that has ended needs. */
export const decideEnded = (round: Round, at: Running): InstanceDecision => {
  const { group, current } = at;
  const isGivenUp = canaryFate(round.view, current) === "given up";
  const again =
    reasonToRunAgain(round, group, current) ??
    (isGivenUp ? { cause: "wanted" as const, reason: givenUp, policy: null } : undefined);
  if (again === undefined) return keep(at, "unchanged", endedText(current));
  if (hasTwin(round, at)) return holdBack(at, "It runs again when another of its instance has stopped");
  const gate = gateAt(round, group.name);
  const isStill = gate !== null && !gate.isMoving;
  if (isStill && current.version < round.job.startedVersion) return holdBack(at, gate.allowance().why);
  if (isGivenUp) return placeAgain(round, at, { verb: "create", cause: "wanted", reason: givenUp });
  return (isStill ? decideHeld(round, at, { again, gate }) : undefined) ?? rescheduled(round, at, again);
};

/** One instance of a group that has a count. */
export const decideInstance = (round: Round, at: At): InstanceDecision => {
  const { current } = at;
  if (current === null)
    return hasTwin(round, at)
      ? holdBack(at, "Begins when another of its instance has stopped")
      : placeAgain(round, at, { verb: "create", cause: "new", reason: "New instance" });
  if (!isLive(current)) return decideEnded(round, { ...at, current });
  if (current.desired !== "run" && hasTwin(round, at))
    return holdBack(at, "Takes over when another of its instance has stopped");
  return current.desired === "run"
    ? decideRunning(round, { ...at, current })
    : placeAgain(round, at, {
        verb: "create",
        cause: "wanted",
        reason: "Takes over when the one that is stopping has ended",
      });
};
