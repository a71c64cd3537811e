import { expect, test } from "vitest";
import { isAskedPaused, withPause } from "./plan-words.ts";

const restart = { type: "restart", namespace: "default", id: "job", rollout: { maxParallel: 2 } } as const;

test("[U26] a change may begin paused or not, whatever it was planned with, and keeps what else was asked for", () => {
  const paused = withPause(restart, true);
  expect(paused).toEqual({ ...restart, rollout: { maxParallel: 2, startPaused: true } });
  expect([isAskedPaused(restart), isAskedPaused(paused)]).toEqual([false, true]);
  expect(withPause(paused, false)).toEqual({ ...restart, rollout: { maxParallel: 2, startPaused: false } });
  expect(withPause(restart, false)).toBe(restart);
});

test("[U26] what has no rollout is never paused", () => {
  const stop = { type: "stop", namespace: "default", id: "job" } as const;
  expect(withPause(stop, true)).toBe(stop);
});
