import { setTimeout as delay } from "node:timers/promises";

/**
 * Calls at a fixed rate, whether or not earlier calls are done: a server that falls behind meets a queue, as in life, and the
 * wait counts. `at` is the moment the call was due, by `performance.now()`. Resolves when all calls are done.
 */
export const atRate = async (
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  call: (nth: number, at: number) => Promise<void>,
): Promise<void> => {
  const from = performance.now();
  const calls: Promise<void>[] = [];
  for (let nth = 0; nth < perSecond * seconds; nth += 1) {
    const at = from + (nth * 1000) / perSecond;
    const early = at - performance.now();
    if (early > 0) await delay(early);
    calls.push(call(nth, at));
  }
  await Promise.all(calls);
};
