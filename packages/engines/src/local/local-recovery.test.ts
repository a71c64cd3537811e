import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { untilText } from "../engine.contract.ts";
import { observe, readText, startRequest } from "../engine-observation.ts";
import type { RunId } from "@longshore/core/model";
import type { Engine } from "../engine.ts";
import { isAlive, readBootId, readStat } from "./proc.ts";
import { runKey } from "./run-key.ts";
import { createTestDirectories, openTestEngine, spawnEngine } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const run = (task: string): RunId => ({ alloc: 1, attempt: 1, task });

const scene = () => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const open = async (expected: readonly { run: RunId; allocId: string }[]) => {
    const engine = openTestEngine(directories);
    const seen = observe();
    await engine.open(expected, seen.listener);
    cleanUps.push(() => engine.close());
    return { engine, seen };
  };
  return { directories, open, allocId: randomUUID() };
};

const endRun = async (
  engine: Engine,
  seen: ReturnType<typeof observe>,
  on: { readonly run: RunId; readonly allocId: string },
) => {
  engine.stop({ ...on, killSignal: "SIGKILL", killTimeoutMs: 0 });
  await seen.next("exited", on.run);
};

const SERVER_STEPS = [
  "start.begin",
  "start.queued",
  "worker.write",
  "worker.written",
  "record.seen",
  "report.begin",
  "report.done",
];
const SHIM_STEPS = [
  "shim.begin",
  "shim.claimed",
  "shim.recorded",
  "shim.ended",
  "shim+begin",
  "shim+claimed",
  "shim+recorded",
  "shim+ended",
];

test.each([...SERVER_STEPS, ...SHIM_STEPS])(
  "[E12] killed at %s, a run starts once or is lost without having run",
  async (crashAt) => {
    const { directories, open, allocId } = scene();
    const marks = join(directories.dataDir, "marks");
    const request = startRequest(allocId, run("task"), ["sh", "-c", `echo ran >> ${marks}`]);
    expect(await spawnEngine(directories, { crashAt, starts: [request] }).gone).toBe("SIGKILL");
    const { engine, seen } = await open([request]);
    engine.start(request);
    await Promise.any([seen.next("exited", request.run), seen.next("lost", request.run)]);
    engine.start(request);
    engine.start(startRequest(allocId, run("later"), ["true"]));
    await seen.next("exited", run("later"));
    const count = existsSync(marks) ? readFileSync(marks, "utf8").split("\n").length - 1 : 0;
    const isLost = seen.of(request.run).includes("lost");
    // A worker that died with the server takes the exit status with it: that run may have run once and is lost all the same.
    const allowed = isLost ? (crashAt === "shim+recorded" || crashAt === "shim+ended" ? [0, 1] : [0]) : [1];
    expect(allowed).toContain(count);
  },
);

test("[E10] running tasks outlive three servers with the same process, and their output has no gap", async () => {
  const { directories, open, allocId } = scene();
  const script = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done";
  const request = startRequest(allocId, run("count"), ["sh", "-c", script]);
  let server = spawnEngine(directories, { starts: [request] });
  const { pid } = await server.seen.next("started", request.run);
  const before = readStat(pid);
  for (let round = 0; round < 2; round += 1) {
    await server.kill();
    server = spawnEngine(directories, { expected: [request], starts: [request] });
    expect((await server.seen.next("started", request.run)).pid).toBe(pid);
  }
  await server.kill();
  const { engine, seen } = await open([request]);
  expect((await seen.next("started", request.run)).pid).toBe(pid);
  expect(readStat(pid)?.start).toBe(before?.start);
  await endRun(engine, seen, request);
  const lines = (await readText(engine, allocId, "count")).split("\n").slice(0, -1);
  expect(lines.length).toBeGreaterThan(10);
  expect(lines).toEqual(lines.map((_, index) => String(index + 1)));
});

test("[E11] a task that ended while no server ran is reported with its status and time", async () => {
  const { directories, open, allocId } = scene();
  const request = startRequest(allocId, run("seven"), ["sh", "-c", "sleep 0.2; exit 7"]);
  const server = spawnEngine(directories, { starts: [request] });
  const { pid, at: startedAt } = await server.seen.next("started", request.run);
  const identity = { pid, start: readStat(pid)?.start ?? 0 };
  await server.kill();
  await expect.poll(() => isAlive(identity), { interval: 5, timeout: 30_000 }).toBe(false);
  await expect
    .poll(() => readFileSync(join(directories.runDir, "journal.1"), "latin1"), { timeout: 30_000 })
    .toContain("\nX ");
  // Times of the shim are hundredths of a second of the machine, counted to the wall clock.
  const resolutionMs = 10;
  const recordedBy = Date.now();
  const { seen } = await open([request]);
  const exited = await seen.next("exited", request.run);
  expect(exited).toMatchObject({ exitCode: 7, signal: 0 });
  expect(exited.at).toBeGreaterThanOrEqual(startedAt - resolutionMs);
  expect(exited.at).toBeLessThanOrEqual(recordedBy + resolutionMs);
});

