import { createDueQueue } from "@longshore/core/due-queue";
import type { EngineClock } from "../engine-clock.ts";

export type VirtualClock = EngineClock & {
  /** Time goes on so far, and everything that falls due meanwhile happens at its time, in order. */
  readonly advance: (milliseconds: number) => void;
};

/** A clock that stands still until it is told to go on. */
export const createVirtualClock = (start = Date.UTC(2026, 0, 1)): VirtualClock => {
  const due = createDueQueue<() => void>();
  let now = start;
  return {
    now: () => now,
    wake: (at, call) => {
      const once = (): void => call();
      due.set(once, Math.max(at, now));
      return () => due.set(once, null);
    },
    advance: (milliseconds) => {
      const end = now + milliseconds;
      for (let at = due.firstAt(); at !== null && at <= end; at = due.firstAt()) {
        now = Math.max(now, at);
        due.take(now)?.();
      }
      now = end;
    },
  };
};
