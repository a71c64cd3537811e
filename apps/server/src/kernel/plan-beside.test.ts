import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { JobChange } from "@longshore/core/command";
import type { WhatIfQuestion } from "@longshore/core/model";
import { planDigest } from "@longshore/core/plans/digest";
import { planWhatIf } from "@longshore/core/plans/what-if";
import { parseDefinition } from "@longshore/core/spec/parse";
import { nodesOf } from "@longshore/engines/mock/fleet";
import { defaultFleet } from "@longshore/engines/mock/fleet-settings";
import { openStateReader } from "@longshore/store/state-reader";
import { openStore } from "@longshore/store/store";
import { planReply, type PlanShown } from "../api/plan-view.ts";
import { until } from "../testing/until.ts";
import { startEvaluationLoop } from "./evaluation-loop.ts";
import { createKernel } from "./kernel.ts";
import { createPlanBeside } from "./plan-beside.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const dawn = Date.UTC(2026, 0, 1);
const now = () => dawn;
const log = () => undefined;
const origin = { door: "dashboard", by: "tests" } as const;

const serve = async () => {
  const folder = mkdtempSync(join(tmpdir(), "longshore-plans-"));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "longshore.db");
  const store = openStore({ file, createId: () => "00000000-0000-4000-8000-000000000000", now });
  const kernel = createKernel(store, { now, log });
  const loop = startEvaluationLoop(kernel, { now, log });
  undo.push(async () => {
    loop.stop();
    await kernel.close();
    store.close();
  });
  const nodes = nodesOf({ ...defaultFleet, nodes: 60, datacenters: ["east", "west"] });
  await Promise.all(nodes.map((node) => kernel.submit({ type: "registerNode", engine: "simulated", ...node })));
  return { file, kernel };
};

const register = (id: string, count: number, more: object = {}, task: object = {}): JobChange => {
  const { spec, errors } = parseDefinition(
    {
      ID: id,
      Type: "service",
      TaskGroups: [
        {
          Name: "group",
          Count: count,
          ...more,
          Tasks: [
            {
              Name: "task",
              Driver: "mock_driver",
              Config: { run_for: "1h" },
              Resources: { CPU: 200, MemoryMB: 300 },
              ...task,
            },
          ],
        },
      ],
    },
    () => [],
  );
  if (spec === undefined) throw new Error(JSON.stringify(errors));
  return { type: "registerJob", spec, origin };
};

const shown: PlanShown = {
  principal: { name: "tests", tokenId: "1", role: "operator", namespaces: null, session: undefined },
  type: "service",
  warnings: ["said before"],
};

test(
  "[S15] a plan beside the main thread is to the letter what the main thread would have said",
  { timeout: 120_000 },
  async () => {
    const { file, kernel } = await serve();
    const beside = createPlanBeside(kernel, { file, now, log, big: 0 });
    undo.push(beside.close);
    await kernel.submit(register("web", 700));
    await kernel.submit(register("other", 300, { Networks: [{ DynamicPorts: [{ Label: "http" }] }] }));
    const isQuiet = () =>
      kernel.durableIndex() === kernel.view().index &&
      [...kernel.view().openOfJob.entries()].every(([, open]) =>
        [...open].every((key) => kernel.view().evaluations.get(key)?.status !== "pending"),
      );
    await until(isQuiet, (isTrue) => isTrue);
    const changes: readonly JobChange[] = [
      register("new", 900),
      register("huge", 5000),
      register("web", 700, {}, { Config: { run_for: "2h" } }),
      register("web", 650, { Constraints: [{ LTarget: "${attr.rack}", Operand: "!=", RTarget: "r01" }] }),
      register("web", 700, {}, { Meta: { only: "this" } }),
      register("spread", 50, { Spreads: [{ Attribute: "${node.datacenter}", Weight: 50 }] }),
      register("ports", 40, { Networks: [{ ReservedPorts: [{ Label: "http", Value: 8080 }] }] }),
      register("other", 310, { Networks: [{ DynamicPorts: [{ Label: "http" }, { Label: "more" }] }] }),
      { type: "scaleJob", namespace: "default", id: "web", group: "group", count: 720, origin },
      { type: "stopJob", namespace: "default", id: "web", origin },
      { type: "purgeJob", namespace: "default", id: "web", origin },
      { type: "stopJob", namespace: "default", id: "nowhere", origin },
    ];
    for (const change of changes) {
      const planned = kernel.plan(change);
      const said = planned.ok ? JSON.stringify(planReply(kernel.view(), planned.value, shown)) : planned.rejection;
      const done = await beside.plan(change, shown);
      expect(done?.ok === true ? Buffer.from(done.value).toString() : done?.rejection).toEqual(said);
      const { instances: _, ...summary } = planned.ok ? planned.value : { instances: [] };
      const short = await beside.summary(change);
      expect(short?.ok === true ? short.value : short?.rejection).toEqual(planned.ok ? summary : planned.rejection);
    }
  },
);

