import { expect, test } from "vitest";
import type { Allocation } from "../model/allocation.ts";
import { must } from "../invariant.ts";
import { own } from "../own.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { rehearsed } from "../testing/rehearsals.ts";
import { jobOf } from "../testing/specs.ts";
import { bigNode, createServer, did, nodeCommand, origin, settle } from "../testing/test-server.ts";
import { beatOf } from "./beat.ts";
import { timeAt, timesOf } from "./times.ts";

const check = (intervalMs: number, successBeforePassing: number) => ({
  name: "alive",
  type: "tcp",
  portLabel: "1234",
  intervalMs,
  timeoutMs: 1000,
  successBeforePassing,
});

const withCheck = (intervalMs: number, successBeforePassing: number) =>
  jobOf({
    groups: [
      { more: { main: { services: [{ name: "web", checks: [check(intervalMs, successBeforePassing)] }] as never } } },
    ],
  });

/** An allocation that ran: started, passed its check and was stopped after these milliseconds. */
const record = (
  key: number,
  ms: { readonly start: number; readonly check: number; readonly stop: number },
): Allocation => {
  const one = allocationOf(serverRunning(lifecycleSpec([{ name: "main" }])));
  const startedAt = one.createdAt + ms.start;
  const task = must(one.tasks["main"], "task");
  const tasks = {
    main: {
      ...task,
      startedAt,
      stopRequestedAt: startedAt + 60_000,
      finishedAt: startedAt + 60_000 + ms.stop,
      exitCode: 143,
    },
  };
  const state = { status: "passing" as const, since: startedAt + ms.check, output: "", failures: 0 };
  return { ...one, key, tasks, checks: { "web/alive": state } };
};

test("[Z6] without records the least that there can be is assumed, and says so", () => {
  const times = must(timesOf(withCheck(7000, 2), [])["web"], "times");
  expect(times.checks).toEqual({ median: 14_000, low: 14_000, high: 14_000, samples: 0 });
  expect([times.start.samples, times.stop.samples]).toEqual([0, 0]);
  expect(must(timesOf(jobOf(), [])["web"], "times").checks.median).toBe(0);
});

test("[Z6] the records of past instances tell how long starts, checks and stops take, and how many they are", () => {
  const past = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((nth) =>
    record(nth, { start: nth * 100, check: nth * 1000, stop: nth * 10 }),
  );
  const times = must(timesOf(withCheck(7000, 2), past)["web"], "times");
  expect(times.start).toEqual({ median: 500, low: 100, high: 900, samples: 9 });
  expect(times.checks).toEqual({ median: 5000, low: 1000, high: 9000, samples: 9 });
  expect(times.stop).toEqual({ median: 50, low: 10, high: 90, samples: 9 });
});

test("[Z6] a start is counted from when the one before had ended; one that was started again tells nothing", () => {
  const before = record(1, { start: 0, check: 0, stop: 500 });
  const ended = must(before.tasks["main"], "task").finishedAt ?? 0;
  const after = record(2, { start: 0, check: 0, stop: 500 });
  const task = must(after.tasks["main"], "task");
  const replaced = { ...after, previous: 1, tasks: { main: { ...task, startedAt: ended + 300 } } };
  const again = { ...after, key: 3, tasks: { main: { ...task, restarts: 1 } } };
  const times = timesOf(jobOf(), [replaced, before, again]);
  expect(own(times, "web")?.start).toMatchObject({ samples: 2, high: 300 });
  expect(own(timesOf(jobOf(), [replaced, again]), "web")?.start.samples).toBe(0);
});

test("[Z6] what is drawn lies in the spread, half of it below the median", () => {
  const spread = { low: 100, median: 200, high: 1000, samples: 9 };
  expect([0, 0.25, 0.5, 0.75].map((part) => timeAt(spread, part))).toEqual([100, 150, 200, 600]);
});

test("[Z6] measured times are what a rehearsal goes by, and whoever fails a check now is not expected to recover", () => {
  const server = createServer();
  did(server, nodeCommand("node-1", bigNode));
  did(server, { type: "registerJob", spec: jobOf({ groups: [{ update: { minHealthyTimeMs: 1000 } }] }), origin });
  settle(server);
  const past = [record(1, { start: 5000, check: 0, stop: 2000 })];
  const change = {
    type: "registerJob",
    spec: jobOf({ groups: [{ env: { A: "2" }, update: { minHealthyTimeMs: 1000 } }] }),
    origin,
  } as const;
  const { summary, header } = rehearsed(server, change, { past });
  expect(header.times["web"]?.start.samples).toBe(1);
  expect(summary.endsAt).toBe(2000 + 5000 + 1000);
});

test("[Z6] a big job is looked at in a longer beat, but no longer than a quarter of a batch", () => {
  const times = (spec: ReturnType<typeof jobOf>) => timesOf(spec, []);
  const of = (count: number, maxParallel: number): number => {
    const spec = jobOf({ groups: [{ count, update: { maxParallel, minHealthyTimeMs: 10_000 } }] });
    return beatOf(spec, times(spec));
  };
  expect(of(10, 1)).toBe(100);
  expect(of(10_000, 1000)).toBe(600);
  expect(of(10_000, 10)).toBe(3000);
});
