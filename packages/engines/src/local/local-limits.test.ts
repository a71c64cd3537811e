import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { observe, readText, startRequest } from "../engine-observation.ts";
import type { RunId } from "@longshore/core/model";
import { createTestDirectories, openTestEngine } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run = (task: string): RunId => ({ alloc: 1, attempt: 1, task });

const begin = async () => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const engine = openTestEngine(directories);
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  const description = (await engine.fingerprint()).drivers["exec"]?.description ?? "";
  return { engine, seen, allocId: randomUUID(), limits: /limited in ([^;]*)/.exec(description)?.[1] ?? "" };
};

test("[E22] a task that exceeds its memory is killed and reported as such, its neighbour is not", async ({ skip }) => {
  const { engine, seen, allocId, limits } = await begin();
  skip(!limits.includes("memory"), "this machine does not let us limit memory");
  const resources = { cpuMhz: 100, memoryMb: 24, memoryMaxMb: 0 };
  const greedy = startRequest(allocId, run("greedy"), ["tail", "/dev/zero"]);
  engine.start({ ...greedy, driver: "exec", resources });
  engine.start({ ...startRequest(allocId, run("modest"), ["echo", "fine"]), driver: "exec", resources });
  expect(await seen.next("exited", run("greedy"))).toMatchObject({ exitCode: 137, signal: 9, oomKilled: true });
  expect(await seen.next("exited", run("modest"))).toMatchObject({ exitCode: 0, oomKilled: false });
});

test("[E22] a limited task is in a cgroup of its own", async ({ skip }) => {
  const { engine, seen, allocId, limits } = await begin();
  skip(limits === "", "this machine does not let us set limits");
  const request = startRequest(allocId, run("where"), ["cat", "/proc/self/cgroup"]);
  engine.start({ ...request, driver: "exec", resources: { cpuMhz: 500, memoryMb: 32, memoryMaxMb: 64 } });
  await seen.next("exited", run("where"));
  expect(await readText(engine, allocId, "where")).toMatch(/longshore-.*\/x1\n/);
});
