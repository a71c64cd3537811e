import { expect, test } from "vitest";
import type { Row } from "./row.ts";
import { spread } from "./statistics.ts";
import { formatNumber, renderTable } from "./table.ts";

const row: Row = {
  suite: "starts",
  name: "starts",
  unit: "1/s",
  ours: spread([598.4, 612, 900]),
  rival: "a queue",
  theirs: spread([500]),
  goal: { of: "ratio", is: "at least", limit: 1.3 },
  note: "one machine",
};

test("numbers have three digits", () => {
  expect([0.12345, 7, 14.678, 99.96, 1234.5].map(formatNumber)).toEqual(["0.123", "7", "14.7", "100", "1,235"]);
});

test("a row shows median, range, ratio and goal side by side", () => {
  const [head, , line, note] = renderTable([row]).split("\n");
  expect(head).toMatch(/^what +unit +Longshore +beside +its value +ratio +goal$/);
  expect(line).toMatch(/^starts +1\/s +612 \(598–900\) +a queue +500 +1\.22× +≥ 1\.3× +MISSED$/);
  expect(note).toBe("    one machine");
});

test("what could not be had says so", () => {
  const missing = { ...row, theirs: null, note: "gcc is not installed" };
  expect(renderTable([missing])).toMatch(/a queue +– +≥ 1\.3× +not measured\n +gcc is not installed$/);
});

test("a value of our own needs no rival", () => {
  const own: Row = { ...row, rival: null, theirs: null, goal: { of: "value", is: "below", limit: 3 }, note: "" };
  expect(renderTable([{ ...own, ours: spread([1.5]) }])).toMatch(/starts +1\/s +1\.5 +< 3 +met$/);
});
