import type { Turns } from "./turns.ts";

/**
 * Hands on what comes in, in order and so many in one piece, so that what comes in heaps holds up nobody. What is no heap, and comes
 * while nothing waits, is handed on at once.
 */
export const inTurns = <T>(
  turns: Pick<Turns, "soon">,
  perPiece: number,
  handOn: (one: T) => void,
): ((more: readonly T[]) => void) => {
  let waiting: T[] = [];

  const piece = (): void => {
    const now = waiting.slice(0, perPiece);
    waiting = waiting.slice(perPiece);
    if (waiting.length > 0) turns.soon(piece);
    for (const one of now) handOn(one);
  };

  return (more) => {
    const isUnderWay = waiting.length > 0;
    waiting = isUnderWay ? [...waiting, ...more] : [...more];
    if (isUnderWay || waiting.length === 0) return;
    if (waiting.length <= perPiece) piece();
    else turns.soon(piece);
  };
};
