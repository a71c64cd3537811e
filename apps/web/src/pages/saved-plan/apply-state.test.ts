import { describe, expect, it } from "vitest";
import type { SavedPlanDetail } from "@longshore/api/saved-plans";
import { whyNotApplied } from "./apply-state.ts";

const saved = (
  over: Partial<Pick<SavedPlanDetail, "needsApproval">> = {},
  apply: { ok: boolean; why?: string } = { ok: true },
) => ({
  author: { door: "dashboard", by: "ann" },
  needsApproval: false,
  can: { approve: { ok: true }, reject: { ok: true }, apply },
  ...over,
});
const look = (truth: "true" | "stale", refused: string | null = null) => ({ truth, refused });

describe("whether a saved plan can be applied", () => {
  it("can while it is true", () => {
    expect(whyNotApplied(saved(), { look: look("true"), isSent: false, who: "ann" })).toBeNull();
  });
  it("cannot before it was looked at, nor twice, nor against the server's word", () => {
    expect(whyNotApplied(saved(), { look: null, isSent: false, who: "ann" })).toMatch(/still true/);
    expect(whyNotApplied(saved(), { look: look("true"), isSent: true, who: "ann" })).toMatch(/Sent/);
    expect(
      whyNotApplied(saved({}, { ok: false, why: "Not approved" }), { look: look("true"), isSent: false, who: "bob" }),
    ).toBe("Not approved");
    expect(whyNotApplied(saved(), { look: look("stale", "no such job"), isSent: false, who: "bob" })).toBe(
      "Cannot be made now: no such job",
    );
  });
  it("is for somebody else to look at again where a rule asks for approval", () => {
    const stale = { look: look("stale"), isSent: false };
    expect(whyNotApplied(saved(), { ...stale, who: "ann" })).toBeNull();
    expect(whyNotApplied(saved({ needsApproval: true }), { ...stale, who: "bob" })).toBeNull();
    expect(whyNotApplied(saved({ needsApproval: true }), { ...stale, who: "ann" })).toMatch(/other than its author/);
  });
});
