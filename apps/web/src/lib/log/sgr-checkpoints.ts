import type { ByteStore } from "./byte-store.ts";
import type { RowIndex } from "./row-index.ts";
import { applySgr, plain } from "./sgr.ts";
import type { Sgr } from "./sgr.ts";

/** Rows between two remembered states: a jump anywhere reads at most this many rows back. */
const every = 256;
const escape = 27;
const openBracket = 91;
const letterM = 109;
/** Parameters of colour sequences are digits, colons and semicolons; none is longer. */
const longestParameters = 120;

export type SgrCheckpoints = {
  /** The state in which a row begins. */
  readonly stateAt: (row: number) => Sgr;
  /** Takes in rows that settled. */
  readonly extend: () => void;
};

/** The colour sequence at `offset`: its parameters, or null when it is another sequence. */
const parametersAt = (store: ByteStore, offset: number, end: number): string | null => {
  if (store.byteAt(offset + 1) !== openBracket) return null;
  let text = "";
  for (let at = offset + 2; at < Math.min(end, offset + longestParameters); at++) {
    const byte = store.byteAt(at);
    if (byte === letterM) return text;
    if (byte < 48 || byte > 59) return null;
    text += String.fromCharCode(byte);
  }
  return null;
};

const fold = (store: ByteStore, before: Sgr, [from, to]: readonly [number, number]): Sgr => {
  let state = before;
  let at = store.indexOf(escape, from, to);
  while (at !== -1) {
    const parameters = parametersAt(store, at, to);
    if (parameters !== null) state = applySgr(state, parameters);
    at = store.indexOf(escape, at + 1, to);
  }
  return state;
};

/** Colours carry over lines; remembering them every so many rows makes any row cheap to show. */
export const createSgrCheckpoints = (store: ByteStore, rows: RowIndex): SgrCheckpoints => {
  const states: Sgr[] = [plain];
  const advance = (): void => {
    const row = states.length * every;
    const last = states.at(-1) ?? plain;
    states.push(fold(store, last, [rows.startOf(row - every), rows.startOf(row)]));
  };
  return {
    stateAt: (row) => {
      const index = Math.min(states.length - 1, Math.floor(row / every));
      return fold(store, states[index] ?? plain, [rows.startOf(index * every), rows.startOf(row)]);
    },
    extend: () => {
      while (states.length * every <= rows.settled()) advance();
    },
  };
};
