import { defaultRetention } from "@longshore/core/model";
import { expect, it } from "vitest";
import { faultOf, formOf, retentionOf, spanMs, spanOf, spanText } from "./retention-form.ts";

it("a span is told in the largest unit that holds it", () => {
  const spans = [0, 1000, 90_000, 3_600_000, 90 * 60_000, 86_400_000, 30 * 86_400_000, null];
  expect(spans.map(spanText)).toEqual([
    "0 seconds",
    "1 second",
    "90 seconds",
    "1 hour",
    "90 minutes",
    "1 day",
    "30 days",
    "for good",
  ]);
  expect(spans.map((ms) => spanMs(spanOf(ms)))).toEqual(spans);
  expect(spanMs({ amount: "1.5", unit: "days" })).toBeUndefined();
});

it("what is filled in is what was there, and what is wrong is told at its place", () => {
  const form = formOf(defaultRetention);
  expect(retentionOf(form)).toEqual(defaultRetention);
  const forGood = { ...form, jobsMs: { amount: "", unit: "for good" } } as const;
  expect(retentionOf(forGood)?.jobsMs).toBeNull();
  const wrong = {
    ...form,
    jobsMs: { amount: "4000", unit: "days" },
    everyMs: { amount: "2", unit: "days" },
    childrenMs: { amount: "", unit: "hours" },
    versions: "0",
  } as const;
  expect(
    (["jobsMs", "everyMs", "childrenMs", "versions", "allocationsMs"] as const).map((key) => faultOf(wrong, key)),
  ).toEqual([
    "At most ten years, or for good",
    "From 1 second to 1 day",
    "Give a whole number",
    "From 1 to 1,000",
    null,
  ]);
  expect(retentionOf(wrong)).toBeNull();
});
