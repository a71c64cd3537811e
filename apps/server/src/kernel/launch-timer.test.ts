import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDefinition } from "@longshore/core/spec/parse";
import { openStore } from "@longshore/store/store";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cronCalculator } from "../cron-calculator.ts";
import { createKernel } from "./kernel.ts";
import { startLaunchTimer } from "./launch-timer.ts";

const dawn = Date.UTC(2026, 0, 1);
vi.setConfig({ testTimeout: 60_000 });

let directory: string;

beforeEach(() => {
  vi.useFakeTimers({
    now: dawn,
    toFake: ["Date", "setTimeout", "clearTimeout", "setImmediate", "clearImmediate"],
  });
  directory = mkdtempSync(join(tmpdir(), "longshore-launches-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

const origin = { door: "nomad", by: "tests" } as const;
const name = { namespace: "default", id: "report", origin };

const specOf = (Spec: string, more: object = {}) => {
  const Tasks = [{ Name: "t", Driver: "mock_driver", Config: { run_for: "1h" } }];
  const definition = { ID: "report", Type: "batch", Periodic: { Spec, ...more }, TaskGroups: [{ Name: "g", Tasks }] };
  const { spec, errors } = parseDefinition(definition, () => [], cronCalculator.check);
  if (spec === undefined) throw new Error(JSON.stringify(errors));
  return spec;
};

/** A server's memory and its timer over a file that outlives them. */
const open = () => {
  const logged: string[] = [];
  const options = { now: () => Date.now(), log: (line: string) => void logged.push(line) };
  const store = openStore({ file: join(directory, "longshore.db"), createId: () => "seed", now: options.now });
  const kernel = createKernel(store, options);
  const timer = startLaunchTimer(kernel, options);
  return {
    kernel,
    logged,
    parent: () => store.reader.job("default", "report"),
    children: (): readonly number[] =>
      store.reader
        .jobs({
          filter: { parent: store.reader.job("default", "report")?.key ?? 0 },
          sort: "key",
          descending: false,
          limit: 500,
        })
        .items.map((job) => Number(job.spec.id.split("periodic-")[1]) - dawn / 1000),
    register: async (spec: ReturnType<typeof specOf>) => {
      const done = kernel.submit({ type: "registerJob", spec, origin });
      // The disk may have its rest, which is no longer than this.
      await vi.advanceTimersByTimeAsync(10);
      await done;
    },
    /** Ends as a killed process does: what is not on disk is gone. */
    kill: () => {
      timer.stop();
      // Clearing sets the clock back as well.
      const now = Date.now();
      vi.clearAllTimers();
      vi.setSystemTime(now);
      store.close();
    },
  };
};

const upTo = (seconds: number): readonly number[] => Array.from({ length: seconds }, (_, at) => at + 1);

test("[W5] each instant is launched when it has come, and once", async () => {
  const server = open();
  await server.register(specOf("* * * * *"));
  await vi.advanceTimersByTimeAsync(59_900);
  expect(server.children()).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(server.children()).toEqual([60]);
  await vi.advanceTimersByTimeAsync(240_000);
  expect(server.children()).toEqual([60, 120, 180, 240, 300]);
  expect(server.logged).toEqual([]);
  server.kill();
});

test(
  "[R8] a server that is killed around an instant, 200 times, launches each instant once",
  { timeout: 60_000 },
  async () => {
    let server = open();
    await server.register(specOf("* * * * * * *"));
    for (let round = 0; round < 200; round++) {
      // From three milliseconds before an instant to three after it.
      const rest = 1000 - (Date.now() % 1000) + (round % 7) - 3;
      await vi.advanceTimersByTimeAsync(rest);
      server.kill();
      server = open();
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(2000);
    const found = server.children();
    expect(found).toEqual(upTo(found.length));
    expect(found.length).toBeGreaterThanOrEqual(200);
    server.kill();
  },
);

test("[W6] after a downtime there is one launch, of the newest instant", async () => {
  const first = open();
  await first.register(specOf("* * * * *"));
  first.kill();
  vi.setSystemTime(dawn + 3_600_500);
  const second = open();
  await vi.advanceTimersByTimeAsync(100);
  expect(second.children()).toEqual([3600]);
  expect(second.parent()?.launches?.last).toMatchObject({ missed: 59, forced: false });
  second.kill();
});

const hour = 3_600_000;

test.each([
  ["an hour forward", hour],
  ["an hour back", -hour],
  ["a day forward", 24 * hour],
  ["a day back", -24 * hour],
])("[R9] the clock stepped by %s launches no instant twice, and goes on", async (_, step) => {
  const server = open();
  await server.register(specOf("*/10 * * * *"));
  await vi.advanceTimersByTimeAsync(25 * 60_000);
  expect(server.children()).toEqual([600, 1200]);
  vi.setSystemTime(Date.now() + step);
  await vi.advanceTimersByTimeAsync(31_000);
  // Forward, the newest instant is launched and the others are missed; back, all is done with up to there.
  const newest = Math.floor((Date.now() - dawn) / 600_000) * 600;
  expect(server.children()).toEqual(step > 0 ? [600, 1200, newest] : [600, 1200]);
  await vi.advanceTimersByTimeAsync(Math.max(0, -step) + 30 * 60_000);
  const found = server.children();
  expect(new Set(found).size).toBe(found.length);
  const last = found.at(-1) ?? 0;
  expect(Date.now() - dawn - last * 1000).toBeLessThan(600_000);
  expect(found.slice(2).every((at, index, all) => index === 0 || at - (all[index - 1] ?? 0) === 600)).toBe(true);
  server.kill();
});

test("[R9] a start after a year without a server looks at the calendar no more often than one after an hour", async () => {
  const looks = async (downMs: number): Promise<number> => {
    vi.setSystemTime(dawn);
    const first = open();
    await first.register(specOf("* * * * * * *"));
    first.kill();
    vi.setSystemTime(dawn + downMs);
    const next = vi.spyOn(cronCalculator, "next");
    const second = open();
    await vi.advanceTimersByTimeAsync(10);
    const calls = next.mock.calls.length;
    next.mockRestore();
    expect(second.children()).toHaveLength(1);
    second.kill();
    rmSync(directory, { recursive: true });
    directory = mkdtempSync(join(tmpdir(), "longshore-launches-"));
    return calls;
  };
  const [hourly, yearly] = [await looks(hour), await looks(365 * 24 * hour)];
  // Halving a year takes thirteen looks more than halving an hour.
  expect(yearly - hourly).toBeLessThan(20);
});

test("[W5] a step of the wall clock is noticed within half a minute, and nothing is launched twice", async () => {
  const server = open();
  await server.register(specOf("0 * * * *"));
  await vi.advanceTimersByTimeAsync(1000);
  vi.setSystemTime(dawn + 2 * 3_600_000 + 5000);
  await vi.advanceTimersByTimeAsync(30_100);
  expect(server.children()).toEqual([7200]);
  vi.setSystemTime(dawn + 3_590_000);
  await vi.advanceTimersByTimeAsync(3_700_000);
  expect(server.children()).toEqual([7200]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(server.children()).toEqual([7200, 10_800]);
  server.kill();
});

test("[W8] a job that is stopped, gone or off is not waited for", async () => {
  const server = open();
  await server.register(specOf("* * * * * * *"));
  await vi.advanceTimersByTimeAsync(2050);
  const stopped = server.kernel.submit({ type: "stopJob", ...name });
  await vi.advanceTimersByTimeAsync(5000);
  expect((await stopped).ok).toBe(true);
  expect(server.children()).toEqual([1, 2]);
  expect(vi.getTimerCount()).toBe(0);
  await server.register(specOf("* * * * * * *", { Enabled: false }));
  await vi.advanceTimersByTimeAsync(5000);
  expect(server.children()).toEqual([1, 2]);
  server.kill();
});

test("[W7] with ProhibitOverlap the second launch is skipped while nothing has placed the first", async () => {
  const server = open();
  await server.register(specOf("* * * * *", { ProhibitOverlap: true }));
  await vi.advanceTimersByTimeAsync(130_000);
  expect(server.children()).toEqual([60]);
  expect(server.parent()?.launches?.skipped).toMatchObject({ at: dawn + 120_000, times: 1 });
  server.kill();
});
