/** Steps of the wall clock and sleeps of the machine are noticed within this time, in milliseconds. */
const longestWaitMs = 30_000;

/** A wait for one time of the wall clock. */
export type Alarm = {
  /** Replaces the time; null: none. */
  readonly set: (at: number | null) => void;
  /** It never rings again. */
  readonly stop: () => void;
};

/** `ring` is called when the time has come, and now and then before: it looks at the clock itself, and sets the alarm again. */
export const createAlarm = (now: () => number, ring: () => void): Alarm => {
  let timer: NodeJS.Timeout | undefined;
  let armedFor: number | null = null;
  let isStopped = false;

  return {
    set: (at) => {
      if (isStopped || at === armedFor) return;
      clearTimeout(timer);
      armedFor = at;
      if (at === null) return;
      timer = setTimeout(
        () => {
          armedFor = null;
          ring();
        },
        Math.min(longestWaitMs, Math.max(0, at - now())),
      );
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
