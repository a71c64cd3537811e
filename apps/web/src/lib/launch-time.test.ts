import { expect, it } from "vitest";
import { scheduledTime, untilText } from "./launch-time.ts";

const now = Date.UTC(2026, 10, 22, 14, 2, 11);
const reader = { now, zone: "utc" } as const;

it("a launch is told in its schedule's zone, and in another where that is unknown", () => {
  expect(scheduledTime(now, "Europe/Vienna", reader)).toBe("Sun, Nov 22, 15:02:11 Europe/Vienna");
  expect(scheduledTime(now, "UTC", reader)).toBe("Sun, Nov 22, 14:02:11 UTC");
  expect(scheduledTime(now + 365 * 86_400_000, "UTC", reader)).toBe("Mon, Nov 22, 2027, 14:02:11 UTC");
  expect(scheduledTime(now, "Local", reader)).toBe("Nov 22, 14:02:11 UTC");
});
it("how long until it is", () => {
  expect([now - 5000, now + 12_000, now + 100 * 3_600_000].map((at) => untilText(at, now))).toEqual([
    "now",
    "in 12s",
    "in 4d 04h",
  ]);
});
