import type { AllocationDue } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { startKey, type Effect } from "../effect.ts";
import type { Event } from "../event.ts";
import { hasEnded, isLive, type Allocation } from "../model/allocation.ts";
import { evaluationsFor, liveOnNode } from "../nodes/affected-jobs.ts";
import { drainEndedBy } from "../nodes/drain-node.ts";
import { ok } from "../result.ts";
import { durationText } from "../spec/duration.ts";
import { healthAfterEnd, healthDecided } from "../rollouts/health.ts";
import { healthFollowUps } from "../rollouts/health-follow-ups.ts";
import { instanceKey, type StateView } from "../state.ts";
import { followUps } from "./after-end.ts";
import { effectsOf } from "./effects.ts";
import { canExpire, expiredText } from "./life.ts";
import { successorStarts } from "./start.ts";
import { expire, killTaskNow } from "./transition.ts";

/** [O1] A node of which nothing is waited for any more is down. */
const nodeGivenUp = (view: StateView, lost: Allocation): readonly Event[] => {
  const node = view.nodes.get(lost.node);
  const isLast = liveOnNode(view, lost.node).every(({ key, client }) => key === lost.key || client !== "unknown");
  return node?.status === "disconnected" && isLast
    ? [{ type: "nodeStatusChanged", node: node.key, status: "down", description: node.statusDescription }]
    : [];
};

/** Its node did not return in time. */
const lost = (view: StateView, allocation: Allocation): Decided => {
  const ms = (allocation.lostAt ?? 0) - (allocation.disconnectedAt ?? 0);
  const reason = `Its node was out of sight for longer than ${durationText(ms)}`;
  const evaluations = evaluationsFor(view, [allocation.job], {
    triggeredBy: "max-disconnect-timeout",
    node: allocation.node,
  });
  return happened(
    [
      { type: "allocationLost", allocation: allocation.key, reason },
      ...nodeGivenUp(view, allocation),
      ...evaluations,
      ...drainEndedBy(view, [allocation], evaluations.length),
    ],
    successorStarts(view, allocation),
  );
};

const expired = (view: StateView, allocation: Allocation, now: number): Decided => {
  const after = expire(allocation, now);
  const hasGone = hasEnded(after);
  const besides: readonly Event[] = [
    { type: "allocationExpired", allocation: allocation.key, reason: expiredText },
    ...(hasGone ? followUps(view, allocation, after) : []),
  ];
  const health = healthAfterEnd(view, after);
  return happened(
    [...besides, ...healthFollowUps(view, after, { health, besides })],
    [...effectsOf(allocation, after), ...(hasGone ? successorStarts(view, allocation) : [])],
  );
};

/** [T4] A restart is the next attempt of the same allocation. [U5] Its health is decided when it has shown for long enough. */
const whatIsDue = (view: StateView, allocation: Allocation, now: number): Decided => {
  let attempt =
    view.instances.get(instanceKey(allocation.job, allocation.group, allocation.index))?.runs ?? allocation.attempt;
  const events: Event[] = [];
  const effects: Effect[] = [];
  for (const [task, state] of Object.entries(allocation.tasks)) {
    if (state.killAt !== null && state.killAt <= now) {
      events.push({ type: "taskKillDue", allocation: allocation.key, task });
      effects.push(...effectsOf(allocation, killTaskNow(allocation, task)));
    }
    if (state.restartAt === null || state.restartAt > now) continue;
    attempt += 1;
    const run = { alloc: allocation.key, attempt, task };
    events.push({ type: "taskRestarted", allocation: allocation.key, task, attempt });
    effects.push({ type: "startTask", key: startKey(run), run });
  }
  const health = healthDecided(view, allocation, now);
  const all = [...events, ...healthFollowUps(view, allocation, { health, besides: events })];
  return all.length === 0 ? ok(nothing) : happened(all, effects);
};

/** Does everything that is due of an allocation; see `allocationDueAt`. */
export const allocationDue = (view: StateView, command: AllocationDue, now: number): Decided => {
  const allocation = view.allocations.get(command.allocation);
  if (allocation === undefined || !isLive(allocation)) return ok(nothing);
  if (allocation.disconnectedAt !== null)
    return allocation.lostAt !== null && allocation.lostAt <= now ? lost(view, allocation) : ok(nothing);
  const isOver = allocation.expiresAt !== null && allocation.expiresAt <= now && canExpire(allocation);
  return isOver ? expired(view, allocation, now) : whatIsDue(view, allocation, now);
};
