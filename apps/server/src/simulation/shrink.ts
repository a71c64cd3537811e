import type { Step } from "./steps.ts";

/** Schedules that are tried at most: a few seconds. */
const mostTries = 400;

/**
 * Leaves out steps while it still fails: large parts first, single ones last (delta debugging, Zeller and Hildebrandt 2002). What is left
 * fails, and mostly nothing can be left out of it.
 */
export const shrink = (steps: readonly Step[], fails: (steps: readonly Step[]) => boolean): readonly Step[] => {
  let left = steps;
  let tries = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length && tries < mostTries;) {
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      tries += 1;
      if (fails(without)) left = without;
      else at += size;
    }
  }
  return left;
};
