import { describe, expect, it } from "vitest";
import { auditAddress, auditQueryOf, clearAuditFilter, isAuditFiltered, readAuditFilter } from "./audit-filter.ts";
import { actionText, auditActions, objectOf, planOf } from "./audit-words.ts";

const item = {
  index: 7,
  at: 0,
  who: "ann",
  address: null,
  door: "dashboard",
  action: "registerJob",
  object: "web",
  namespace: "default",
  job: "web",
  plan: null,
  requestId: null,
};

describe("the filter of the audit log", () => {
  const address = "who=ann&job=team%2Fweb&door=nomad&action=scaleJob&by=job&cursor=c&before=50";
  it("stands in the address", () => {
    const filter = readAuditFilter(new URLSearchParams(address));
    expect(filter).toMatchObject({ who: "ann", job: "team/web", door: "nomad", by: "job", before: 50 });
    expect(readAuditFilter(new URLSearchParams(auditAddress.pathOf(filter).split("?")[1]))).toEqual(filter);
    expect(auditQueryOf(filter)).toEqual({
      who: "ann",
      job: "team/web",
      door: "nomad",
      action: "scaleJob",
      cursor: "c",
    });
    expect(auditAddress.typedOf(filter)).toBe("team/web");
  });
  it("is cleared, the page and all", () => {
    const cleared = clearAuditFilter(readAuditFilter(new URLSearchParams(address)));
    expect(isAuditFiltered(cleared)).toBe(false);
    expect(auditAddress.pathOf(cleared)).toBe("/audit?by=job");
    expect(readAuditFilter(new URLSearchParams("by=x")).by).toBe("who");
  });
});

describe("the words of the audit log", () => {
  it("what was asked for, and of what", () => {
    expect(actionText("registerJob")).toBe("registered");
    expect(objectOf(item)).toEqual({ text: "web", to: "/jobs/default/web" });
    const stopped = { ...item, action: "stopAllocation", object: "1b4e28ba-2fa1-11d2-883f-0016d3cca427" };
    expect(objectOf(stopped)).toEqual({ text: "1b4e28ba", to: `/allocations/${stopped.object}` });
    expect(objectOf({ ...item, action: "setScheduler", namespace: null, job: null })).toBeNull();
    expect(objectOf({ ...item, action: "createToken", namespace: null, job: null, object: "t" })).toEqual({
      text: "t",
      to: null,
    });
  });
  it("an action never seen says its own name", () => {
    expect(actionText("toString")).toBe("toString");
    expect(objectOf({ ...item, action: "newThing", object: "x" })).toEqual({ text: "x", to: null });
  });
  it("each action has words", () => {
    expect(auditActions.every((action) => actionText(action) !== action)).toBe(true);
  });
  it("a plan is linked", () => {
    expect(planOf(item)).toBeNull();
    expect(planOf({ ...item, plan: "0123456789" })).toEqual({ text: "01234567", to: "/plans/0123456789" });
  });
});
