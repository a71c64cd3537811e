import { expect, test } from "vitest";
import { isDone } from "./rollout-requests.ts";

const running = { status: "running", awaitsPromotion: false } as const;
const paused = { status: "paused", awaitsPromotion: false } as const;
const waiting = { status: "running", awaitsPromotion: true } as const;
const over = (["successful", "failed", "cancelled"] as const).map((status) => ({ status, awaitsPromotion: false }));

test("[U27] what was asked of a rollout is requested until the rollout itself shows it", () => {
  expect([isDone("pause", running), isDone("pause", paused)]).toEqual([false, true]);
  expect([isDone("resume", paused), isDone("resume", running)]).toEqual([false, true]);
  expect([isDone("promote", waiting), isDone("promote", running)]).toEqual([false, true]);
  for (const verb of ["fail", "abort"] as const)
    expect([running, paused, waiting].map((each) => isDone(verb, each))).toEqual([false, false, false]);
});

test("[U27] of a rollout that is over nothing is requested any more", () => {
  for (const verb of ["pause", "resume", "promote", "fail", "abort"] as const)
    expect(over.every((each) => isDone(verb, each))).toBe(true);
});
