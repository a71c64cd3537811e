import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cronCalculator } from "./cron-calculator.ts";

const next = (expression: string, timeZone: string, after: string, count = 1): readonly string[] =>
  cronCalculator
    .next({ expression, timeZone }, Date.parse(after), count)
    .map((at) => new Date(at).toISOString().replace(".000Z", "Z"));

/**
 * Six zones, whose clocks change at different hours of the day, by different amounts, in both hemispheres. `gap` is a local time that does
 * not exist in spring, with the instant of the change; `twice` one that occurs twice in autumn, with both instants.
 */
const zones = [
  {
    zone: "Europe/Vienna",
    gap: { cron: "30 2 * * *", before: "2026-03-28T12:00:00Z", change: "2026-03-29T01:00:00Z" },
    twice: {
      cron: "30 2 * * *",
      before: "2026-10-24T12:00:00Z",
      first: "2026-10-25T00:30:00Z",
      second: "2026-10-25T01:30:00Z",
    },
  },
  {
    zone: "Europe/London",
    gap: { cron: "30 1 * * *", before: "2026-03-28T12:00:00Z", change: "2026-03-29T01:00:00Z" },
    twice: {
      cron: "30 1 * * *",
      before: "2026-10-24T12:00:00Z",
      first: "2026-10-25T00:30:00Z",
      second: "2026-10-25T01:30:00Z",
    },
  },
  {
    zone: "America/New_York",
    gap: { cron: "30 2 * * *", before: "2026-03-07T12:00:00Z", change: "2026-03-08T07:00:00Z" },
    twice: {
      cron: "30 1 * * *",
      before: "2026-10-31T12:00:00Z",
      first: "2026-11-01T05:30:00Z",
      second: "2026-11-01T06:30:00Z",
    },
  },
  {
    zone: "America/Havana",
    gap: { cron: "30 0 * * *", before: "2026-03-07T12:00:00Z", change: "2026-03-08T05:00:00Z" },
    twice: {
      cron: "30 0 * * *",
      before: "2026-10-31T12:00:00Z",
      first: "2026-11-01T04:30:00Z",
      second: "2026-11-01T05:30:00Z",
    },
  },
  {
    zone: "Australia/Sydney",
    gap: { cron: "30 2 * * *", before: "2026-10-03T06:00:00Z", change: "2026-10-03T16:00:00Z" },
    twice: {
      cron: "30 2 * * *",
      before: "2026-04-04T06:00:00Z",
      first: "2026-04-04T15:30:00Z",
      second: "2026-04-04T16:30:00Z",
    },
  },
  {
    zone: "Australia/Lord_Howe",
    gap: { cron: "15 2 * * *", before: "2026-10-03T06:00:00Z", change: "2026-10-03T15:30:00Z" },
    twice: {
      cron: "45 1 * * *",
      before: "2026-04-04T06:00:00Z",
      first: "2026-04-04T14:45:00Z",
      second: "2026-04-04T15:15:00Z",
    },
  },
] as const;

describe.each(zones)("in $zone", ({ zone, gap, twice }) => {
  test("[W11] a fixed time that does not exist comes right after the gap, once", () => {
    const found = next(gap.cron, zone, gap.before, 2);
    expect(found[0]).toBe(gap.change);
    expect(Date.parse(found[1] ?? "") - Date.parse(gap.change)).toBeGreaterThan(20 * 3_600_000);
  });

  test("[W11] a fixed time that occurs twice comes the first time", () => {
    const found = next(twice.cron, zone, twice.before, 2);
    expect(found[0]).toBe(twice.first);
    expect(Date.parse(found[1] ?? "") - Date.parse(twice.first)).toBeGreaterThan(23 * 3_600_000);
  });

  test("[W11] what has a wildcard keeps its interval over both changes", () => {
    for (const { before } of [gap, twice]) {
      const found = cronCalculator.next({ expression: "*/15 * * * *", timeZone: zone }, Date.parse(before), 150);
      const steps = new Set(found.slice(1).map((at, index) => at - (found[index] ?? 0)));
      expect([...steps]).toEqual([15 * 60_000]);
    }
  });

  test("[W11] a wildcard at a time that occurs twice comes both times", () => {
    const [minute] = twice.cron.split(" ");
    const found = next(`${minute} * * * *`, zone, twice.before, 60);
    expect(found).toContain(twice.first);
    expect(found).toContain(twice.second);
  });
});

