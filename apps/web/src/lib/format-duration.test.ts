import { expect, it } from "vitest";
import { formatDuration } from "./format-duration.ts";

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

it.each([
  [0, "0s"],
  [-5, "0s"],
  [380, "0.4s"],
  [949, "0.9s"],
  [950, "1s"],
  [59_600, "1m 00s"],
  [64 * second, "1m 04s"],
  [59 * minute + 59_700, "1h 00m"],
  [3 * hour + 20 * minute, "3h 20m"],
  [day, "1d"],
  [6 * day + 4 * hour, "6d 04h"],
  [41 * day + 2 * hour, "41d"],
])("%d ms is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
