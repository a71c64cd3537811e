import type { Event } from "@longshore/core/event";
import { acceptsPlacements, findGroup, isLive, runsPerNode, type Allocation } from "@longshore/core/model";
import { toMove } from "@longshore/core/nodes/drain-node";
import { failureText } from "@longshore/core/schedule/failure-text";
import { reconcile } from "@longshore/core/schedule/reconcile";
import type { State } from "@longshore/core/state";
import { isLookedAtAgain, lawsBroken, restBroken, type Observed } from "@longshore/core/testing/laws";
import type { Simulation } from "./simulation.ts";

/** Nothing is placed on a node that takes no work, or for a job that is stopped or gone. */
export const placementBroken = (state: State, events: readonly Event[]): readonly string[] =>
  events.flatMap((event): readonly string[] => {
    if (event.type !== "allocationsPlaced") return [];
    const job = state.jobs.get(event.job);
    const forNobody = job === undefined || job.stop || job.version < event.version;
    return [
      ...(forNobody ? [`placed for job ${String(event.job)}, which does not want it`] : []),
      ...event.placed.flatMap(({ node: key }) => {
        const node = state.nodes.get(key);
        return node !== undefined && acceptsPlacements(node)
          ? []
          : [`placed on node ${String(key)}, which takes no work`];
      }),
    ];
  });

/** The state in memory, or, where disk holds part of that, the committed one as long as nothing is uncommitted. */
const observed = (sim: Simulation): Observed | undefined => {
  const { asked, unseen, now, world, durable, memory, batch } = sim;
  const state = durable.loadsAll ? memory : batch.entries.length === 0 ? durable.replayed : undefined;
  return state === undefined ? undefined : { state, asked, unseen, now, runs: world.runs };
};

/** No two runs are the same attempt of one instance's task. */
const attemptsBroken = ({ world, memory }: Simulation): readonly string[] => {
  const first = new Map<string, number>();
  return [...world.runs.values()].flatMap(({ run }) => {
    const one = memory.allocations.get(run.alloc);
    if (one === undefined) return [`the world runs ${String(run.alloc)}, which the state does not know`];
    const attempt = `${String(one.job)}/${one.group}[${String(one.index)}]/${run.task}, attempt ${String(run.attempt)}`;
    const known = first.get(attempt) ?? run.alloc;
    first.set(attempt, known);
    return known === run.alloc ? [] : [`${attempt} was started for two allocations`];
  });
};

/** What must hold after every step. */
export const stepBroken = (sim: Simulation): readonly string[] => {
  const seen = observed(sim);
  return seen === undefined ? [] : [...lawsBroken(seen), ...attemptsBroken(sim)];
};

const allOf = (state: State): readonly Allocation[] => [...state.allocations.entries()].map(([, one]) => one);

/** Nothing but room is wanting of some of them: the plan says what they wait for. */
const isHeldBack = (state: State, job: number, group: string): boolean => {
  const waiting = reconcile(state, job, { now: 0 }).decisions.filter(
    (one) => one.group === group && one.verb === "wait",
  );
  return waiting.length > 0 && waiting.every(({ metrics, reason }) => metrics === null && reason !== "");
};

/** What waits says why. */
const unexplained = (state: State): readonly string[] => [
  ...[...state.blocked.entries()].flatMap(([key]) => {
    const groups = Object.entries(state.evaluations.get(key)?.failedGroups ?? {});
    return groups.length > 0 && groups.every(([, metrics]) => failureText(metrics) !== "")
      ? []
      : [`evaluation ${String(key)} is blocked and does not say why`];
  }),
  ...[...state.jobs.entries()].flatMap(([key, job]) => {
    if (job.stop || runsPerNode(job.spec.type) || (state.openOfJob.get(key)?.size ?? 0) > 0) return [];
    return Object.entries(job.groups)
      .filter(([name, { now }]) => now.queued > 0 && (findGroup(job.spec, name)?.parallelism ?? null) === null)
      .filter(([name]) => !isHeldBack(state, key, name))
      .map(([name]) => `${job.spec.id}/${name} waits for instances, and nothing says why`);
  }),
];

/** A drain that is not over says of each instance that is left why it stays. */
const drainsBroken = ({ memory, now }: Simulation): readonly string[] =>
  [...memory.nodes.entries()].flatMap(([key, { drain }]) => {
    if (drain === null) return [];
    const left = toMove(memory, key, drain);
    if (left.length === 0) return [`the drain of node ${String(key)} is not over, and nothing is left`];
    return left.flatMap((one) => {
      if (one.desired !== "run" || one.client === "unknown" || isLookedAtAgain(memory, one.job)) return [];
      const decision = reconcile(memory, one.job, { now }).decisions.find(({ current }) => current?.key === one.key);
      const waits = decision !== undefined && (decision.verb === "wait" || decision.verb === "keep");
      return waits && decision.reason !== "" && decision.cause !== "unchanged"
        ? []
        : [
            `allocation ${String(one.key)} stays on the drained node ${String(key)}: ${decision?.reason ?? "nobody looks at it"}`,
          ];
    });
  });

/** What must hold besides when nothing is left to do at this time. */
export const quietBroken = (sim: Simulation): readonly string[] => {
  const { durable, memory, now, world } = sim;
  const state = durable.loadsAll ? memory : durable.replayed;
  const stray = [...world.runs.values()].filter(({ run, started, ended, node, stopAsked }) => {
    const one = memory.allocations.get(run.alloc);
    const isKnown = one !== undefined && isLive(one) && one.tasks[run.task]?.attempt === run.attempt;
    return started && !ended && !isKnown && !stopAsked && world.nodes.get(node)?.isInSight === true;
  });
  return [
    ...restBroken({ state, now }),
    ...unexplained(state),
    ...drainsBroken(sim),
    ...stray.map(({ run }) => `${JSON.stringify(run)} runs, and the state does not know`),
    ...sim.durable.differences(memory).map((line) => `in memory, ${line}`),
  ];
};

/** What must hold when every job was stopped and time has gone on. */
export const endBroken = ({ durable, world, memory }: Simulation): readonly string[] => [
  ...allOf(durable.replayed)
    .filter(isLive)
    .map(({ key }) => `allocation ${String(key)} was asked to stop and lives on`),
  ...[...world.runs.values()]
    .filter(({ ended }) => !ended)
    .map(({ run }) => `${JSON.stringify(run)} runs on when everything was stopped`),
  ...[...memory.nodes.entries()].flatMap(([key, { drain }]) =>
    drain === null ? [] : [`node ${String(key)} is being drained of nothing`],
  ),
  ...durable.effects().map(({ key }) => `${key} is owed for ever`),
];
