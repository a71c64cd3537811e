/**
 * Hands on what comes in, in order and so many in one turn of the event loop, so that what comes in heaps holds up nobody.
 * What comes while nothing waits is handed on at once.
 */
export const inTurns = <T>(perTurn: number, handOn: (one: T) => void): ((more: readonly T[]) => void) => {
  let waiting: T[] = [];
  let isUnderWay = false;

  const turn = (): void => {
    const now = waiting.slice(0, perTurn);
    waiting = waiting.slice(perTurn);
    isUnderWay = waiting.length > 0;
    if (isUnderWay) setImmediate(turn);
    for (const one of now) handOn(one);
  };

  return (more) => {
    waiting = waiting.length === 0 ? [...more] : [...waiting, ...more];
    if (!isUnderWay) turn();
  };
};
