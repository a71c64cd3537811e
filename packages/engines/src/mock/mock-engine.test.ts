import { expect, test } from "vitest";
import type { RunId, TaskReport } from "@longshore/core/model";
import type { Engine, LogStream } from "../engine.ts";
import { describeEngine } from "../engine.contract.ts";
import { machineClock } from "../engine-clock.ts";
import { createVirtualClock } from "../testing/virtual-clock.ts";
import { createMockEngine, type MockEngineOptions, type RememberedRun } from "./mock-engine.ts";
import { noFate } from "./mock-run.ts";

const mock = (config: Readonly<Record<string, unknown>>) => ({ driver: "mock_driver", config });

const fingerprint = {
  name: "sim-1",
  nodeClass: "",
  nodePool: "default",
  attributes: {},
  meta: {},
  drivers: {},
  resources: { cpuMhz: 1000, memoryMb: 1000, diskMb: 1000 },
  ports: { min: 20_000, max: 32_000, reserved: [] },
};

describeEngine("the mock engine", () => {
  const engine = createMockEngine({ clock: machineClock(Date.now), fingerprint });
  return {
    engine,
    dispose: () => engine.close(),
    tasks: {
      writesAndExits: (text, exitCode) => mock({ stdout_string: text, exit_code: exitCode }),
      diesBySignal: (signal) => mock({ exit_signal: signal }),
      cannotStart: (command) => mock({ start_error: `command not found: ${command}` }),
      polite: mock({ stdout_string: "ready\n", run_for: "30s", exit_code: 3 }),
      deaf: mock({ stdout_string: "ready\n", run_for: "30s", signal_error: "it does not listen" }),
      stays: mock({ run_for: "30s" }),
    },
  };
});

const run = (attempt = 1, alloc = 1): RunId => ({ alloc, attempt, task: "main" });
const allocId = "3f1e7f52-0000-8000-8000-000000000001";

const request = (config: Readonly<Record<string, unknown>>, id = run(), maxBytes = 0) => ({
  run: id,
  allocId,
  driver: "mock_driver",
  config,
  env: {},
  user: "",
  resources: { cpuMhz: 1, memoryMb: 1, memoryMaxMb: 0 },
  logs: { maxBytes, disabled: false },
  files: [],
});

const begin = async (options: Partial<MockEngineOptions> = {}, expected: readonly RunId[] = []) => {
  const clock = createVirtualClock();
  const engine = createMockEngine({ clock, fingerprint, ...options });
  const seen: TaskReport[] = [];
  await engine.open(
    expected.map((one) => ({ run: one, allocId })),
    (reports) => void seen.push(...reports),
  );
  return { clock, engine, seen, start: clock.now() };
};

const text = async (engine: Engine, stream: LogStream = "stdout", offset = 0): Promise<string> => {
  const read = await engine.readLog({ allocId, task: "main", stream }, offset, 1_000_000);
  return Buffer.from(read?.bytes ?? []).toString();
};

test("[F1] a task starts, runs and ends at the times its options say", async () => {
  const { clock, engine, seen, start } = await begin();
  engine.start(request({ start_block_for: "2s", run_for: "1m", exit_code: 4 }));
  clock.advance(1999);
  expect(seen).toEqual([]);
  clock.advance(1);
  expect(seen).toMatchObject([{ type: "started", at: start + 2000 }]);
  clock.advance(600_000);
  expect(seen.slice(1)).toMatchObject([{ type: "exited", at: start + 62_000, exitCode: 4, signal: 0 }]);
});

test("[F1] a start error, an exit message, a signal", async () => {
  const { clock, engine, seen } = await begin();
  engine.start(request({ start_error: "no such image" }, run(1)));
  engine.start(request({ exit_err_msg: "broken pipe" }, run(2)));
  engine.start(request({ exit_signal: 11, run_for: "1s" }, run(3)));
  clock.advance(1000);
  expect(seen.filter(({ type }) => type !== "started")).toMatchObject([
    { type: "startFailed", reason: "no such image" },
    { type: "exited", exitCode: 1, signal: 0 },
    { type: "exited", exitCode: 139, signal: 11 },
  ]);
  expect(await text(engine, "stderr")).toBe("broken pipe\n");
});

test("[F1] kill_after is how long it goes on after the kill signal, SIGKILL comes when the time is over", async () => {
  const { clock, engine, seen, start } = await begin();
  const config = { run_for: "1h", kill_after: "3s" };
  engine.start(request(config, run(1)));
  engine.start(request(config, run(2)));
  clock.advance(1000);
  engine.stop({ run: run(1), allocId, killSignal: "SIGINT", killTimeoutMs: 5000 });
  engine.stop({ run: run(2), allocId, killSignal: "SIGINT", killTimeoutMs: 2000 });
  clock.advance(10_000);
  expect(seen.filter(({ type }) => type === "exited")).toMatchObject([
    { run: run(2), at: start + 3000, exitCode: 137, signal: 9 },
    { run: run(1), at: start + 4000, exitCode: 0, signal: 0 },
  ]);
});

