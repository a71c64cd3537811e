import { expect, test } from "vitest";
import { inTurns } from "./in-turns.ts";

test("[Q8] a heap is handed on in order, so many in one piece, and what comes meanwhile waits behind it", () => {
  const handed: number[] = [];
  const pieces: (() => void)[] = [];
  const runNext = (): void => pieces.shift()?.();
  const add = inTurns<number>({ soon: (piece) => void pieces.push(piece) }, 2, (one) => void handed.push(one));
  add([]);
  add([1, 2]);
  expect(handed).toEqual([1, 2]);
  add([3, 4, 5, 6]);
  add([7]);
  expect(handed).toEqual([1, 2]);
  runNext();
  expect(handed).toEqual([1, 2, 3, 4]);
  runNext();
  runNext();
  expect(handed).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(pieces).toEqual([]);
  add([8]);
  expect(handed.at(-1)).toBe(8);
});
