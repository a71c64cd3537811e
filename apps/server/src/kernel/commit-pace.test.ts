import { expect, test } from "vitest";
import { createCommitPace } from "./commit-pace.ts";

const busyFor = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

/** Calls that take so long; each call resolves the promise made before it. */
const observed = (tookMs: number) => {
  const began: number[] = [];
  const ended: number[] = [];
  let called = (): void => undefined;
  const pace = createCommitPace(() => {
    began.push(performance.now());
    busyFor(tookMs);
    ended.push(performance.now());
    called();
  });
  return {
    began,
    ended,
    soon: pace.soon,
    next: (): Promise<void> =>
      new Promise((resolve) => {
        called = resolve;
      }),
  };
};

test("what is asked for in one turn is one call, after that turn", async () => {
  const { began, soon, next } = observed(0);
  const done = next();
  for (let time = 0; time < 5; time++) soon();
  expect(began).toEqual([]);
  await done;
  expect(began.length).toBe(1);
});

test("after a call that took a while there is as long a rest, and what comes meanwhile shares one call", async () => {
  const { began, ended, soon, next } = observed(5);
  const first = next();
  soon();
  await first;
  // Asked for before the rest is set: the call is still on the stack of the promise that it resolved.
  await new Promise(setImmediate);
  const second = next();
  for (let time = 0; time < 5; time++) soon();
  await second;
  expect(began.length).toBe(2);
  expect((began[1] ?? 0) - (ended[0] ?? 0)).toBeGreaterThan(3.5);
});

test("a rest ends after eight milliseconds at most", async () => {
  const { began, ended, soon, next } = observed(40);
  const first = next();
  soon();
  await first;
  await new Promise(setImmediate);
  busyFor(8);
  const second = next();
  let turns = 0;
  soon();
  const count = (): void => {
    turns++;
    if (began.length < 2) setImmediate(count);
  };
  count();
  await second;
  expect(turns).toBeLessThan(3);
  expect(began.length).toBe(2);
  expect(ended.length).toBe(2);
});
