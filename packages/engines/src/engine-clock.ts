/** Where an engine that makes things up takes its time from: the machine's clock, or a virtual one. */
export type EngineClock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Calls back at that time, or soon when it is past, and never within this call. Returns what calls it off. */
  readonly wake: (at: number, call: () => void) => () => void;
};

/** The longest that Node's timers take, in milliseconds. */
const longestWait = 2 ** 31 - 1;

export const machineClock = (now: () => number): EngineClock => ({
  now,
  wake: (at, call) => {
    const wait = at - now();
    if (wait <= 0) {
      const soon = setImmediate(call);
      return () => clearImmediate(soon);
    }
    const timer = setTimeout(call, Math.min(wait, longestWait));
    return () => clearTimeout(timer);
  },
});
