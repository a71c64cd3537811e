import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Node } from "@longshore/core/model";
import { parseDefinition } from "@longshore/core/spec/parse";
import { owedStarts } from "@longshore/core/tasks/owed-starts";
import { fateOf, mockFingerprint, nodesOf, nodeStateAt } from "@longshore/engines/mock/fleet";
import { defaultFleet, type FleetSettings } from "@longshore/engines/mock/fleet-settings";
import { createMockEngine } from "@longshore/engines/mock/mock-engine";
import { createVirtualClock, type VirtualClock } from "@longshore/engines/testing/virtual-clock";
import { openStore } from "@longshore/store/store";
import { createEffectLoop } from "./effect-loop.ts";
import { startEvaluationLoop } from "./evaluation-loop.ts";
import { createFleet } from "./fleet-loop.ts";
import { createKernel } from "./kernel.ts";
import { createMockMemory } from "./mock-memory.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});
const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), "longshore-fleet-"));
  made.push(path);
  return path;
};

const log = () => undefined;
const uuid = "00000000-0000-4000-8000-000000000000";

/** A server of simulated nodes alone, on a real store and a clock of its own. */
const serve = async (dataDir: string, clock: VirtualClock, settings: FleetSettings) => {
  const { now } = clock;
  const store = openStore({ file: join(dataDir, "longshore.db"), createId: () => uuid, now });
  const kernel = createKernel(store, { now, log });
  let commits = 0;
  kernel.onCommit(({ touched }) => (commits += touched.nodes.size > 0 ? 1 : 0));
  const owed = [...owedStarts(kernel.view()), ...store.effects()];
  const engine = createMockEngine({
    clock,
    fingerprint: mockFingerprint,
    fateOf: (run, allocId) => fateOf(settings, run, allocId),
    recall: createMockMemory(kernel.view, store.reader).recall,
  });
  const fleet = createFleet(kernel, engine, { settings, clock, log });
  const effects = createEffectLoop(kernel, engine, { now, log });
  await effects.open();
  fleet.darken();
  const loops = [await fleet.start(), startEvaluationLoop(kernel, { now, log })];
  effects.resume(owed);
  const nodes = (): readonly Node[] => [...kernel.view().nodes.entries()].map(([, node]) => node);
  const rest = async (): Promise<void> => {
    // Each commit may bring another: an evaluation, a start, what became of it.
    for (let index = -1; index !== kernel.view().index;) {
      index = kernel.view().index;
      for (let turns = 0; turns < 20; turns++) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(0);
      }
      await kernel.settle();
    }
  };
  return {
    kernel,
    engine,
    nodes,
    /** Commits that changed a node. */
    commits: () => commits,
    rest,
    advance: async (milliseconds: number) => {
      clock.advance(milliseconds);
      await rest();
    },
    register: async (count: number, config: Readonly<Record<string, unknown>>) => {
      const { spec, errors } = parseDefinition(
        {
          ID: "sim",
          Type: "service",
          TaskGroups: [
            {
              Name: "group",
              Count: count,
              RestartPolicy: { Attempts: 0, Mode: "fail" },
              ReschedulePolicy: { Attempts: 0, Unlimited: false },
              Tasks: [{ Name: "task", Driver: "mock_driver", Config: config, Resources: { CPU: 100, MemoryMB: 100 } }],
            },
          ],
        },
        () => [],
      );
      if (spec === undefined) throw new Error(JSON.stringify(errors));
      await kernel.submit({ type: "registerJob", spec, origin: { door: "nomad", by: "tests" } });
      await rest();
    },
    allocations: () => [...kernel.view().allocations.entries()].map(([, one]) => one).toSorted((a, b) => a.key - b.key),
    close: async () => {
      for (const loop of loops) loop.stop();
      await engine.close();
      await kernel.close();
      store.close();
    },
  };
};

const fleet = (given: Partial<FleetSettings>): FleetSettings => ({ ...defaultFleet, nodes: 6, ...given });

