import { expect, test } from "vitest";
import { createCallers } from "./callers.ts";

test("[Q8] callers are there from the first request until some time after the last", () => {
  let now = 0;
  const callers = createCallers(() => now);
  expect(callers.areThere()).toBe(false);
  callers.came();
  expect(callers.areThere()).toBe(true);
  now += 200;
  callers.came();
  now += 200;
  expect(callers.areThere()).toBe(true);
  now += 100;
  expect(callers.areThere()).toBe(false);
});
