import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { forbidStart, isClaimed } from "./claims.ts";
import { createRun, type Context } from "./context.ts";
import { createForgetting } from "./forgetting.ts";
import { openJournal } from "./journal.ts";
import { reportExited } from "./outcomes.ts";
import { createReporter } from "./reporter.ts";
import { openRunDir } from "./run-dir.ts";
import { runKey } from "./run-key.ts";
import { createTestDirectories } from "./test-engine.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

const days = 24 * 60 * 60 * 1000;

test("[E12] an end is forgotten only after it was stored, however long that takes", async () => {
  const directories = createTestDirectories();
  cleanUps.push(directories.dispose);
  const reporter = createReporter(() => undefined);
  cleanUps.push(reporter.close);
  const context: Context = {
    dataDir: directories.dataDir,
    runDir: openRunDir(directories.dataDir, "boot", directories.runDir),
    bootId: "boot",
    runs: new Map(),
    now: Date.now,
    log: () => undefined,
    report: reporter.report,
    crash: () => undefined,
  };
  const journal = openJournal(directories.runDir, "boot", () => undefined);
  cleanUps.push(journal.close);
  const run = createRun(runKey(randomUUID(), { attempt: 1, task: "main" }), { alloc: 1, attempt: 1, task: "main" }, "");
  run.generation = journal.current().generation;
  context.runs.set(run.id, run);
  forbidStart(context, run.id);
  const { promise: durable, resolve: store } = Promise.withResolvers<void>();
  const told = new Promise<void>((resolve) => {
    reporter.listen(() => {
      resolve();
      return durable;
    });
  });
  reportExited(context, run, { status: 0, uptimeMs: 0, oomKilled: false });
  await told;

  vi.useFakeTimers({ toFake: ["performance"], now: Date.now() });
  const forgetting = createForgetting(context, journal, new Map());
  vi.advanceTimersByTime(days);
  forgetting.forget();
  expect([context.runs.has(run.id), isClaimed(context, run.id)]).toEqual([true, true]);
  expect(existsSync(journal.current().path)).toBe(true);

  store();
  await durable;
  await Promise.resolve();
  vi.advanceTimersByTime(days);
  forgetting.forget();
  expect([context.runs.has(run.id), isClaimed(context, run.id)]).toEqual([false, false]);
});
