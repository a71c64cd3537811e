import { expect, it } from "vitest";
import { missedCount, missedRule } from "./missed-runs.ts";

it("what becomes of missed launches is told in words", () => {
  const once = "The newest is made up for: of what comes due while the server is down one is launched";
  const rules = [
    null,
    { policy: "run_once", most: 1 },
    { policy: "run_all", most: 1 },
    { policy: "run_all", most: 20 },
    { policy: "skip", most: 1 },
  ];
  expect(rules.map((missedRuns) => missedRule({ missedRuns }))).toEqual([
    once,
    once,
    once,
    "Made up for: of what comes due while the server is down the newest 20 are launched, the oldest of them first",
    "Left out: what comes due while the server is down is not launched later",
  ]);
});

it("how many were missed", () => {
  expect([1, 7, 100].map(missedCount)).toEqual(["1 launch", "7 launches", "100 or more launches"]);
});