test.each([
  ["@yearly", "2027-01-01T00:00:00Z"],
  ["@annually", "2027-01-01T00:00:00Z"],
  ["@monthly", "2026-12-01T00:00:00Z"],
  ["@weekly", "2026-11-29T00:00:00Z"],
  ["@daily", "2026-11-23T00:00:00Z"],
  ["@hourly", "2026-11-22T13:00:00Z"],
  ["*/5 * * * *", "2026-11-22T12:35:00Z"],
  ["0 0 1 1 * 2030", "2030-01-01T00:00:00Z"],
  ["15 30 12 * * * *", "2026-11-22T12:30:15Z"],
  ["*/10 * * * * * *", "2026-11-22T12:30:10Z"],
  ["0 0 L * *", "2026-11-30T00:00:00Z"],
  ["0 0 15W * *", "2026-12-15T00:00:00Z"],
  ["0 0 * * 5#2", "2026-12-11T00:00:00Z"],
  ["0 0 * * 5L", "2026-11-27T00:00:00Z"],
  ["0 0 29 2 *", "2028-02-29T00:00:00Z"],
  ["0 0 ? * MON-FRI", "2026-11-23T00:00:00Z"],
  ["0 0 1 * MON", "2026-11-23T00:00:00Z"],
])("[W10] %s is read as Nomad reads it", (expression, expected) => {
  expect(cronCalculator.check({ expression, timeZone: "UTC" })).toBeUndefined();
  expect(next(expression, "UTC", "2026-11-22T12:30:00Z")).toEqual([expected]);
});

test.each(["61 * * * *", "* * *", "@reboot", "nonsense", "* * 32 * *", "0 0 * * FUN", "? * * * *", "0 0 1 ? *"])(
  "[W10] %s is refused, and launches nothing",
  (expression) => {
    expect(cronCalculator.check({ expression, timeZone: "UTC" })).toMatch(/^Invalid cron spec/);
    expect(next(expression, "UTC", "2026-11-22T12:30:00Z")).toEqual([]);
  },
);

test("[W10] a day that never comes launches nothing", () => {
  expect(cronCalculator.check({ expression: "0 0 30 2 *", timeZone: "Europe/Vienna" })).toBeUndefined();
  expect(next("0 0 30 2 *", "Europe/Vienna", "2026-01-01T00:00:00Z")).toEqual([]);
  expect(next("0 0 1 1 * 2020", "Europe/Vienna", "2026-01-01T00:00:00Z")).toEqual([]);
  expect(cronCalculator.next({ expression: "* * * * *", timeZone: "UTC" }, 8.64e15, 1)).toEqual([]);
});

const cron = fc.constantFrom(
  "30 2 * * *",
  "0 0 * * *",
  "0,30 1-3 * * *",
  "*/20 * * * *",
  "0 */2 * * *",
  "15 * * * * * *",
  "30 2 * * SUN",
  "0 3 25-31 3,10 *",
);
/** Around both changes of 2026 in either hemisphere. */
const around = fc.tuple(
  fc.constantFrom(
    Date.UTC(2026, 2, 8),
    Date.UTC(2026, 2, 29),
    Date.UTC(2026, 3, 4),
    Date.UTC(2026, 9, 4),
    Date.UTC(2026, 9, 25),
    Date.UTC(2026, 10, 1),
  ),
  fc.integer({ min: -36 * 3600, max: 36 * 3600 }),
);

test("[W11] the next instant lies ahead, and is the same from wherever before it one looks", () => {
  fc.assert(
    fc.property(
      cron,
      fc.constantFrom(...zones.map(({ zone }) => zone)),
      around,
      fc.nat(86_400_000),
      (expression, timeZone, [day, seconds], back) => {
        const after = day + seconds * 1000 + (back % 1000);
        const [at = Number.POSITIVE_INFINITY] = cronCalculator.next({ expression, timeZone }, after, 1);
        expect(at).toBeGreaterThan(after);
        const [earlier = 0] = cronCalculator.next({ expression, timeZone }, after - back, 1);
        expect(earlier).toBeLessThanOrEqual(at);
        if (earlier > after) expect(earlier).toBe(at);
        const all = cronCalculator.next({ expression, timeZone }, after, 4);
        expect(all[0]).toBe(at);
        expect(cronCalculator.next({ expression, timeZone }, at, 3)).toEqual(all.slice(1));
      },
    ),
    { numRuns: 300 },
  );
});
