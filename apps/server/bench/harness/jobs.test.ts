import { expect, test } from "vitest";
import { pollAfterMs } from "./jobs.ts";

test("counts are read seldom while much is left, and often near the end", () => {
  expect(pollAfterMs(0, 2000, 300)).toBe(25);
  expect(pollAfterMs(100, 1900, 200)).toBe(500);
  expect(pollAfterMs(1900, 100, 3800)).toBe(100);
  expect(pollAfterMs(1999, 1, 4000)).toBe(5);
});
