import type { Command, RegisterNode } from "../command.ts";
import type { Decision } from "../decision.ts";
import { allocationDueAt, deploymentDueAt } from "../due.ts";
import type { Effect } from "../effect.ts";
import type { Entry } from "../event.ts";
import type { EvaluationKey } from "../model/ids.ts";
import type { Origin } from "../model/origin.ts";
import { dynamicPorts } from "../model/node.ts";
import type { Capacity } from "../model/resources.ts";
import { runKey, type RunId, type TaskReport } from "../model/run.ts";
import type { Rejection } from "../rejection.ts";
import type { Result } from "../result.ts";
import { emptyState, overlay, type State } from "../state.ts";
import { nothingTouched } from "../touched.ts";
import { transact } from "../transact.ts";

/** What the world knows of a run that an engine was asked to start. */
export type WorldRun = {
  readonly run: RunId;
  started: boolean;
  ended: boolean;
  stopAsked: boolean;
};

/** A server without a disk: commands, the evaluation loop, and a world in which effects make processes. */
export type TestServer = {
  readonly state: State;
  readonly entries: Entry[];
  /** Every effect ever asked for, by key, with how often. */
  readonly asked: Map<string, { readonly effect: Effect; count: number }>;
  readonly runs: Map<string, WorldRun>;
  /** Allocations whose node was out of sight at some time. */
  readonly unseen: Set<number>;
  now: number;
};

export const origin: Origin = { door: "dashboard", by: "alice" };

/** Milliseconds since the epoch at which every test begins. */
export const dawn = Date.UTC(2026, 0, 1);

export const createServer = (): TestServer => ({
  state: emptyState("seed"),
  entries: [],
  asked: new Map(),
  runs: new Map(),
  unseen: new Set(),
  now: dawn,
});

/** A copy that goes its own way. */
export const fork = (server: TestServer): TestServer => ({
  state: overlay(server.state),
  entries: [...server.entries],
  asked: new Map([...server.asked].map(([key, value]) => [key, { ...value }])),
  runs: new Map([...server.runs].map(([key, run]) => [key, { ...run }])),
  unseen: new Set(server.unseen),
  now: server.now,
});

const carryOut = (server: TestServer, effect: Effect): void => {
  const known = server.asked.get(effect.key);
  if (known === undefined) server.asked.set(effect.key, { effect, count: 1 });
  else known.count += 1;
  const key = runKey(effect.run);
  const run = server.runs.get(key);
  if (effect.type === "startTask" && run === undefined)
    server.runs.set(key, { run: effect.run, started: false, ended: false, stopAsked: false });
  if (effect.type === "stopTask" && run !== undefined) run.stopAsked = true;
};

/** Decides, applies, and lets the effects happen. */
export const send = (server: TestServer, command: Command): Result<Decision, Rejection> => {
  const { state } = server;
  const index = state.index + 1;
  const decided = transact(state, command, { index, now: server.now, touched: nothingTouched() });
  if (!decided.ok) return decided;
  const { events, effects } = decided.value;
  if (events.length > 0) server.entries.push({ index, at: server.now, events });
  for (const event of events) if (event.type === "allocationDisconnected") server.unseen.add(event.allocation);
  for (const effect of effects) carryOut(server, effect);
  return decided;
};

