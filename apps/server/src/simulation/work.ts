import { runKey, type Node } from "@longshore/core/model";
import type { Effect } from "@longshore/core/effect";
import type { Random } from "../testing/random.ts";
import { owedStart, stopRequest } from "../kernel/engine-requests.ts";
import { ask, seenOf, withNews } from "./engine-world.ts";
import { registration } from "./fleet.ts";
import { commit, dueCommand, hasBatch, note, submit, type Simulation } from "./simulation.ts";

/** One thing that a server does by itself; undefined when there is nothing of the kind to do. */
type Task = (sim: Simulation, random: Random) => (() => void) | undefined;

const slices = [1, 2, 3, 250];

const evaluate: Task = (sim, random) => {
  const key = sim.queue.take(sim.now);
  if (key === undefined) return undefined;
  return () => {
    sim.batch.inHand.push(key);
    if (random.chance(0.02))
      submit(sim, { type: "failEvaluation", evaluation: key, reason: "it could not be worked off" });
    else submit(sim, { type: "advanceEvaluation", evaluation: key, limit: slices[random.below(slices.length)] ?? 1 });
  };
};

const doWhatIsDue: Task = (sim) => {
  const key = sim.due.take(sim.now);
  return key === undefined ? undefined : () => void submit(sim, dueCommand(key));
};

const nodeOf = ({ memory }: Simulation, id: string): Node | undefined =>
  [...memory.nodes.entries()].find(([, node]) => node.id === id)?.[1];

/** One report, in its run's order; the runs' reports come in any order. That a node is back is known before what ran there is told. */
const observe: Task = (sim, random) => {
  const news = withNews(sim.world, sim.now).filter(({ node }) => nodeOf(sim, node)?.status === "ready");
  const run = news[random.below(Math.max(1, news.length))];
  if (run === undefined) return undefined;
  return () => {
    const report = seenOf(run, sim.now)[run.told];
    run.told += 1;
    sim.batch.told.push({ run, count: run.told });
    if (report !== undefined) submit(sim, { type: "observeTask", report });
  };
};

/** What the state does not know yet of a node: that it is there, that it is gone, that it is back. */
const lookAtNodes: Task = (sim, random) => {
  for (const { id, isInSight, resources, rack } of sim.world.nodes.values()) {
    const known = nodeOf(sim, id);
    const isUp = known?.status === "ready";
    if (isUp === isInSight) continue;
    if (known === undefined && !isInSight) continue;
    const description = isInSight ? "it answers" : "it does not answer";
    if (known === undefined || (isInSight && random.chance(0.3)))
      return () => void submit(sim, registration({ id, resources, rack }));
    return () =>
      void submit(sim, { type: "reportNode", node: known.key, status: isInSight ? "ready" : "down", description });
  }
  return undefined;
};

const failStart = (sim: Simulation, { run }: Effect, reason: string): void =>
  void submit(sim, { type: "observeTask", report: { type: "startFailed", run, at: sim.now, reason } });

const carryOut = (sim: Simulation, effect: Effect): void => {
  const { memory, world, now } = sim;
  const { run } = effect;
  const key = memory.allocations.get(run.alloc)?.node;
  const known = key === undefined ? undefined : memory.nodes.get(key)?.id;
  const node = known ?? world.runs.get(runKey(run))?.node;
  note(sim, () => `${effect.key} is carried out on ${node ?? "no node"}`);
  // The node was removed: nobody is left to be asked, and nobody was.
  if (node === undefined) return failStart(sim, effect, "Its node is gone");
  if (effect.type === "stopTask") return ask(world, { type: "stop", node, request: stopRequest(memory, effect) }, now);
  const owed = owedStart(memory, run);
  if (owed.type === "start") return ask(world, { type: "start", node, request: owed.request }, now);
  if (owed.type === "begun") return;
  if (owed.type === "failed") failStart(sim, effect, owed.reason);
  ask(world, { type: "stop", node, request: stopRequest(memory, effect) }, now);
};

const carryOutNext: Task = (sim) => {
  const effect = sim.owed.shift();
  return effect === undefined ? undefined : () => carryOut(sim, effect);
};

const commitBatch: Task = (sim) => (hasBatch(sim) ? () => commit(sim) : undefined);

const tasks: readonly Task[] = [evaluate, doWhatIsDue, observe, lookAtNodes, carryOutNext, commitBatch];

/** The server does one of the things it has to do. Whether there was any. */
export const workOnce = (sim: Simulation, random: Random): boolean => {
  const first = random.below(tasks.length);
  for (let at = 0; at < tasks.length; at++) {
    const act = tasks[(first + at) % tasks.length]?.(sim, random);
    if (act === undefined) continue;
    act();
    return true;
  }
  return false;
};

/** When there is something to do again if nobody does anything. */
export const nextDueAt = (sim: Simulation, world: number | null): number | null =>
  [sim.due.firstAt(), sim.queue.firstDueAt(), world].reduce(
    (first, at) => (at !== null && (first === null || at < first) ? at : first),
    null,
  );