test("[F9] a fleet of thousands is registered in one commit, and again without any", async () => {
  const clock = createVirtualClock();
  const dataDir = directory();
  const settings = fleet({ nodes: 3000 });
  const first = await serve(dataDir, clock, settings);
  expect(first.nodes().map(({ id }) => id)).toEqual(nodesOf(settings).map(({ id }) => id));
  expect(first.nodes().every(({ engine, status }) => engine === "simulated" && status === "ready")).toBe(true);
  expect(first.commits()).toBe(1);
  const { index } = first.kernel.view();
  await first.close();
  const second = await serve(dataDir, clock, settings);
  expect([second.commits(), second.kernel.view().index]).toEqual([0, index]);
  await second.close();
});

test("[F9] nodes that belong to it no longer are down, and back when they belong to it again", async () => {
  const clock = createVirtualClock();
  const dataDir = directory();
  const states = async (nodes: number) => {
    const server = await serve(dataDir, clock, fleet({ nodes }));
    const all = server.nodes().map(({ name, status }) => `${name} ${status}`);
    await server.close();
    return all;
  };
  expect(await states(2)).toEqual(["sim-00001 ready", "sim-00002 ready"]);
  expect(await states(1)).toEqual(["sim-00001 ready", "sim-00002 down"]);
  expect(await states(3)).toEqual(["sim-00001 ready", "sim-00002 ready", "sim-00003 ready"]);
});

test("[F3] tasks of a fleet outlive the server, and what ended meanwhile ended at its time", async () => {
  const clock = createVirtualClock();
  const dataDir = directory();
  const first = await serve(dataDir, clock, fleet({ startMs: 300 }));
  await first.register(5, { run_for: "1h", exit_code: 3 });
  await first.advance(60_000);
  const before = first.allocations();
  expect(before.map(({ client }) => client)).toEqual(Array(5).fill("running"));
  await first.close();

  clock.advance(600_000);
  const second = await serve(dataDir, clock, fleet({ startMs: 300 }));
  await second.rest();
  expect(second.allocations()).toEqual(before);
  await second.close();

  clock.advance(2 * 3_600_000);
  const third = await serve(dataDir, clock, fleet({ startMs: 300 }));
  await third.rest();
  const ended = before.map(({ key }) => third.kernel.view().allocations.get(key)?.tasks["task"]);
  expect(ended.map((task) => [task?.exitCode, (task?.finishedAt ?? 0) - (task?.startedAt ?? 0)])).toEqual(
    Array(5).fill([3, 3_600_000]),
  );
  await third.close();
});

test("[F8] a node goes down and comes back: what ran there is lost and runs elsewhere", async () => {
  const settings = fleet({ nodes: 3, nodeFailuresPerHour: 1, nodeDownMs: 120_000 });
  const clock = createVirtualClock();
  const server = await serve(directory(), clock, settings);
  await server.register(6, { run_for: "1000h" });
  const next = () => Math.min(...nodesOf(settings).map(({ id }) => nodeStateAt(settings, id, clock.now()).until));
  for (let changes = 0; changes < 6; changes++) {
    await server.advance(next() - clock.now() + 1);
    const expected = nodesOf(settings).map(({ id }) => nodeStateAt(settings, id, clock.now()).isUp);
    expect(server.nodes().map(({ status }) => status === "ready")).toEqual(expected);
    const live = server.allocations().filter(({ client }) => client === "running");
    const up = new Set(server.nodes().flatMap(({ key, status }) => (status === "ready" ? [key] : [])));
    expect(live.every(({ node }) => up.has(node))).toBe(true);
  }
  expect(server.allocations().some(({ client }) => client === "lost")).toBe(true);
  expect(server.allocations().filter(({ client }) => client === "running")).toHaveLength(6);
  await server.close();
});

test("[F5] starts that fail and runs that die are what the seed says", async () => {
  const settings = fleet({ startFailureRate: 0.3, runFailuresPerHour: 1 });
  const server = await serve(directory(), createVirtualClock(), settings);
  await server.register(20, { run_for: "1000h" });
  await server.advance(4 * 3_600_000);
  for (const { id, key, tasks } of server.allocations()) {
    const fate = fateOf(settings, { alloc: key, attempt: tasks["task"]?.attempt ?? 0, task: "task" }, id);
    expect(tasks["task"]?.startedAt === null).toBe(fate.startFailure !== null);
    if (fate.startFailure === null && (fate.killedAfterMs ?? Infinity) < 4 * 3_600_000)
      expect(tasks["task"]).toMatchObject({ phase: "dead", exitCode: 137 });
  }
  await server.close();
});
