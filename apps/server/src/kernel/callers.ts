/** For how long after a request others are expected, in milliseconds. */
const lingersMs = 250;

/** Whether somebody waits for answers: then what the server does by itself comes in smaller pieces. */
export type Callers = {
  /** To be called with each request. */
  readonly came: () => void;
  readonly areThere: () => boolean;
};

/** `now`: milliseconds of any clock that never goes back. */
export const createCallers = (now: () => number = () => performance.now()): Callers => {
  let last = Number.NEGATIVE_INFINITY;
  return {
    came: () => void (last = now()),
    areThere: () => now() - last < lingersMs,
  };
};