test(
  "[S15] so is what would come of something, what waits for room and what has made room for itself included",
  { timeout: 120_000 },
  async () => {
    const { file, kernel } = await serve();
    const beside = createPlanBeside(kernel, { file, now, log, big: 0 });
    undo.push(beside.close);
    const preemption = { service: true, batch: true, system: true, sysbatch: true };
    await kernel.submit({ type: "setScheduler", settings: { algorithm: "binpack", preemption }, origin });
    const isQuiet = () =>
      kernel.durableIndex() === kernel.view().index &&
      [...kernel.view().openOfJob.entries()].every(([, open]) =>
        [...open].every((key) => kernel.view().evaluations.get(key)?.status !== "pending"),
      );
    for (const [id, priority, count] of [
      ["low", 10, 1500],
      ["middle", 40, 300],
      ["high", 80, 100],
    ] as const) {
      const change = register(id, count, {}, { Resources: { CPU: 2000, MemoryMB: 2000 } });
      if (change.type === "registerJob") await kernel.submit({ ...change, spec: { ...change.spec, priority } });
      await until(isQuiet, (isTrue) => isTrue);
    }
    const view = kernel.view();
    expect(view.blocked.size()).toBeGreaterThan(0);
    const node = [...view.nodes.entries()][3]?.[1].id ?? "";
    const questions: readonly WhatIfQuestion[] = [
      { type: "lose", node },
      { type: "drain", node, ignoreSystemJobs: false },
      { type: "count", namespace: "default", id: "high", group: "group", count: 130 },
      { type: "count", namespace: "default", id: "low", group: "group", count: 100 },
      { type: "lose", node: "nowhere" },
    ];
    for (const question of questions) {
      const said = planWhatIf(kernel.view(), question, now());
      expect(JSON.stringify(await beside.whatIf(question))).toBe(JSON.stringify(said));
    }
    for (const change of [
      register("high", 150, {}, { Resources: { CPU: 2000, MemoryMB: 2000 } }),
      register("new", 700),
    ]) {
      const kept = await beside.kept(change);
      const said = kernel.plan(change);
      expect(kept?.ok === true && planDigest(kept.value)).toBe(said.ok && planDigest(said.value));
    }
  },
);

test("[S15] a reader of the state tells no other state than the one it is asked for", async () => {
  const { file, kernel } = await serve();
  const reader = openStateReader(file);
  undo.push(reader.close);
  const { index, used } = kernel.view();
  const at = (of: number) => ({ index: of, used: used.numbers() });
  expect(reader.read(at(index), (view) => view.index)).toBe(index);
  await kernel.submit(register("web", 1));
  expect(reader.read(at(index), (view) => view.index)).toBeUndefined();
});

test(
  "[S16] without its thread, or for a small change, a plan is left to the main thread",
  { timeout: 60_000 },
  async () => {
    const { file, kernel } = await serve();
    const logged: string[] = [];
    const broken = createPlanBeside(kernel, { file: `${file}.gone`, now, log: (line) => logged.push(line) });
    undo.push(broken.close);
    expect(await broken.plan(register("small", 999), shown)).toBeUndefined();
    expect(logged).toEqual([]);
    expect(await broken.plan(register("big", 1000), shown)).toBeUndefined();
    expect(logged.some((line) => line.includes("on the main thread"))).toBe(true);
  },
);

test(
  "[S16] of many plans at once a few wait for the thread, the others are left to the main thread",
  { timeout: 120_000 },
  async () => {
    const { file, kernel } = await serve();
    const beside = createPlanBeside(kernel, { file, now, log });
    undo.push(beside.close);
    const all = await Promise.all(Array.from({ length: 12 }, () => beside.plan(register("big", 1500), shown)));
    const answered = all.filter((one) => one !== undefined);
    expect(answered).toHaveLength(4);
    expect(answered.every((one) => one.ok)).toBe(true);
  },
);
