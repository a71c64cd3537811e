import type { TaskReport } from "@longshore/core/model";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Unavailable } from "./kernel.ts";
import { createReportLine } from "./report-line.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const report = (attempt: number, type: "started" | "exited"): TaskReport => {
  const run = { alloc: 1, attempt, task: "t" };
  return type === "started"
    ? { type, run, at: 1, pid: 2 }
    : { type, run, at: 2, exitCode: 0, signal: 0, oomKilled: false };
};

/** A store that fails until it is told to work. */
const line = () => {
  const stored: string[] = [];
  let works = false;
  const store = (one: TaskReport): Promise<void> => {
    if (!works) return Promise.reject(new Unavailable("the disk is full"));
    stored.push(`${one.type} ${String(one.run.attempt)}`);
    return Promise.resolve();
  };
  return { stored, mend: () => void (works = true), observe: createReportLine(store, () => undefined) };
};

test("[K1] reports that could not be stored are stored later, in the order in which they were seen", async () => {
  const { stored, mend, observe } = line();
  const first = observe(report(1, "started"));
  await vi.advanceTimersByTimeAsync(2500);
  const second = observe(report(1, "exited"));
  mend();
  const third = observe(report(2, "started"));
  expect(stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  await Promise.all([first, second, third]);
  expect(stored).toEqual(["started 1", "exited 1", "started 2"]);
  await observe(report(2, "exited"));
  expect(stored.at(-1)).toBe("exited 2");
});

test("[K1] a report that can never be stored is told, and holds up no other", async () => {
  const stored: number[] = [];
  const told: string[] = [];
  const store = ({ run }: TaskReport): Promise<void> => {
    if (run.attempt === 2) return Promise.reject(new Error("it makes no sense"));
    stored.push(run.attempt);
    return Promise.resolve();
  };
  const observe = createReportLine(store, (message) => void told.push(message));
  await Promise.all([1, 2, 3].map((attempt) => observe(report(attempt, "started"))));
  expect([stored, told]).toEqual([[1, 3], ["A report of the engine is lost: Error: it makes no sense"]]);
});
