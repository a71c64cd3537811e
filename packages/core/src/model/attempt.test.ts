import fc from "fast-check";
import { expect, test } from "vitest";
import { jobOf } from "../testing/specs.ts";
import {
  dawn,
  did,
  exited,
  lost,
  origin,
  serverWith,
  started,
  wait,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import type { JobSpec } from "./job-spec.ts";
import { attemptId, attemptOfId, attemptsOf, errorCategoryOf, pairOf, unpair, type Attempt } from "./attempt.ts";

const retrying = { attempts: 3, delayMs: 1000, intervalMs: 60_000, mode: "fail" };

const registered = (spec: JobSpec): TestServer => {
  const server = serverWith();
  did(server, { type: "registerJob", spec, origin });
  workOff(server);
  return server;
};
const batch = (): TestServer => registered(jobOf({ type: "batch", groups: [{ restart: retrying }] }));

const attempts = (server: TestServer, key = 1): readonly Attempt[] => {
  const allocation = server.state.allocations.get(key);
  return allocation === undefined ? [] : attemptsOf(allocation);
};
const run = (attempt: number) => ({ alloc: 1, attempt, task: "main" });

test("[M4] an allocation's attempts follow from what was seen of its tasks, each with its own times, end and exit code", () => {
  const server = batch();
  expect(attempts(server)).toMatchObject([{ number: 1, outcome: "waiting", startedAt: null, endedAt: null }]);
  server.now += 10;
  started(server, run(1));
  expect(attempts(server)).toMatchObject([{ number: 1, outcome: "running", startedAt: dawn + 10, exitCode: null }]);
  server.now += 10;
  exited(server, run(1), 7);
  wait(server, 1000);
  expect(attempts(server)).toMatchObject([
    { number: 1, outcome: "failed", startedAt: dawn + 10, endedAt: dawn + 20, exitCode: 7 },
    { number: 2, outcome: "waiting", queuedAt: dawn + 20, endedAt: null },
  ]);
  started(server, run(2));
  exited(server, run(2), 0);
  expect(attempts(server).map(({ number, outcome, exitCode }) => [number, outcome, exitCode])).toEqual([
    [1, "failed", 7],
    [2, "complete", 0],
  ]);
});

test("[M4] an attempt whose end cannot be known is lost, and one that was asked to stop is stopped", () => {
  const lostOne = batch();
  started(lostOne, run(1));
  lost(lostOne, run(1));
  expect(attempts(lostOne)[0]).toMatchObject({ outcome: "lost", exitCode: null });
  const stopped = batch();
  started(stopped, run(1));
  did(stopped, { type: "stopJob", namespace: "default", id: "web", origin });
  workOff(stopped);
  exited(stopped, run(1), 143);
  expect(attempts(stopped)).toMatchObject([{ outcome: "stopped", exitCode: 143 }]);
});

test("[M5] the integer id of an attempt stands for one allocation and one number, and no other", () => {
  const natural = fc.nat({ max: 40_000_000 });
  fc.assert(
    fc.property(natural, natural, (a, b) => {
      expect(unpair(pairOf(a, b))).toEqual([a, b]);
      expect(Number.isSafeInteger(pairOf(a, b))).toBe(true);
      expect(attemptOfId(attemptId({ allocation: a, number: b }))).toEqual({ allocation: a, number: b });
    }),
  );
  for (let id = 0; id < 1000; id++) expect(pairOf(...unpair(id))).toBe(id);
});

test("[M6] a failure is the program's unless its job says otherwise of the exit code, or the program had no part in it", () => {
  const failed = (exitCode: number | null, timedOut = false) => ({ outcome: "failed" as const, exitCode, timedOut });
  const about = { exitCategories: { 3: "data" as const, 4: "system" as const } };
  expect(errorCategoryOf(failed(1), about)).toBe("algorithm");
  expect(errorCategoryOf(failed(3), about)).toBe("data");
  expect(errorCategoryOf(failed(4), about)).toBe("system");
  expect(errorCategoryOf(failed(3), null)).toBe("algorithm");
  expect(errorCategoryOf(failed(null), about)).toBe("system");
  expect(errorCategoryOf(failed(null, true), about)).toBe("algorithm");
  expect(errorCategoryOf({ ...failed(null), outcome: "lost" }, about)).toBe("system");
  for (const outcome of ["waiting", "running", "complete", "stopped"] as const)
    expect(errorCategoryOf({ ...failed(3), outcome }, about)).toBeNull();
});
