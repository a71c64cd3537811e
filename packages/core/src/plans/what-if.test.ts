import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WhatIf, WhatIfQuestion } from "../model/what-if.ts";
import { isLive } from "../model/allocation.ts";
import { capacity } from "../testing/crowded-jobs.ts";
import { crowd, take } from "../testing/histories.ts";
import { step } from "../testing/steps.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import { tablesOf } from "../testing/tables.ts";
import { did, createServer, nodeCommand, origin, settle, type TestServer } from "../testing/test-server.ts";
import { planWhatIf } from "./what-if.ts";

const room = { cpuMhz: 1000, memoryMb: 1000, diskMb: 10_000 };

const fleet = (nodes: number): TestServer => {
  const server = createServer();
  for (let number = 1; number <= nodes; number++) did(server, nodeCommand(`node-${String(number)}`, room));
  return server;
};

const register = (server: TestServer, given: JobGiven): void => {
  did(server, { type: "registerJob", spec: jobOf(given), origin });
  settle(server);
};

const ask = (server: TestServer, question: WhatIfQuestion): WhatIf => {
  const found = planWhatIf(server.state, question, server.now);
  if (!found.ok) throw new Error(JSON.stringify(found.rejection));
  return found.value;
};

const drain = (node: string, ignoreSystemJobs = false): WhatIfQuestion => ({ type: "drain", node, ignoreSystemJobs });
const lose = (node: string): WhatIfQuestion => ({ type: "lose", node });
const count = (to: number): WhatIfQuestion => ({
  type: "count",
  namespace: "default",
  id: "web",
  group: "web",
  count: to,
});

describe("what if", () => {
  test("[Y10] a node were drained: what runs there moves where there is room, and the rest waits and says why", () => {
    const server = fleet(2);
    register(server, { groups: [{ count: 4, memoryMb: 300 }] });
    const found = ask(server, drain("node-1"));
    expect(found.counts).toEqual({ moves: 1, starts: 0, stops: 0, waits: 1, preempted: 0 });
    expect(found.isWhole).toBe(true);
    const [job] = found.jobs;
    expect(job).toMatchObject({ namespace: "default", id: "web", type: "service" });
    expect(job?.instances.map(({ from, to, outcome }) => [outcome, from, to])).toEqual([
      ["moves", "node-1", "node-2"],
      ["waits", "node-1", null],
    ]);
    expect(job?.instances[1]?.why).toMatch(/^Memory: 300 MiB asked/);
    expect(Object.keys(job?.failures ?? {})).toEqual(["web"]);
  });

  test("[Y10] a node were lost: its work is replaced elsewhere, and what runs on every node just ends", () => {
    const server = fleet(2);
    register(server, { groups: [{ count: 2 }] });
    register(server, { id: "agent", type: "system" });
    const { jobs } = ask(server, lose("node-1"));
    expect(jobs.map(({ id, instances }) => [id, instances.map(({ outcome, to }) => [outcome, to])])).toEqual([
      ["web", [["moves", "node-2"]]],
      ["agent", [["stops", null]]],
    ]);
    expect(jobs[0]?.instances[0]?.why).toBe("Its node is lost");
  });

  test("[Y10] a node were drained without its system jobs: they stay", () => {
    const server = fleet(2);
    register(server, { id: "agent", type: "system" });
    expect(ask(server, drain("node-1", true)).jobs).toEqual([]);
    expect(ask(server, drain("node-1")).counts.stops).toBe(1);
  });

  test("[Y10] a count were another one: what starts, what waits, what stops", () => {
    const server = fleet(1);
    register(server, { groups: [{ count: 2, memoryMb: 300 }] });
    expect(ask(server, count(4)).jobs[0]?.instances.map(({ index, outcome }) => [index, outcome])).toEqual([
      [2, "starts"],
      [3, "waits"],
    ]);
    expect(ask(server, count(1)).jobs[0]?.instances.map(({ index, outcome }) => [index, outcome])).toEqual([
      [1, "stops"],
    ]);
    expect(ask(server, count(2)).jobs).toEqual([]);
  });

  test("[Y10] the more important pushes others out: they move in their turn, and are said to be pushed", () => {
    const server = fleet(2);
    did(server, {
      type: "setScheduler",
      settings: { algorithm: "binpack", preemption: { service: true, batch: true, system: true, sysbatch: true } },
      origin,
    });
    register(server, { id: "low", priority: 20, groups: [{ count: 1, memoryMb: 500 }] });
    register(server, { priority: 90, groups: [{ count: 1, memoryMb: 900 }] });
    const important = [...server.state.allocations.entries()].find(([, one]) => one.jobId === "web")?.[1];
    const id = server.state.nodes.get(important?.node ?? 0)?.id ?? "";
    const found = ask(server, lose(id));
    const outcomes = Object.fromEntries(
      found.jobs.map((job) => [job.id, job.instances.map(({ outcome, preemptedBy }) => [outcome, preemptedBy?.id])]),
    );
    expect(outcomes).toEqual({ web: [["moves", undefined]], low: [["waits", "web"]] });
    expect(found.counts.preempted).toBe(1);
  });

  test("[Y10] what cannot happen is refused", () => {
    const server = fleet(1);
    expect(planWhatIf(server.state, lose("nowhere"), server.now)).toMatchObject({
      rejection: { kind: "nodeNotFound" },
    });
    expect(planWhatIf(server.state, count(1), server.now)).toMatchObject({ rejection: { kind: "jobNotFound" } });
    did(server, { type: "reportNode", node: 1, status: "down", description: "off" });
    for (const question of [lose("node-1"), drain("node-1")])
      expect(planWhatIf(server.state, question, server.now)).toMatchObject({ rejection: { kind: "nodeIsDown" } });
  });

  test("[Y10] a namespace that asks for approval may be asked about", () => {
    const server = fleet(1);
    register(server, { groups: [{ count: 1 }] });
    did(server, { type: "setNamespaceRules", namespace: "default", rules: { approval: true }, origin });
    expect(ask(server, count(2)).counts.starts).toBe(1);
  });
});

