import type { Command } from "@longshore/core/command";
import { createDueQueue, type DueQueue } from "@longshore/core/due-queue";
import { allocationDueAt, deploymentDueAt, nodeDueAt } from "@longshore/core/due";
import type { Effect } from "@longshore/core/effect";
import type { Entry, Event } from "@longshore/core/event";
import { createEvaluationQueue, type EvaluationQueue } from "@longshore/core/schedule/evaluation-queue";
import type { State } from "@longshore/core/state";
import { dawn, type TestServer } from "@longshore/core/testing/test-server";
import { nothingTouched, type Touched } from "@longshore/core/touched";
import { transact } from "@longshore/core/transact";
import { expectedRuns } from "../kernel/engine-requests.ts";
import type { Random } from "../testing/random.ts";
import type { DurableState } from "./durable-state.ts";
import { createEngineWorld, refresh, tellAgain, type EngineWorld, type SimRun } from "./engine-world.ts";
import { placementBroken } from "./invariants.ts";

/** Decided and applied in memory, and not durable yet. */
type Batch = {
  readonly entries: Entry[];
  readonly touched: Touched;
  readonly effects: Effect[];
  readonly settled: string[];
  /** Reports that become durable with it: the run, and how many of its reports. */
  readonly told: { readonly run: SimRun; readonly count: number }[];
  /** Evaluations that are in hand until then. */
  readonly inHand: number[];
};

const emptyBatch = (): Batch => ({
  entries: [],
  touched: nothingTouched(),
  effects: [],
  settled: [],
  told: [],
  inHand: [],
});

/** A law was broken: this schedule has found a fault. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/**
 * A server and the world around it on a virtual clock. Everything that a crash takes is made anew by `reopen`; the world and what is
 * durable stay.
 */
export type Simulation = {
  readonly durable: DurableState;
  readonly world: EngineWorld;
  now: number;
  memory: State;
  batch: Batch;
  /** Durable, and waiting to be carried out by this process. */
  owed: Effect[];
  queue: EvaluationQueue;
  /** Allocations, rollouts and nodes by what `dueCommand` makes of them. */
  due: DueQueue<string>;
  /** As the laws know them; without what is uncommitted after a crash. */
  readonly asked: TestServer["asked"];
  readonly unseen: Set<number>;
  /** The highest index that was acknowledged. */
  acknowledged: number;
  /** What happened, in words; null when nobody wants to read it. */
  readonly trace: string[] | null;
};

export const note = ({ trace, now }: Simulation, line: () => string): void =>
  void trace?.push(`${String(now - dawn)} ${line()}`);

const noteDue = (
  sim: Simulation,
  touched: Pick<Touched, "allocations" | "deployments" | "nodes" | "evaluations">,
): void => {
  for (const [key, one] of touched.allocations) sim.due.set(`allocation/${String(key)}`, allocationDueAt(one));
  for (const [key, one] of touched.deployments) sim.due.set(`deployment/${String(key)}`, deploymentDueAt(one));
  for (const [key, node] of touched.nodes) sim.due.set(`node/${String(key)}`, node === null ? null : nodeDueAt(node));
  for (const evaluation of touched.evaluations.values()) sim.queue.note(evaluation);
};

/** All that the loops of a server know follows from the state. */
const fill = (sim: Simulation): void => {
  const { memory } = sim;
  sim.queue.clear();
  sim.due.clear();
  const allocations = [...memory.liveOfJob.entries()].flatMap(([, live]) => [...live]);
  const deployments = [...memory.activeDeployments.entries()].map(([key]) => key);
  const evaluations = [...memory.openOfJob.entries()].flatMap(([, open]) => [...open]);
  noteDue(sim, {
    allocations: new Map(allocations.flatMap((key) => rowOf(key, memory.allocations.get(key)))),
    evaluations: new Map(evaluations.flatMap((key) => rowOf(key, memory.evaluations.get(key)))),
    deployments: new Map(deployments.flatMap((key) => rowOf(key, memory.deployments.get(key)))),
    nodes: new Map(memory.nodes.entries()),
  });
};

const rowOf = <T>(key: number, value: T | undefined): readonly (readonly [number, T])[] =>
  value === undefined ? [] : [[key, value]];

export const dueCommand = (key: string): Command => {
  const [kind, number] = key.split("/");
  if (kind === "node") return { type: "nodeDue", node: Number(number) };
  if (kind === "deployment") return { type: "deploymentDue", deployment: Number(number) };
  return { type: "allocationDue", allocation: Number(number) };
};

export const hasBatch = ({ batch }: Simulation): boolean =>
  batch.entries.length > 0 || batch.settled.length > 0 || batch.told.length > 0 || batch.inHand.length > 0;

