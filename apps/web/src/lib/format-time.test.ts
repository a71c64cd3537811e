import { describe, expect, it } from "vitest";
import { absoluteTime, bothZones, clockTime, nearTime, relativeTime, shortTime } from "./format-time.ts";
import { lastRunText } from "./last-run.ts";

const now = Date.UTC(2026, 10, 22, 14, 2, 11);
const [second, minute, hour] = [1000, 60_000, 3_600_000];

describe("times", () => {
  it.each([
    [0, "just now"],
    [1.9 * second, "just now"],
    [12 * second, "12 s ago"],
    [59.9 * second, "59 s ago"],
    [24 * minute, "24 min ago"],
    [12 * hour, "12 h ago"],
    [-3 * second, "just now"],
    [-90 * second, "in 1 min"],
  ])("%d ms before now is %s", (ms, text) => {
    expect(relativeTime(now - ms, now)).toBe(text);
  });
  it("are relative within a day and written out beyond", () => {
    expect(nearTime(now - 23 * hour, now, "utc")).toBe("23 h ago");
    expect(nearTime(now - 72 * hour, now, "utc")).toBe("Nov 19, 14:02:11");
    expect(absoluteTime(now - 400 * 24 * hour, now, "utc")).toBe("Oct 18, 2025, 14:02:11");
  });
  it("are short where there is little room", () => {
    expect(shortTime(now - hour, now, "utc")).toBe("13:02");
    expect(shortTime(now - 15 * hour, now, "utc")).toBe("Nov 21");
    expect(clockTime(Date.UTC(2026, 0, 1), "utc")).toBe("00:00:00");
  });
  it("say both zones, once when they are the same", () => {
    expect(bothZones(now, now)).toMatch(/^Nov 22, 14:02:11 UTC( · .+)?$/);
  });
});

describe("the last run", () => {
  const run = { type: "service", health: "running", lastStartedAt: now - 200 * minute, lastEndedAt: null };
  it("is how long a service is up, and how long anything else takes so far", () => {
    expect(lastRunText(run, now, "utc")).toBe("up 3h 20m");
    expect(lastRunText({ ...run, type: "batch" }, now, "utc")).toBe("for 3h 20m");
    expect(lastRunText({ ...run, health: "starting" }, now, "utc")).toBe("for 3h 20m");
  });
  it("is when it ended and how long it took", () => {
    const ended = { ...run, lastEndedAt: run.lastStartedAt + 9 * second };
    expect(lastRunText(ended, now, "utc")).toBe("3 h ago, 9s");
    expect(lastRunText(ended, now + 72 * hour, "utc")).toBe("Nov 22, 9s");
  });
  it("may not have been yet", () => {
    expect(lastRunText({ ...run, lastStartedAt: null }, now, "utc")).toBe("not yet");
  });
});
