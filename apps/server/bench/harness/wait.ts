import { setTimeout as delay } from "node:timers/promises";

/** Tries until it succeeds, every 50 ms; after `limitMs` the last failure stands. */
export const untilItWorks = async <T>(limitMs: number, attempt: () => Promise<T>): Promise<T> => {
  const until = performance.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (fault) {
      if (performance.now() > until) throw fault;
    }
    await delay(50);
  }
};
