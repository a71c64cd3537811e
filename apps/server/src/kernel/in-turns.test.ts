import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { inTurns } from "./in-turns.ts";

test("[Q8] a heap is handed on in order, so many in one turn, and what comes meanwhile waits behind it", async () => {
  const handed: number[] = [];
  const add = inTurns<number>(2, (one) => void handed.push(one));
  add([1]);
  expect(handed).toEqual([1]);
  add([2, 3, 4, 5]);
  add([6]);
  expect(handed).toEqual([1, 2, 3]);
  await nextTurn();
  expect(handed).toEqual([1, 2, 3, 4, 5]);
  await nextTurn();
  expect(handed).toEqual([1, 2, 3, 4, 5, 6]);
  add([7]);
  expect(handed.at(-1)).toBe(7);
});
