import { expect, test } from "vitest";
import { readOptions, UsageError } from "./options.ts";

const known = ["starts", "logs", "recovery"];

test("without a name every suite runs", () => {
  expect(readOptions([], known)).toEqual({ suites: known, json: undefined, quick: false });
});

test("named suites run once each, in their own order", () => {
  expect(readOptions(["logs", "--quick", "starts", "logs", "--json", "out.json"], known)).toEqual({
    suites: ["starts", "logs"],
    json: "out.json",
    quick: true,
  });
});

test("an unknown suite is refused with a list of what there is", () => {
  expect(() => readOptions(["rollouts"], known)).toThrow(UsageError);
  expect(() => readOptions(["rollouts"], known)).toThrow(/no suite named rollouts[^]*starts, logs, recovery/);
});

test("an unknown option is refused with the usage", () => {
  expect(() => readOptions(["--fast"], known)).toThrow(/--fast[^]*Usage:/);
});
