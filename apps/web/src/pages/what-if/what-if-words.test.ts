import { describe, expect, it } from "vitest";
import type { WhatIfReply } from "@longshore/api/what-if";
import { outcomesOf, whatIfSentence } from "./what-if-words.ts";

const none = { moves: 0, starts: 0, stops: 0, waits: 0, preempted: 0 };

const instance = (index: number, outcome: WhatIfReply["jobs"][number]["instances"][number]["outcome"]) => ({
  group: "main",
  index,
  outcome,
  from: null,
  to: null,
  allocation: null,
  preemptedBy: null,
  why: "",
});

describe("what would come of it, in words", () => {
  it("says what hurts most first", () => {
    expect(whatIfSentence({ counts: none, isWhole: true })).toBe("Nothing would change.");
    expect(whatIfSentence({ counts: { ...none, moves: 3, waits: 1 }, isWhole: true })).toBe(
      "1 instance would run nowhere, 3 instances would move.",
    );
    expect(whatIfSentence({ counts: { ...none, starts: 1 }, isWhole: false })).toContain("more may follow");
  });
  it("gathers instances by outcome", () => {
    const gathered = outcomesOf([instance(0, "moves"), instance(1, "waits"), instance(2, "moves")]);
    expect(gathered.map(({ outcome, instances }) => [outcome, instances.map(({ index }) => index)])).toEqual([
      ["waits", [1]],
      ["moves", [0, 2]],
    ]);
  });
});