/** Where each live instance that counts runs. */
const places = ({ state }: TestServer): ReadonlyMap<string, string> =>
  new Map(
    [...state.allocations.entries()].flatMap(([, one]) =>
      isLive(one) && one.desired === "run"
        ? [[`${one.jobId}.${one.group}[${String(one.index)}]`, state.nodes.get(one.node)?.id ?? ""] as const]
        : [],
    ),
  );

describe("whatever runs", { timeout: 60_000 }, () => {
  test("[Y10] asking changes nothing", () => {
    fc.assert(
      fc.property(
        capacity(),
        fc.array(step(), { minLength: 5, maxLength: 40, size: "max" }),
        fc.boolean(),
        (resources, steps, isLost) => {
          const server = createServer();
          crowd(server, resources);
          for (const one of steps) take(server, one);
          const before = JSON.stringify(tablesOf(server.state));
          const found = planWhatIf(server.state, isLost ? lose("node-1") : drain("node-1"), server.now);
          expect(JSON.stringify(tablesOf(server.state))).toBe(before);
          if (found.ok) expect(found.value.isWhole).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  const shape = fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 4 }),
      memoryMb: fc.constantFrom(100, 300, 500),
      priority: fc.constantFrom(20, 50, 90),
    }),
    { minLength: 1, maxLength: 4 },
  );

  test("[Y10] what a lost node would lead to is what it leads to", () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 3 }), (jobs, lostNode) => {
        const server = fleet(3);
        for (const [at, { priority, ...group }] of jobs.entries())
          register(server, { id: `job-${String(at)}`, priority, groups: [group] });
        const before = places(server);
        const found = ask(server, lose(`node-${String(lostNode)}`));
        const told = new Map(before);
        for (const { id, instances } of found.jobs) {
          for (const { group, index, to } of instances) {
            const name = `${id}.${group}[${String(index)}]`;
            if (to === null) told.delete(name);
            else told.set(name, to);
          }
        }
        did(server, { type: "reportNode", node: lostNode, status: "down", description: "gone" });
        for (const run of server.runs.values())
          if (server.state.allocations.get(run.run.alloc)?.client === "lost") run.ended = true;
        settle(server);
        expect(Object.fromEntries(places(server))).toEqual(Object.fromEntries(told));
      }),
      { numRuns: 100 },
    );
  });
});
