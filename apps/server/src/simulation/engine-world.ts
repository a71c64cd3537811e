import { runKey, type TaskReport } from "@longshore/core/model";
import type { WorldRun } from "@longshore/core/testing/test-server";
import type { StartRequest, StopRequest } from "@longshore/engines/engine";
import { readMockConfig } from "@longshore/engines/mock/mock-config";
import { noFate, startTime, stepsOf, type MockRun } from "@longshore/engines/mock/mock-run";
import type { Machine } from "./fleet.ts";

/** One run as the world has it. It outlives the server. */
export type SimRun = WorldRun & {
  readonly allocId: string;
  readonly node: string;
  mock: MockRun;
  /** It did not end by itself. */
  gone: { readonly at: number; readonly reason: string; readonly withNode: boolean } | null;
  /** Reports handed over, and how many of these are durable. */
  told: number;
  kept: number;
};

/** A machine that can be seen, or runs on by itself. */
export type SimNode = Machine & { isInSight: boolean };

type Request =
  | { readonly type: "start"; readonly node: string; readonly request: StartRequest }
  | { readonly type: "stop"; readonly node: string; readonly request: StopRequest };

export type EngineWorld = {
  readonly nodes: Map<string, SimNode>;
  readonly runs: Map<string, SimRun>;
  /** Asked of a node that is out of sight; forgotten when the server dies. */
  waiting: Request[];
};

export const createEngineWorld = (): EngineWorld => ({ nodes: new Map(), runs: new Map(), waiting: [] });

const endings = new Set<TaskReport["type"]>(["exited", "startFailed", "lost"]);

/** All that is to be seen of a run by now, in order. */
export const seenOf = ({ run, mock, gone }: SimRun, now: number): readonly TaskReport[] => {
  const until = Math.min(now, gone?.at ?? now);
  const steps = stepsOf(mock)
    .filter(({ at }) => at <= until)
    .map((step): TaskReport => ({ ...step, run }));
  if (gone === null || steps.some(({ type }) => endings.has(type))) return steps;
  const { at, reason, withNode } = gone;
  return [...steps, { type: "lost", run, at, reason, withNode }];
};

/** Brings up to date which runs have a process. */
export const refresh = ({ runs }: EngineWorld, now: number): void => {
  for (const run of runs.values()) {
    if (run.ended) continue;
    for (const { type } of seenOf(run, now)) {
      if (type === "started") run.started = true;
      if (endings.has(type)) run.ended = true;
    }
  }
};

const add = (world: EngineWorld, node: string, of: Pick<SimRun, "run" | "allocId" | "mock">): void =>
  void world.runs.set(runKey(of.run), {
    ...of,
    node,
    started: false,
    ended: false,
    stopAsked: of.mock.stop !== null,
    gone: null,
    told: 0,
    kept: 0,
  });

const noConfig = readMockConfig({});

const carryOut = (world: EngineWorld, asked: Request, now: number): void => {
  const { run, allocId } = asked.request;
  const known = world.runs.get(runKey(run));
  if (asked.type === "start") {
    const config = readMockConfig(asked.request.config);
    const mock: MockRun = { config, fate: noFate, startsAt: startTime(config, noFate, now), stop: null };
    if (known === undefined) add(world, asked.node, { run, allocId, mock });
  } else {
    const { killSignal, killTimeoutMs } = asked.request;
    const stop = { at: now, killSignal, killTimeoutMs };
    const never: MockRun = { config: noConfig, fate: noFate, startsAt: Number.POSITIVE_INFINITY, stop };
    if (known === undefined) add(world, asked.node, { run, allocId, mock: never });
    else if (known.mock.stop === null) {
      known.mock = { ...known.mock, stop };
      known.stopAsked = true;
    }
  }
  refresh(world, now);
};

/** A start or a stop: done once however often it is asked for, and as soon as its node can be reached. */
export const ask = (world: EngineWorld, asked: Request, now: number): void => {
  if (world.nodes.get(asked.node)?.isInSight === true) carryOut(world, asked, now);
  else world.waiting.push(asked);
};

const openRunsOn = ({ runs }: EngineWorld, node: string): readonly SimRun[] =>
  [...runs.values()].filter((run) => run.node === node && !run.ended);

export const loseSight = (world: EngineWorld, id: string): void => {
  const node = world.nodes.get(id);
  if (node !== undefined) node.isInSight = false;
};

/** Whatever runs there dies; it is known when the node is back. */
export const powerOff = (world: EngineWorld, id: string, now: number): void => {
  loseSight(world, id);
  for (const run of openRunsOn(world, id)) run.gone ??= { at: now, reason: "Its node had been off", withNode: true };
  refresh(world, now);
};

/** The node is back: it tells anew of all that goes on there, and hears what was asked of it meanwhile. */
export const restoreSight = (world: EngineWorld, id: string, now: number): void => {
  const node = world.nodes.get(id);
  if (node === undefined || node.isInSight) return;
  node.isInSight = true;
  for (const run of openRunsOn(world, id)) {
    run.told = 0;
    run.kept = 0;
  }
  const asked = world.waiting.filter((one) => one.node === id);
  world.waiting = world.waiting.filter((one) => one.node !== id);
  for (const one of asked) carryOut(world, one, now);
};

/** The server is gone: what it had not made durable is told again, and at times more than that. */
export const tellAgain = (world: EngineWorld, forgets: () => boolean): void => {
  world.waiting = [];
  for (const run of world.runs.values()) {
    if (run.kept > 0 && forgets()) run.kept -= 1;
    run.told = run.kept;
  }
};

/** Runs of which something is to be told. */
export const withNews = ({ runs, nodes }: EngineWorld, now: number): readonly SimRun[] =>
  [...runs.values()].filter((run) => nodes.get(run.node)?.isInSight === true && seenOf(run, now).length > run.told);

/** When something happens next in the world by itself. */
export const nextChangeAt = ({ runs }: EngineWorld, now: number): number | null => {
  let first: number | null = null;
  for (const { ended, mock } of runs.values()) {
    if (ended) continue;
    const next = stepsOf(mock).find(({ at }) => at > now)?.at ?? null;
    if (next !== null && Number.isFinite(next) && (first === null || next < first)) first = next;
  }
  return first;
};
