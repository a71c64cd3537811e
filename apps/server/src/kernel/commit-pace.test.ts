import { expect, test } from "vitest";
import { createCommitPace } from "./commit-pace.ts";

/** A clock that moves when told to, and calls that take the time they are said to take. */
const paced = (tookMs: readonly number[]) => {
  let now = 0;
  let pending: { readonly at: number; readonly call: () => void } | undefined;
  const began: number[] = [];
  const schedule = (call: () => void, ms: number): void => {
    expect(pending).toBeUndefined();
    pending = { at: now + ms, call };
  };
  const pace = createCommitPace(
    () => {
      now += tookMs[began.push(now) - 1] ?? 0;
    },
    { now: () => now, afterThisTurn: (call) => schedule(call, 0), after: schedule },
  );
  const runNext = (): void => {
    const next = pending;
    pending = undefined;
    now = Math.max(now, next?.at ?? now);
    next?.call();
  };
  return {
    began,
    soon: pace.soon,
    runNext,
    pass: (ms: number) => void (now += ms),
    isIdle: () => pending === undefined,
  };
};

test("what is asked for in one turn is one call, after that turn", () => {
  const { began, soon, runNext, isIdle } = paced([0]);
  for (let time = 0; time < 5; time++) soon();
  expect(began).toEqual([]);
  runNext();
  expect(began).toEqual([0]);
  expect(isIdle()).toBe(true);
});

test("after a call that took a while there is as long a rest, and what comes meanwhile shares one call", () => {
  const { began, soon, runNext } = paced([5, 5]);
  soon();
  runNext();
  for (let time = 0; time < 5; time++) soon();
  runNext();
  expect(began).toEqual([0, 10]);
});

test("who asks when the rest is over waits for nothing", () => {
  const { began, soon, runNext, pass } = paced([5, 5]);
  soon();
  runNext();
  pass(7);
  soon();
  runNext();
  expect(began).toEqual([0, 12]);
});

test("a rest ends after eight milliseconds at most", () => {
  const { began, soon, runNext } = paced([40, 1]);
  soon();
  runNext();
  soon();
  runNext();
  expect(began).toEqual([0, 48]);
});
