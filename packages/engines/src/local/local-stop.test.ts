import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { untilText } from "../engine.contract.ts";
import { observe, readText, startRequest } from "../engine-observation.ts";
import type { RunId } from "@longshore/core/model";
import { listProcesses, readStat } from "./proc.ts";
import { createTestDirectories, markedProcesses, openTestEngine, spawnEngine } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run = (task: string): RunId => ({ alloc: 1, attempt: 1, task });

/** An argument that no other process has, by which a task's processes are found whatever they did to themselves. */
const uniqueSeconds = (): string =>
  `${3_000 + (process.pid % 1_000)}.${String(Math.floor(performance.now() * 1_000) % 1_000_000).padStart(6, "0")}`;

const processesWith = (word: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);

const begin = async (withoutCgroups: boolean) => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const engine = openTestEngine(directories, { withoutCgroups });
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  const hasCgroups = (await engine.fingerprint()).drivers["raw_exec"]?.description.includes("by its cgroup") === true;
  return { engine, seen, allocId: randomUUID(), hasCgroups };
};

const runAndStop = async (script: string, on: Awaited<ReturnType<typeof begin>>) => {
  const { engine, seen, allocId } = on;
  engine.start(startRequest(allocId, run("task"), ["sh", "-c", script]));
  await untilText(engine, allocId, "task");
  engine.stop({ run: run("task"), allocId, killSignal: "SIGTERM", killTimeoutMs: 100 });
  await seen.next("exited", run("task"));
};

test.each([false, true])(
  "[E8] a daemon in its own session and a task deaf to SIGTERM are gone (without cgroups: %s)",
  async (withoutCgroups) => {
    const on = await begin(withoutCgroups);
    const seconds = uniqueSeconds();
    await runAndStop(
      `trap '' TERM; setsid sleep ${seconds} & setsid sh -c "trap '' TERM; (setsid sleep ${seconds} &)"; sleep 0.05; echo ready; while :; do sleep 0.02; done`,
      on,
    );
    await expect.poll(() => processesWith(seconds), { timeout: 5_000 }).toEqual([]);
    expect(markedProcesses(on.allocId)).toEqual([]);
  },
);

test("[E8] a child that cleared its environment and left its session is found as a descendant without cgroups", async () => {
  const on = await begin(true);
  const seconds = uniqueSeconds();
  await runAndStop(`env -i setsid sleep ${seconds} & sleep 0.05; echo ready; while :; do sleep 0.02; done`, on);
  await expect.poll(() => processesWith(seconds), { timeout: 5_000 }).toEqual([]);
});

test("[E8] a daemon that also cut its parentage is caught by its cgroup", async ({ skip }) => {
  const on = await begin(false);
  skip(!on.hasCgroups, "this machine does not let us make cgroups");
  const seconds = uniqueSeconds();
  await runAndStop(`(env -i setsid sleep ${seconds} &); sleep 0.05; echo ready; while :; do sleep 0.02; done`, on);
  await expect.poll(() => processesWith(seconds), { timeout: 5_000 }).toEqual([]);
});

test.each([false, true])(
  "[E8] what a task leaves running when it ends by itself is killed (without cgroups: %s)",
  async (withoutCgroups) => {
    const on = await begin(withoutCgroups);
    on.engine.start(startRequest(on.allocId, run("task"), ["sh", "-c", "sleep 3600 & echo $!; exit 0"]));
    expect(await on.seen.next("exited", run("task"))).toMatchObject({ exitCode: 0 });
    const { pid } = await on.seen.next("started", run("task"));
    const left = Number(await readText(on.engine, on.allocId, "task"));
    const isLeft = (): boolean => listProcesses().some((process) => process.pid === left && process.session === pid);
    await expect.poll(isLeft, { timeout: 5_000 }).toBe(false);
  },
);

test("[E7] a task and its children share no terminal signal handling with the server: SIGINT and SIGQUIT are at their defaults", async () => {
  const { engine, seen, allocId } = await begin(false);
  engine.start(startRequest(allocId, run("task"), ["grep", "-E", "^Sig(Ign|Blk)", "/proc/self/status"]));
  await seen.next("exited", run("task"));
  const read = await engine.readLog({ allocId, task: "task", stream: "stdout" }, 0, 1_000);
  expect(Buffer.from(read?.bytes ?? []).toString()).toBe("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
});

test("[E8] what an ended task left behind is killed by the next engine if the first died too soon", async () => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const allocId = randomUUID();
  const left = join(directories.dataDir, "left");
  const request = startRequest(allocId, run("task"), ["sh", "-c", `setsid sleep 3600 & echo $! > ${left}; exit 0`]);
  expect(await spawnEngine(directories, { starts: [request], crashAt: "shim.ended" }).gone).toBe("SIGKILL");
  await expect
    .poll(() => readFileSync(join(directories.runDir, "journal.1"), "latin1"), { timeout: 5_000 })
    .toContain("\nX ");
  const pid = Number(readFileSync(left, "utf8"));
  expect(readStat(pid)).toBeDefined();
  const engine = openTestEngine(directories);
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  await expect.poll(() => listProcesses().some((process) => process.pid === pid), { timeout: 5_000 }).toBe(false);
});
