import fc from "fast-check";
import { expect, test } from "vitest";
import { allocationDueAt } from "../due.ts";
import { allocationCan } from "../model/allocation.ts";
import type { TaskState } from "../model/task-state.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { did, openRuns, origin, report, type TestServer } from "../testing/test-server.ts";

const hooks = [
  undefined,
  undefined,
  undefined,
  "prestart",
  "prestart sidecar",
  "poststart",
  "poststart sidecar",
  "poststop",
] as const;

const scene = () =>
  fc
    .array(
      fc.record({
        hook: fc.constantFrom(...hooks),
        leader: fc.boolean(),
        shutdownDelayMs: fc.constantFrom(0, 0, 50),
        attempts: fc.nat({ max: 2 }),
      }),
      { maxLength: 5 },
    )
    .map((rest) =>
      [{ hook: undefined, leader: false, shutdownDelayMs: 0, attempts: 1 }, ...rest].map(
        ({ hook, leader, shutdownDelayMs, attempts }, at) => ({
          name: `t${String(at)}`,
          shutdownDelayMs,
          ...(hook === undefined ? { leader } : { hook }),
          restart: { attempts, intervalMs: 100_000, delayMs: 10, mode: "fail", renderTemplates: false },
        }),
      ),
    );

const step = (): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant("start" as const), pick: fc.nat({ max: 9 }) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("exit" as const),
        pick: fc.nat({ max: 9 }),
        exitCode: fc.constantFrom(0, 0, 1),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("lose" as const), pick: fc.nat({ max: 9 }) }) },
    { weight: 1, arbitrary: fc.constant({ type: "stop" as const }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("time" as const), ms: fc.constantFrom(1, 10, 60) }) },
  );
type Step =
  | { readonly type: "start" | "lose"; readonly pick: number }
  | { readonly type: "exit"; readonly pick: number; readonly exitCode: number }
  | { readonly type: "stop" }
  | { readonly type: "time"; readonly ms: number };

const take = (server: TestServer, one: Step): void => {
  const runs = openRuns(server);
  if (one.type === "time") {
    server.now += one.ms;
    return void did(server, { type: "allocationDue", allocation: 1 });
  }
  if (one.type === "stop") return tryStop(server);
  const picked = runs[one.pick % Math.max(1, runs.length)];
  if (picked === undefined) return undefined;
  const seen = { run: picked.run, at: server.now };
  if (one.type === "start") {
    if (!picked.started) report(server, { type: "started", ...seen, pid: 7 });
  } else if (one.type === "exit")
    report(server, { type: "exited", ...seen, exitCode: one.exitCode, signal: 0, oomKilled: false });
  else report(server, { type: "lost", ...seen, reason: "gone", withNode: false });
  return undefined;
};

const tryStop = (server: TestServer): void => {
  if (allocationCan.stop(allocationOf(server))) did(server, { type: "stopAllocation", allocation: 1, origin });
};

const isUp = (task: TaskState): boolean => task.issued || task.phase === "running";

/** What must hold of a group's life at any moment. */
const orderBroken = (server: TestServer): readonly string[] => {
  const { tasks } = allocationOf(server);
  const all = Object.values(tasks);
  const mains = all.filter(({ role }) => role.hook === "main");
  const preparing = all.filter(({ role, phase }) => role.hook === "prestart" && !role.sidecar && phase !== "dead");
  const areOver = mains.every(({ phase }) => phase === "dead");
  return Object.entries(tasks).flatMap(([name, task]) => [
    ...(task.role.hook === "main" && isUp(task) && preparing.length > 0
      ? [`${name} is up before it was prepared`]
      : []),
    ...(task.role.hook === "poststop" && isUp(task) && !areOver ? [`${name} is up beside the mains`] : []),
    ...(task.role.hook === "poststop" && isUp(task) && mains.every(({ startedAt }) => startedAt === null)
      ? [`${name} cleans up after nothing`]
      : []),
    ...(task.role.hook === "poststop" && task.phase === "running" && task.stopRequestedAt !== null
      ? [`${name} was asked to stop`]
      : []),
    ...(task.role.hook === "poststart" && isUp(task) && mains.some(({ startedAt }) => startedAt === null)
      ? [`${name} is up before the mains`]
      : []),
  ]);
};

/** Every process does what it is asked, short tasks end by themselves, and time goes on. */
const runDown = (server: TestServer): void => {
  for (let round = 0; round < 200 && server.state.liveOfJob.get(1)?.has(1) === true; round++) {
    const due = allocationDueAt(allocationOf(server));
    if (due !== null) {
      server.now = Math.max(server.now, due);
      did(server, { type: "allocationDue", allocation: 1 });
    }
    for (const { run, started, stopAsked } of openRuns(server)) {
      if (run.alloc !== 1) continue;
      const seen = { run, at: server.now };
      const role = allocationOf(server).tasks[run.task]?.role;
      const isShort = role?.hook !== "main" && role?.sidecar !== true;
      if (!started && !stopAsked) report(server, { type: "started", ...seen, pid: 7 });
      else if (stopAsked || isShort)
        report(server, { type: "exited", ...seen, exitCode: 0, signal: 0, oomKilled: false });
    }
  }
};

test("[T15] [T16] [T17] [T3] whatever happens, tasks begin in their order, are asked once, and all end once asked to", () => {
  fc.assert(
    fc.property(scene(), fc.boolean(), fc.array(step(), { maxLength: 25 }), (tasks, isBatch, steps) => {
      const server = serverRunning(lifecycleSpec(tasks, {}, { type: isBatch ? "batch" : "service" }));
      for (const one of steps) {
        server.now += 1;
        take(server, one);
        expect(orderBroken(server)).toEqual([]);
      }
      tryStop(server);
      runDown(server);
      expect(allocationOf(server).client).toMatch(/^(complete|failed|lost)$/);
      expect(openRuns(server).filter(({ run }) => run.alloc === 1)).toEqual([]);
      expect([...server.asked.values()].filter(({ count }) => count > 1)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
