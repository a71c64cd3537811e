import { describe, expect, it } from "vitest";
import { clearPlanFilter, isPlanFiltered, planAddress, planQueryOf, readPlanFilter } from "./plan-filter.ts";

const read = (text: string) => readPlanFilter(new URLSearchParams(text));

describe("the filter of plans", () => {
  it("is the address, and what nobody knows is left out", () => {
    const filter = read("state=open&job=web&author=ann&cursor=c&before=50&other=1");
    expect(planAddress.pathOf(filter)).toBe("/plans?state=open&job=web&author=ann&cursor=c&before=50");
    expect(planQueryOf(filter)).toEqual({
      state: "open",
      job: "web",
      namespace: undefined,
      author: "ann",
      cursor: "c",
    });
    expect(read("state=nonsense").state).toBe("");
  });
  it("is cleared as a whole", () => {
    const filter = read("state=open&job=web");
    expect(isPlanFiltered(filter)).toBe(true);
    expect(planAddress.pathOf(clearPlanFilter(filter))).toBe("/plans");
  });
});