const noteEvents = (sim: Simulation, events: readonly Event[]): void => {
  for (const event of events)
    if (event.type === "allocationDisconnected" || event.type === "allocationLost") sim.unseen.add(event.allocation);
};

/** Decides a command and applies it to memory at once, as the kernel does. Whether it was accepted. */
export const submit = (sim: Simulation, command: Command): boolean => {
  const { memory, batch, now } = sim;
  const index = memory.index + 1;
  note(sim, () => JSON.stringify(command));
  const decided = transact(memory, command, { index, now, touched: batch.touched });
  if (!decided.ok) {
    note(sim, () => `  refused: ${decided.rejection.kind}`);
    return false;
  }
  const { events, effects, settled } = decided.value;
  for (const event of events) note(sim, () => `  ${String(index)} ${JSON.stringify(event)}`);
  for (const effect of effects) note(sim, () => `  ${effect.key}`);
  if (events.length > 0) batch.entries.push({ index, at: now, events });
  batch.effects.push(...effects);
  batch.settled.push(...settled);
  for (const effect of effects) {
    const known = sim.asked.get(effect.key);
    sim.asked.set(effect.key, { effect, count: (known?.count ?? 0) + 1 });
  }
  noteEvents(sim, events);
  const broken = placementBroken(memory, events);
  if (broken.length > 0) throw new Broken(broken.join("\n"));
  return true;
};

/** Makes durable what was decided; only now effects and the loops learn of it. */
export const commit = (sim: Simulation): void => {
  const { batch, durable, memory } = sim;
  sim.batch = emptyBatch();
  note(sim, () => `commit up to ${String(memory.index)}`);
  durable.commit(batch, memory);
  sim.acknowledged = memory.index;
  noteDue(sim, batch.touched);
  for (const { run, count } of batch.told) run.kept = Math.max(run.kept, count);
  for (const key of batch.inHand) sim.queue.release(key);
  sim.owed.push(...batch.effects);
};

/** Nothing of an uncommitted batch has happened. */
const forget = (sim: Simulation): void => {
  for (const { key } of sim.batch.effects) {
    const known = sim.asked.get(key);
    if (known === undefined) continue;
    if (known.count === 1) sim.asked.delete(key);
    else known.count -= 1;
  }
  sim.batch = emptyBatch();
};

const reload = (sim: Simulation): void => {
  sim.memory = sim.durable.load();
  const differences = sim.durable.differences(sim.memory);
  if (differences.length > 0) throw new Broken(`after loading, ${differences.join("\n")}`);
  if (sim.memory.index < sim.acknowledged)
    throw new Broken(`acknowledged up to ${String(sim.acknowledged)}, loaded up to ${String(sim.memory.index)}`);
  fill(sim);
};

/** What was in memory, when nothing is uncommitted, is what was committed. */
const compare = (sim: Simulation): void => {
  const differences = hasBatch(sim) ? [] : sim.durable.differences(sim.memory);
  if (differences.length > 0) throw new Broken(`in memory, ${differences.join("\n")}`);
};

/** The commit fails: memory is dropped, and reports are stored again in their order. */
export const failCommit = (sim: Simulation): void => {
  if (!hasBatch(sim)) return;
  note(sim, () => "the commit fails");
  for (const { run } of sim.batch.told) run.told = run.kept;
  forget(sim);
  reload(sim);
};

/** The server is killed, and started again. */
export const crash = (sim: Simulation, random: Random): void => {
  note(
    sim,
    () =>
      `the server is killed: ${String(sim.batch.entries.length)} entries not committed, ${String(sim.owed.length)} effects not carried out`,
  );
  compare(sim);
  forget(sim);
  tellAgain(sim.world, () => random.chance(0.2));
  reload(sim);
  sim.owed = [...sim.durable.effects()];
  for (const { run } of expectedRuns(sim.memory)) adopt(sim, run);
};

/** The engine knows nothing of a run that the state believes to run. */
const adopt = (sim: Simulation, run: SimRun["run"]): void => {
  const known = sim.world.runs.has(`${String(run.alloc)}/${String(run.attempt)}/${run.task}`);
  if (!known) throw new Broken(`the state believes in a run that the world never had: ${JSON.stringify(run)}`);
};

export const setTime = (sim: Simulation, now: number): void => {
  sim.now = Math.max(sim.now, now);
  refresh(sim.world, sim.now);
};

export const createSimulation = (durable: DurableState, isTraced: boolean): Simulation => ({
  durable,
  world: createEngineWorld(),
  now: dawn,
  memory: durable.load(),
  batch: emptyBatch(),
  owed: [],
  queue: createEvaluationQueue(),
  due: createDueQueue(),
  asked: new Map(),
  unseen: new Set(),
  acknowledged: 0,
  trace: isTraced ? [] : null,
});
