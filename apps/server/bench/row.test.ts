import { expect, test } from "vitest";
import { isMet, toJson, type Row } from "./row.ts";
import { spread } from "./statistics.ts";

const row: Row = {
  suite: "starts",
  name: "starts",
  unit: "1/s",
  ours: spread([598, 600, 900]),
  rival: "a queue",
  theirs: spread([500]),
  goal: { of: "ratio", is: "at least", limit: 1.2 },
  note: "",
};

test("a goal of the ratio is met when the medians' ratio reaches it", () => {
  expect(isMet(row)).toBe(true);
  expect(isMet({ ...row, goal: { of: "ratio", is: "at least", limit: 1.3 } })).toBe(false);
});

test("a goal of the value is met below its limit, not at it", () => {
  expect(isMet({ ...row, goal: { of: "value", is: "below", limit: 601 } })).toBe(true);
  expect(isMet({ ...row, goal: { of: "value", is: "below", limit: 600 } })).toBe(false);
});

test("without a goal or a measurement nothing is met or missed", () => {
  expect(isMet({ ...row, goal: null })).toBeNull();
  expect(isMet({ ...row, theirs: null })).toBeNull();
});

test("the file has the medians, their ratio and the goal as numbers", () => {
  expect(toJson(row)).toEqual({
    suite: "starts",
    name: "starts",
    value: 600,
    unit: "1/s",
    rival: "a queue",
    rivalValue: 500,
    ratio: 1.2,
    goal: 1.2,
    met: true,
  });
  expect(toJson({ ...row, ours: null })).toMatchObject({ value: null, ratio: null, met: null });
});
