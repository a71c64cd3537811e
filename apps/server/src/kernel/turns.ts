/** How long pieces are taken in one turn of the event loop, in milliseconds: a slice of an evaluation takes as much alone. */
const longestTurnMs = 4;

/**
 * What the server does by itself, piece by piece and in the order in which it was asked for: between the turns of the event loop
 * that go into it everybody else is answered.
 */
export type Turns = {
  /** Runs a piece in one of the next turns. */
  readonly soon: (piece: () => void) => void;
  /** To be called when there is room again. */
  readonly goOn: () => void;
};

/** `hasRoom`: whether another piece may be begun. `now`: milliseconds of any clock that never goes back. */
export const createTurns = (hasRoom: () => boolean, now: () => number = () => performance.now()): Turns => {
  const waiting: (() => void)[] = [];
  let isAsked = false;

  const turn = (): void => {
    isAsked = false;
    const began = now();
    while (hasRoom()) {
      const piece = waiting.shift();
      if (piece === undefined) return;
      piece();
      if (now() - began >= longestTurnMs) break;
    }
    goOn();
  };

  const goOn = (): void => {
    if (isAsked || waiting.length === 0 || !hasRoom()) return;
    isAsked = true;
    setImmediate(turn);
  };

  return {
    soon: (piece) => {
      waiting.push(piece);
      goOn();
    },
    goOn,
  };
};
