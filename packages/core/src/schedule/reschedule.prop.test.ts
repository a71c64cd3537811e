import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reschedule } from "../model/allocation.ts";
import type { ReschedulePolicy } from "../model/job-spec.ts";
import { dawn } from "../testing/test-server.ts";
import { nextReschedule } from "./reschedule.ts";

const policyOf = (given: Partial<ReschedulePolicy> = {}): ReschedulePolicy => ({
  attempts: 0,
  intervalMs: 0,
  delayMs: 5000,
  delayFunction: "exponential",
  maxDelayMs: 60_000,
  unlimited: true,
  ...given,
});

const policy = () =>
  fc.record({
    attempts: fc.nat({ max: 5 }),
    intervalMs: fc.integer({ min: 15_000, max: 3_600_000 }),
    delayMs: fc.integer({ min: 1, max: 60_000 }),
    delayFunction: fc.constantFrom("constant", "exponential", "fibonacci"),
    maxDelayMs: fc.integer({ min: 60_000, max: 3_600_000 }),
    unlimited: fc.boolean(),
  });

/** Fails time and again, each run lasting so long, and tells the delays. */
const delaysOf = (by: ReschedulePolicy, runsMs: readonly number[]): readonly (number | null)[] => {
  const reschedules: Reschedule[] = [];
  let now = dawn;
  return runsMs.map((ranMs) => {
    const startedAt = now;
    now += ranMs;
    const next = nextReschedule(by, { reschedules, startedAt, endedAt: now });
    if (next === null) return null;
    now = next.at;
    reschedules.push({ at: now, previousAllocation: "", previousNode: 1, delayMs: next.delayMs });
    return next.delayMs;
  });
};

const seconds = (delays: readonly (number | null)[]) => delays.map((delay) => (delay === null ? null : delay / 1000));

describe("delays between replacements", () => {
  test("[T13] stay, double or grow as Fibonacci's numbers up to the longest", () => {
    const short = [1, 1, 1, 1, 1, 1, 1];
    const of = (delayFunction: string) => seconds(delaysOf(policyOf({ delayFunction }), short));
    expect(of("constant")).toEqual([5, 5, 5, 5, 5, 5, 5]);
    expect(of("exponential")).toEqual([5, 10, 20, 40, 60, 60, 60]);
    expect(of("fibonacci")).toEqual([5, 5, 10, 15, 25, 40, 60]);
  });

  test("[T13] begin anew when a run outlived the longest", () => {
    const runs = [1, 1, 1, 60_001, 1, 1];
    expect(seconds(delaysOf(policyOf(), runs))).toEqual([5, 10, 20, 5, 10, 20]);
    const fibonacci = policyOf({ delayFunction: "fibonacci" });
    expect(seconds(delaysOf(fibonacci, runs))).toEqual([5, 5, 10, 5, 5, 10]);
    // What never ran outlived nothing.
    const before = { at: dawn, previousAllocation: "", previousNode: 1, delayMs: 20_000 };
    expect(
      nextReschedule(policyOf(), { reschedules: [before], startedAt: null, endedAt: dawn + 90_000 })?.delayMs,
    ).toBe(40_000);
  });

  test("[T13] never exceed the longest, never undercut the first, and lead to the end plus the delay", () => {
    fc.assert(
      fc.property(policy(), fc.array(fc.nat({ max: 4_000_000 }), { maxLength: 12 }), (by, runs) => {
        for (const delay of delaysOf({ ...by, unlimited: true }, runs)) {
          expect(delay).toBeGreaterThanOrEqual(by.delayMs);
          expect(delay).toBeLessThanOrEqual(by.maxDelayMs);
        }
      }),
    );
  });
});

describe("how often", () => {
  test("[T14] without bound, or so many times within the interval before the end", () => {
    const by = policyOf({ unlimited: false, attempts: 2, intervalMs: 100_000, delayFunction: "constant" });
    expect(seconds(delaysOf(by, [1, 1, 1]))).toEqual([5, 5, null]);
    expect(seconds(delaysOf(by, [1, 1, 100_000]))).toEqual([5, 5, 5]);
    expect(delaysOf({ ...by, attempts: 0 }, [1])).toEqual([null]);
    expect(nextReschedule(null, { reschedules: [], startedAt: null, endedAt: dawn })).toBeNull();
  });

  test("[T14] no interval holds more replacements than the policy allows", () => {
    fc.assert(
      fc.property(policy(), fc.array(fc.nat({ max: 400_000 }), { maxLength: 20 }), (by, runs) => {
        const limited = { ...by, unlimited: false };
        const made: number[] = [];
        let now = dawn;
        for (const ranMs of runs) {
          now += ranMs;
          const reschedules = made.map((at) => ({ at, previousAllocation: "", previousNode: 1, delayMs: by.delayMs }));
          const next = nextReschedule(limited, { reschedules, startedAt: now - ranMs, endedAt: now });
          const within = made.filter((at) => now - at < by.intervalMs).length;
          expect(next === null).toBe(within >= by.attempts);
          if (next === null) continue;
          now = next.at;
          made.push(now);
        }
      }),
    );
  });
});
