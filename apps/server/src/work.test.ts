import { afterAll, beforeAll, expect, test } from "vitest";
import type { AllocationItem } from "@longshore/api/allocations";
import { definitionOf, scriptOf } from "./testing/definitions.ts";
import { tasksOf } from "./testing/processes.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";
import { until } from "./testing/until.ts";

const timeout = 60_000;
const namespace = "default";
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const whenAll = (id: string, isIt: (all: readonly AllocationItem[]) => boolean) =>
  until(() => server.allocations(id), isIt, `allocations of ${id}`);

const running = (id: string): number =>
  tasksOf(server.dataDir).filter(({ environment }) => environment.includes(`NOMAD_JOB_ID=${id}`)).length;

const inGroup = (definition: ReturnType<typeof definitionOf>, more: object) => ({
  ...definition,
  TaskGroups: definition.TaskGroups.map((group) => ({ ...group, ...more })),
});

test("[P7] a batch group runs as many at a time as its Parallelism says, until all are done", { timeout }, async () => {
  const batch = scriptOf("sleep 0.3", { id: "bounded", type: "batch", count: 7 });
  await server.register(inGroup(batch, { Parallelism: 2 }));
  let most = 0;
  await whenAll("bounded", (all) => {
    most = Math.max(most, all.filter(({ state }) => state === "running" || state === "starting").length);
    return all.length === 7 && all.every(({ state }) => state === "complete");
  });
  expect(most).toBe(2);
  expect(await server.job("bounded")).toMatchObject({ health: "succeeded" });
});

test("[T5] with mode delay a task goes on after the interval has passed", { timeout }, async () => {
  const policy = { Attempts: 1, Mode: "delay", Delay: "100ms", Interval: "5s" };
  await server.register(inGroup(scriptOf("exit 2", { id: "delayed" }), { RestartPolicy: policy }));
  const [held] = await whenAll("delayed", (all) => (all[0]?.restarts ?? 0) >= 2);
  const { tasks } = await server.allocation(held?.id ?? "");
  const starts = tasks[0]?.events.filter(({ type }) => type === "Started").map(({ at }) => at) ?? [];
  const [first = 0, second = 0, third = Infinity] = starts;
  expect(second - first).toBeLessThan(4000);
  expect(third - first).toBeGreaterThanOrEqual(5000);
  expect(held?.state).not.toBe("failed");
});

test("[T7] when one of two tasks fails for good the other is stopped, and no other group", { timeout }, async () => {
  const [group] = definitionOf({ id: "pairs" }).TaskGroups;
  const [main] = group?.Tasks ?? [];
  const fails = { ...main, Name: "fails", Config: { command: "/bin/sh", args: ["-c", "exit 4"] } };
  const other = { ...main, Name: "other" };
  await server.register({
    ...definitionOf({ id: "pairs" }),
    TaskGroups: [
      { ...group, Name: "bad", Tasks: [main, fails] },
      { ...group, Name: "good", Tasks: [main, other] },
    ],
  });
  const all = await whenAll(
    "pairs",
    (found) => found.some(({ state }) => state === "failed") && found.some(({ state }) => state === "running"),
  );
  const bad = await server.allocation(all.find((one) => one.group === "bad")?.id ?? "");
  const sibling = bad.tasks.find(({ name }) => name === "main");
  expect(sibling).toMatchObject({ phase: "dead", failed: false });
  expect(sibling?.events.map(({ type }) => type)).toContain("Sibling Task Failed");
  expect(await server.job("pairs")).toMatchObject({ health: "degraded" });
  await until(
    () => running("pairs"),
    (count) => count === 2,
  );
});

test("[J3] a job that runs is purged, and its name is taken while the old one still stops", { timeout }, async () => {
  const stubborn = (script: string) =>
    scriptOf(`trap '' INT TERM; ${script}; sleep 600 & wait`, { id: "taken", killTimeout: "3s" });
  await server.register(stubborn("echo old"));
  const old = await server.whenState("taken", "running");
  await server.apply({ type: "purge", namespace, id: "taken" });
  expect((await server.ask("/api/jobs/default/taken")).status).toBe(404);
  await server.register({ ...stubborn("echo new"), Type: "batch" });
  const [fresh] = await whenAll("taken", (all) => all[0]?.state === "running");
  expect(fresh?.id).not.toBe(old.id);
  expect((await server.allocation(old.id)).state).toBe("stopping");
  expect(await server.job("taken")).toMatchObject({ version: 0, type: "batch", health: "running" });
  const ended = await until(
    () => server.allocation(old.id),
    ({ finishedAt }) => finishedAt !== null,
  );
  expect(ended).toMatchObject({ state: "stopped", nextId: null });
  expect((await server.allocations("taken")).map(({ id }) => id)).toEqual([fresh?.id]);
  expect(await server.log(old.id, "main")).toBe("old\n");
});

test("[T1] a job started again while it stops waits for its old tasks", { timeout }, async () => {
  const slow = scriptOf("trap 'sleep 1; exit 0' INT; while :; do sleep 0.05; done", {
    id: "again",
    killTimeout: "20s",
  });
  await server.register(slow);
  const old = await server.whenState("again", "running");
  await server.apply({ type: "stop", namespace, id: "again" });
  await server.apply({ type: "start", namespace, id: "again" });
  const all = await whenAll("again", (found) => found.length === 2 && found[0]?.state === "running");
  const before = await server.allocation(old.id);
  expect(before.finishedAt ?? Infinity).toBeLessThanOrEqual(all[0]?.startedAt ?? 0);
});