test("[F2] what it writes follows from the time: nothing is kept, and every byte reads the same again", async () => {
  const { clock, engine } = await begin();
  engine.start(request({ run_for: "1h", stdout_string: "line\n", stdout_repeat: 1000, stdout_repeat_duration: "2s" }));
  clock.advance(5000);
  expect(await text(engine)).toBe("line\nline\nline\n");
  expect(await text(engine, "stdout", 7)).toBe("ne\nline\n");
  clock.advance(10 * 3_600_000);
  expect(await engine.logExtent({ allocId, task: "main", stream: "stdout" })).toEqual({ head: 0, size: 5005 });
});

test("[F2] a log shows its newest bytes within the task's limit, under offsets that stay", async () => {
  const { clock, engine } = await begin();
  engine.start(request({ stdout_string: "0123456789", stdout_repeat: 9 }, run(), 25));
  clock.advance(1);
  const read = await engine.readLog({ allocId, task: "main", stream: "stdout" }, 0, 100);
  expect([read?.head, read?.size, Buffer.from(read?.bytes ?? []).toString()]).toEqual([
    75,
    100,
    "5678901234567890123456789",
  ]);
});

test("[F2] a watcher is called when it grows, at most ten times a second", async () => {
  const { clock, engine } = await begin();
  let calls = 0;
  const end = engine.watchLog({ allocId, task: "main", stream: "stdout" }, () => (calls += 1));
  clock.advance(5000);
  expect(calls).toBe(0);
  engine.start(request({ run_for: "10s", stdout_string: "x", stdout_repeat: 3, stdout_repeat_duration: "2s" }));
  clock.advance(20_000);
  expect(calls).toBeGreaterThanOrEqual(4);
  calls = 0;
  engine.start(
    request({ run_for: "10s", stdout_string: "x", stdout_repeat: 10_000, stdout_repeat_duration: "1ms" }, run(2)),
  );
  clock.advance(2000);
  expect(calls).toBeGreaterThan(15);
  expect(calls).toBeLessThanOrEqual(21);
  end();
  calls = 0;
  clock.advance(2000);
  expect(calls).toBe(0);
});

const remembered = (given: Partial<RememberedRun>): RememberedRun => ({
  run: run(),
  config: { run_for: "1m", exit_code: 7, stdout_string: "a", stdout_repeat: 59, stdout_repeat_duration: "1s" },
  logs: { maxBytes: 0, disabled: false },
  startedAt: 0,
  endedAt: null,
  ...given,
});

test("[F3] after a restart of the server a run goes on, or has ended at its true time with its true status", async () => {
  const start = createVirtualClock().now();
  const past = [remembered({ run: run(1), startedAt: start - 500_000, endedAt: start - 499_000 })];
  const going = await begin({ recall: () => [...past, remembered({ run: run(2), startedAt: start - 10_000 })] }, [
    run(2),
  ]);
  going.clock.advance(1);
  expect(going.seen).toEqual([]);
  expect(await text(going.engine)).toBe("a".repeat(2 + 11));
  going.clock.advance(60_000);
  expect(going.seen).toMatchObject([{ type: "exited", run: run(2), at: start + 50_000, exitCode: 7 }]);

  const gone = await begin({ recall: () => [remembered({ startedAt: start - 100_000 })] }, [run()]);
  gone.clock.advance(1);
  expect(gone.seen).toMatchObject([{ type: "exited", at: start - 40_000, exitCode: 7 }]);

  const unknown = await begin({}, [run()]);
  unknown.clock.advance(1);
  expect(unknown.seen).toMatchObject([{ type: "lost" }]);
});

test("[F3] the log of what ended before the restart is still read", async () => {
  const start = createVirtualClock().now();
  const { engine } = await begin({
    recall: () => [remembered({ startedAt: start - 500_000, endedAt: start - 497_500 })],
  });
  expect(await text(engine)).toBe("aaa");
});

test("[F6] of a node that is off nothing is seen; when it is back, what ran there is lost", async () => {
  const { clock, engine, seen } = await begin();
  engine.start(request({ run_for: "10s" }));
  clock.advance(1000);
  engine.loseSight(allocId);
  engine.stop({ run: run(), allocId, killSignal: "SIGINT", killTimeoutMs: 0 });
  clock.advance(60_000);
  expect(seen.map(({ type }) => type)).toEqual(["started"]);
  engine.restoreSight(allocId);
  engine.restoreSight(allocId);
  clock.advance(1);
  expect(seen.map(({ type }) => type)).toEqual(["started", "lost"]);
  await engine.remove(allocId);
});

test("[F5] a node's fate: a slow start, a start that fails, a run that dies", async () => {
  const fates = [
    { ...noFate, slownessMs: 700 },
    { ...noFate, startFailure: "Simulated: the disk is gone" },
    { ...noFate, killedAfterMs: 5000 },
  ];
  const { clock, engine, seen, start } = await begin({ fateOf: ({ alloc }) => fates[alloc] ?? noFate });
  for (const alloc of [0, 1, 2]) engine.start(request({ run_for: "1m" }, run(1 + alloc, alloc)));
  clock.advance(100_000);
  expect(seen.filter((report) => report.run.alloc === 0)).toMatchObject([{ at: start + 700 }, { at: start + 60_700 }]);
  expect(seen.filter((report) => report.run.alloc === 1)).toMatchObject([{ type: "startFailed", at: start }]);
  expect(seen.filter((report) => report.run.alloc === 2)).toMatchObject([
    { type: "started" },
    { type: "exited", at: start + 5000, signal: 9 },
  ]);
});
