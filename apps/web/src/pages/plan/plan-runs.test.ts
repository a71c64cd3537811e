import { describe, expect, it } from "vitest";
import type { PlannedInstance } from "@longshore/api/plans";
import { indexText, instancesByGroup, planRuns } from "./plan-runs.ts";

const instance = (group: string, index: number, verb: PlannedInstance["verb"], reason = "r"): PlannedInstance => ({
  group,
  index,
  verb,
  cause: "wanted",
  isLater: false,
  isCanary: false,
  reason,
  from: null,
  to: null,
});

describe("a plan as runs", () => {
  it("writes indexes as ranges", () => {
    expect(indexText([3, 0, 1, 2, 9, 12, 13])).toBe("0–3, 9, 12–13");
    expect(indexText([])).toBe("");
  });
  it("gathers by verb and reason, destructive first", () => {
    const runs = planRuns([
      instance("a", 0, "keep"),
      instance("a", 1, "replace", "image"),
      instance("a", 2, "stop"),
      instance("a", 3, "replace", "drain"),
      instance("a", 4, "replace", "image"),
    ]);
    expect(runs.map((run) => [run.verb, run.reason, run.instances.map((each) => each.index)])).toEqual([
      ["stop", "r", [2]],
      ["replace", "image", [1, 4]],
      ["replace", "drain", [3]],
      ["keep", "r", [0]],
    ]);
  });
  it("says once what is true of many nodes, whichever reason names them", () => {
    const nodeName = ({ index }: PlannedInstance): string => `n${String(index)}`;
    const runs = planRuns(
      [
        instance("a", 1, "create", "n1 qualifies"),
        instance("a", 10, "create", "n10 qualifies"),
        instance("a", 2, "keep", "n2 is drained: it leaves last"),
        instance("a", 3, "wait", "Pushes out 1 less important instance on n3, and waits for that"),
        instance("a", 4, "wait", "Pushes out 1 less important instance on n4, and waits for that"),
      ],
      nodeName,
    );
    expect(runs.map((run) => [run.reason, run.instances.length])).toEqual([
      ["The node qualifies", 2],
      ["Pushes out 1 less important instance on the node, and waits for that", 2],
      ["The node is drained: it leaves last", 1],
    ]);
  });
  it("keeps the plan's order of groups, empty ones too, and one that is being removed", () => {
    const map = instancesByGroup(
      [{ name: "b" }, { name: "a" }],
      [instance("a", 0, "keep"), instance("gone", 0, "stop")],
    );
    expect([...map].map(([name, list]) => [name, list.length])).toEqual([
      ["b", 0],
      ["a", 1],
      ["gone", 1],
    ]);
  });
});
