import { expect, test } from "vitest";
import { median, percentile, spread } from "./statistics.ts";

const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

test("a percentile is a value that occurred, by nearest rank", () => {
  expect([0, 0.5, 0.99, 0.991, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100, 100]);
  expect(percentile([7], 0.99)).toBe(7);
});

test("the median of an even number lies between the two in the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test("nothing measured is not a number", () => {
  expect(median([])).toBeNaN();
  expect(percentile([], 0.5)).toBeNaN();
});

test("a spread leaves its values as they were", () => {
  const values = [10, 2, 33];
  expect(spread(values)).toEqual({ median: 10, min: 2, max: 33, runs: 3 });
  expect(values).toEqual([10, 2, 33]);
});