test("[E9] a recorded pid that now belongs to another process is never signalled; the run is lost", async () => {
  const { directories, open, allocId } = scene();
  const decoy = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  cleanUps.push(() => decoy.kill("SIGKILL"));
  const pid = decoy.pid ?? 0;
  const key = runKey(allocId, run("old"));
  const start = (readStat(pid)?.start ?? 0) - 500;
  mkdirSync(join(directories.runDir, "claims"), { mode: 0o700 });
  writeFileSync(join(directories.runDir, "claims", key), "");
  writeFileSync(join(directories.runDir, "journal.1"), `B ${readBootId()}\nS ${key} ${pid} ${start} - 0 .\n`);
  const { engine, seen } = await open([{ run: run("old"), allocId }]);
  engine.stop({ run: run("old"), allocId, killSignal: "SIGKILL", killTimeoutMs: 0 });
  await seen.next("lost", run("old"));
  expect(seen.of(run("old"))).toEqual(["lost"]);
  expect(isAlive({ pid, start: readStat(pid)?.start ?? 0 })).toBe(true);
});

test("[E6] a repeated start of a run that an earlier engine started adopts it", async () => {
  const { directories, open, allocId } = scene();
  const request = startRequest(allocId, run("long"), ["sleep", "60"]);
  const server = spawnEngine(directories, { starts: [request] });
  const { pid } = await server.seen.next("started", request.run);
  await server.kill();
  const { engine, seen } = await open([]);
  engine.start(request);
  expect((await seen.next("started", request.run)).pid).toBe(pid);
  await endRun(engine, seen, request);
});

test("[E13] a stop that came before the start holds in the next engine too", async () => {
  const { directories, open, allocId } = scene();
  const request = startRequest(allocId, run("never"), ["sh", "-c", "echo ran"]);
  const server = spawnEngine(directories, {
    stops: [{ run: request.run, allocId, killSignal: "SIGTERM", killTimeoutMs: 0 }],
  });
  await server.seen.next("startFailed", request.run);
  await server.kill();
  const { engine, seen } = await open([]);
  engine.start(request);
  await seen.next("lost", request.run);
  expect(await readText(engine, allocId, "never")).toBe("");
});

test("[E12] a machine that was restarted loses its running tasks and reports them lost", async () => {
  const { directories, open, allocId } = scene();
  const key = runKey(allocId, run("gone"));
  mkdirSync(join(directories.runDir, "claims"), { mode: 0o700 });
  writeFileSync(join(directories.runDir, "claims", key), "");
  writeFileSync(join(directories.runDir, "journal.1"), `B another-boot\nS ${key} 1 5 - 0 .\n`);
  const { seen } = await open([{ run: run("gone"), allocId }]);
  const { reason, withNode } = await seen.next("lost", run("gone"));
  expect(reason).toContain("restarted");
  expect(withNode).toBe(true);
});

test("[E26] a loss says that the machine was restarted even if nothing recorded is left, and a run's own loss that it was not", async () => {
  const restarted = scene();
  writeFileSync(join(restarted.directories.dataDir, "run-dir"), "another-boot\n/gone\n");
  const after = await restarted.open([{ run: run("gone"), allocId: restarted.allocId }]);
  expect((await after.seen.next("lost", run("gone"))).withNode).toBe(true);
  const { open, allocId } = scene();
  const { seen } = await open([{ run: run("gone"), allocId }]);
  expect((await seen.next("lost", run("gone"))).withNode).toBe(false);
});

test("[E6] a launcher that dies is replaced and nothing asked for is lost or doubled", async () => {
  const { open, directories, allocId } = scene();
  const { engine, seen } = await open([]);
  engine.start(startRequest(allocId, run("first"), ["sh", "-c", "echo $PPID; sleep 60"]));
  await untilText(engine, allocId, "first");
  const worker = Number(await readText(engine, allocId, "first"));
  process.kill(readStat(worker)?.parent ?? -1, "SIGKILL");
  const others = Array.from({ length: 30 }, (_, index) => run(`task${index}`));
  for (const other of others)
    engine.start(startRequest(randomUUID(), other, ["sh", "-c", `echo ran >> ${directories.dataDir}/${other.task}`]));
  await Promise.all(others.map((other) => seen.next("exited", other)));
  expect(others.map((other) => readFileSync(join(directories.dataDir, other.task), "utf8"))).toEqual(
    others.map(() => "ran\n"),
  );
  await endRun(engine, seen, { run: run("first"), allocId });
});

test("[E6] what a closed engine is asked for is left to the next one", async () => {
  const { open, allocId } = scene();
  const first = await open([]);
  await first.engine.close();
  first.engine.start(startRequest(allocId, run("later"), ["true"]));
  first.engine.stop({ allocId, run: run("never"), killSignal: "SIGINT", killTimeoutMs: 0 });
  const second = await open([]);
  second.engine.start(startRequest(allocId, run("later"), ["true"]));
  second.engine.start(startRequest(allocId, run("never"), ["true"]));
  expect(await second.seen.next("exited", run("later"))).toMatchObject({ exitCode: 0 });
  expect(await second.seen.next("exited", run("never"))).toMatchObject({ exitCode: 0 });
  expect(first.seen.reports).toEqual([]);
});
