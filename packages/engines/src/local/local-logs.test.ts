import { randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { linkSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { observe, readText, startRequest } from "../engine-observation.ts";
import type { RunId } from "@longshore/core/model";
import { createTestDirectories, openTestEngine } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run = (task: string, attempt = 1): RunId => ({ alloc: 1, attempt, task });

const begin = async () => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const engine = openTestEngine(directories);
  const seen = observe();
  await engine.open([], seen.listener);
  cleanUps.push(() => engine.close());
  const allocId = randomUUID();
  engine.start(startRequest(allocId, run("task"), ["echo", "first"]));
  await seen.next("exited", run("task"));
  const logs = join(directories.dataDir, "alloc", allocId, "alloc", "logs");
  return {
    engine,
    seen,
    allocId,
    directories,
    logs,
    log: join(logs, "task.stdout.0"),
    address: { allocId, task: "task", stream: "stdout" as const },
  };
};

type Scene = Awaited<ReturnType<typeof begin>>;

const PLANTED: Readonly<Record<string, (scene: Scene) => void>> = {
  "a symbolic link": ({ log, directories }) => {
    writeFileSync(join(directories.dataDir, "secret"), "secret");
    symlinkSync(join(directories.dataDir, "secret"), log);
  },
  "a FIFO": ({ log }) => void execFileSync("mkfifo", [log]),
  "a hard link": ({ log, directories }) => {
    writeFileSync(join(directories.dataDir, "secret"), "secret");
    linkSync(join(directories.dataDir, "secret"), log);
  },
};

test.each(Object.entries(PLANTED))(
  "[E15] %s in the place of a log is refused and blocks nobody",
  async (_name, plant) => {
    const scene = await begin();
    rmSync(scene.log);
    plant(scene);
    expect(await scene.engine.readLog(scene.address, 0, 100)).toBeUndefined();
    expect(await scene.engine.logExtent(scene.address)).toBeUndefined();
  },
);

test("[E15] a log directory replaced by a link is refused", async () => {
  const scene = await begin();
  renameSync(scene.logs, join(scene.directories.dataDir, "moved"));
  symlinkSync(join(scene.directories.dataDir, "moved"), scene.logs);
  expect(await scene.engine.readLog(scene.address, 0, 100)).toBeUndefined();
});

test.each(["a symbolic link", "a FIFO"])(
  "[E15] the next attempt does not write through %s in the place of its log",
  async (name) => {
    const scene = await begin();
    rmSync(scene.log);
    PLANTED[name]?.(scene);
    scene.engine.start(startRequest(scene.allocId, run("task", 2), ["echo", "second"]));
    expect((await scene.seen.next("startFailed", run("task", 2))).reason).toContain("not a regular file");
  },
);

test("[E15] addresses that are no plain names find nothing", async () => {
  const { engine, allocId } = await begin();
  for (const bad of ["../../etc/passwd", "a/../task", "", ".", "x\0", "y".repeat(300)]) {
    expect(await engine.readLog({ allocId, task: bad, stream: "stdout" }, 0, 10)).toBeUndefined();
    expect(await engine.readLog({ allocId: bad, task: "task", stream: "stdout" }, 0, 10)).toBeUndefined();
  }
});

test("[E14] a million lines written across server restarts are read back whole by offset", async () => {
  const { engine, seen, allocId } = await begin();
  engine.start(startRequest(allocId, run("many"), ["seq", "1000000"]));
  await seen.next("exited", run("many"));
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (
    let read = await engine.readLog({ allocId, task: "many", stream: "stdout" }, 0, 700_001);
    read !== undefined && read.bytes.length > 0;
  ) {
    expect(read.offset).toBe(offset);
    parts.push(read.bytes);
    offset += read.bytes.length;
    read = await engine.readLog({ allocId, task: "many", stream: "stdout" }, offset, 700_001);
  }
  expect(Buffer.concat(parts).toString()).toBe(
    `${Array.from({ length: 1_000_000 }, (_, index) => index + 1).join("\n")}\n`,
  );
});

test("[E20] a watcher hears of growth, at most ten times a second however fast the task writes", async () => {
  const { engine, seen, allocId } = await begin();
  let calls = 0;
  const begun = performance.now();
  cleanUps.push(
    engine.watchLog({ allocId, task: "busy", stream: "stdout" }, () => {
      calls += 1;
    }),
  );
  engine.start(
    startRequest(allocId, run("busy"), ["sh", "-c", "i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i+1)); done"]),
  );
  await seen.next("exited", run("busy"));
  await expect.poll(() => calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(2 + (performance.now() - begun) / 100);
  expect(await readText(engine, allocId, "busy")).toMatch(/^0\n1\n[\s\S]*2999\n$/);
});

test("[E14] a run without logs leaves none", async () => {
  const { engine, seen, allocId } = await begin();
  engine.start({ ...startRequest(allocId, run("quiet"), ["echo", "x"]), logs: { maxBytes: 1, disabled: true } });
  await seen.next("exited", run("quiet"));
  expect(await engine.logExtent({ allocId, task: "quiet", stream: "stdout" })).toBeUndefined();
});

test("[E16] a log that outgrows its cap loses its head on disk, and its offsets stay", async ({ skip }) => {
  const { engine, seen, allocId, directories } = await begin();
  const cap = 2_000_000;
  const address = { allocId, task: "big", stream: "stdout" as const };
  const request = startRequest(allocId, run("big"), ["seq", "1000000"]);
  engine.start({ ...request, logs: { maxBytes: cap, disabled: false } });
  await seen.next("started", run("big"));
  skip((await headOf(engine, address)) === 0, "this file system cannot punch holes");
  const file = join(directories.dataDir, "alloc", allocId, "alloc", "logs", "big.stdout.0");
  await expect.poll(() => statSync(file).blocks * 512, { timeout: 5_000 }).toBeLessThan(cap);
  const whole = 6_888_896;
  expect(statSync(file).size).toBe(whole);
  const first = await engine.readLog(address, 0, 1_000);
  expect(first?.offset).toBe(first?.head);
  expect(Buffer.from(first?.bytes ?? []).toString()).not.toContain("\0");
  const tail = await engine.readLog(address, whole - 8, 8);
  expect(Buffer.from(tail?.bytes ?? []).toString()).toBe("1000000\n");
});

const headOf = async (engine: Scene["engine"], address: Scene["address"]): Promise<number> => {
  const deadline = performance.now() + 5_000;
  let head = 0;
  await expect
    .poll(
      async () => {
        head = (await engine.logExtent(address))?.head ?? 0;
        return head > 0 || performance.now() > deadline;
      },
      { timeout: 6_000 },
    )
    .toBe(true);
  return head;
};
