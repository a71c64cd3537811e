import { expect, test } from "vitest";
import { namedBy, readRanges } from "./instance-ranges.ts";

test("ranges of instances are read as people write them", () => {
  expect(readRanges("0-4, 7")).toEqual([
    { from: 0, to: 4 },
    { from: 7, to: 7 },
  ]);
  expect(readRanges(" 3 – 5 ")).toEqual([{ from: 3, to: 5 }]);
  for (const text of ["", ",", "a", "4-2", "1,,2", "-1", "1-"])
    expect([text, readRanges(text)]).toEqual([text, undefined]);
});

test("each instance counts once, and only those that there are", () => {
  expect(
    namedBy(
      [
        { from: 0, to: 4 },
        { from: 3, to: 5 },
      ],
      10,
    ),
  ).toBe(6);
  expect(namedBy([{ from: 8, to: 99 }], 10)).toBe(2);
});