/** As `send`, for a command that has to succeed. */
export const did = (server: TestServer, command: Command): Decision => {
  const decided = send(server, command);
  if (!decided.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(decided.rejection)}`);
  return decided.value;
};

export const refusal = (server: TestServer, command: Command): Rejection => {
  const decided = send(server, command);
  if (decided.ok) throw new Error(`${command.type} was not refused`);
  return decided.rejection;
};

/** Those that are due. */
export const pendingEvaluations = (server: TestServer): readonly EvaluationKey[] =>
  [...server.state.openOfJob.entries()]
    .flatMap(([, open]) => [...open])
    .filter((key) => {
      const evaluation = server.state.evaluations.get(key);
      return evaluation?.status === "pending" && (evaluation.waitUntil ?? server.now) <= server.now;
    })
    .toSorted((a, b) => a - b);

const priorityOf = ({ state }: TestServer, key: EvaluationKey): number => state.evaluations.get(key)?.priority ?? 0;

/** The evaluation loop, the most important first, until nothing is pending. */
export const workOff = (server: TestServer, limit = 250): void => {
  for (let rounds = 0; rounds < 10_000; rounds++) {
    const [evaluation] = pendingEvaluations(server).toSorted((a, b) => priorityOf(server, b) - priorityOf(server, a));
    if (evaluation === undefined) return;
    did(server, { type: "advanceEvaluation", evaluation, limit });
  }
  throw new Error("the evaluation loop does not come to rest");
};

export const bigNode: Capacity = { cpuMhz: 100_000, memoryMb: 100_000, diskMb: 1_000_000 };

export const nodeCommand = (id: string, resources: Capacity, drivers = ["raw_exec", "exec"]): RegisterNode => ({
  type: "registerNode",
  id,
  datacenter: "dc1",
  engine: "local",
  fingerprint: {
    name: id,
    nodeClass: "",
    nodePool: "default",
    meta: {},
    ports: dynamicPorts,
    attributes: { "kernel.name": "linux", "cpu.arch": "amd64", "cpu.numcores": "8" },
    drivers: Object.fromEntries(drivers.map((driver) => [driver, { detected: true, healthy: true, description: "" }])),
    resources,
  },
});

/** A server with one node. */
export const serverWith = (resources: Capacity = bigNode): TestServer => {
  const server = createServer();
  did(server, nodeCommand("node-1", resources));
  return server;
};

const endings = new Set<TaskReport["type"]>(["exited", "startFailed", "lost"]);

/** The engine reports; the world remembers what can still have a process. */
export const report = (server: TestServer, seen: TaskReport): Decision => {
  const run = server.runs.get(runKey(seen.run));
  if (run !== undefined) {
    if (seen.type === "started") run.started = true;
    if (endings.has(seen.type)) run.ended = true;
  }
  return did(server, { type: "observeTask", report: seen });
};

export const openRuns = (server: Pick<TestServer, "runs">): readonly WorldRun[] =>
  [...server.runs.values()].filter((run) => !run.ended);

export const started = (server: TestServer, run: RunId): Decision =>
  report(server, { type: "started", run, at: server.now, pid: 100 + run.alloc });
export const exited = (server: TestServer, run: RunId, exitCode = 0): Decision =>
  report(server, { type: "exited", run, at: server.now, exitCode, signal: 0, oomKilled: false });
export const lost = (server: TestServer, run: RunId, withNode = false): Decision =>
  report(server, { type: "lost", run, at: server.now, reason: "The machine restarted", withNode });

/** Everything that was asked to start is up. */
export const startAll = (server: TestServer): void => {
  for (const run of openRuns(server)) if (!run.started && !run.stopAsked) started(server, run.run);
};

/** Everything that was asked to stop has gone, and what waited for that is up. */
export const stopAll = (server: TestServer): void => {
  for (const run of openRuns(server))
    if (run.stopAsked)
      report(server, { type: "exited", run: run.run, at: server.now, exitCode: 143, signal: 15, oomKilled: false });
};

/** What comes due in allocations and rollouts, and when. */
const dueTimes = ({ state }: TestServer): readonly { readonly at: number; readonly command: Command }[] => [
  ...[...state.liveOfJob.entries()].flatMap(([, live]) =>
    [...live].flatMap((key) => {
      const allocation = state.allocations.get(key);
      const at = allocation === undefined ? null : allocationDueAt(allocation);
      return at === null ? [] : [{ at, command: { type: "allocationDue" as const, allocation: key } }];
    }),
  ),
  ...[...state.activeDeployments.entries()].flatMap(([key]) => {
    const deployment = state.deployments.get(key);
    const at = deployment === undefined ? null : deploymentDueAt(deployment);
    return at === null ? [] : [{ at, command: { type: "deploymentDue" as const, deployment: key } }];
  }),
];

/** Time goes on, and what comes due in allocations and rollouts meanwhile is done. */
export const wait = (server: TestServer, milliseconds: number): void => {
  server.now += milliseconds;
  for (const { at, command } of dueTimes(server)) if (at <= server.now) did(server, command);
};

/** When evaluations that wait for a time are due. */
const laterLooks = ({ state, now }: TestServer): readonly number[] =>
  [...state.openOfJob.entries()]
    .flatMap(([, open]) => [...open])
    .flatMap((key) => state.evaluations.get(key)?.waitUntil ?? [])
    .filter((at) => at > now);

/** A rollout that goes on by itself waits for time to go by. */
const isRollingOut = ({ state }: TestServer): boolean =>
  [...state.activeDeployments.entries()].some(([key]) => state.deployments.get(key)?.status === "running");

/** The world does what it is asked, and the scheduler follows, until nothing more happens; time goes on while a rollout needs it. */
export const settle = (server: TestServer): void => {
  for (let round = 0; round < 5000; round++) {
    const before = server.state.index;
    stopAll(server);
    startAll(server);
    workOff(server);
    if (server.state.index !== before) continue;
    const times = isRollingOut(server) ? [...dueTimes(server).map(({ at }) => at), ...laterLooks(server)] : [];
    if (times.length === 0) return;
    wait(server, Math.max(0, Math.min(...times) - server.now));
  }
  throw new Error("it does not come to rest");
};
