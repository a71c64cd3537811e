import type { ByteStore } from "./byte-store.ts";
import { createNumberList } from "./number-list.ts";
import type { RowIndex } from "./row-index.ts";
import { applyCode, applySgr, plain } from "./sgr.ts";
import type { Sgr } from "./sgr.ts";

/** The most there is between two remembered states: a jump anywhere reads at most this far back. */
const mostRows = 256;
const mostBytes = 32_768;
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

/** The state after the sequence at `at`, unless it is another one than of colours. */
const applyAt = (before: Sgr, bytes: Uint8Array, at: number): Sgr => {
  if (bytes[at + 1] !== openBracket) return before;
  const end = Math.min(bytes.length, at + longestParameters);
  let code = 0;
  let single = true;
  for (let next = at + 2; next < end; next++) {
    const byte = bytes[next] ?? 0;
    if (byte === letterM) {
      // Most sequences are of one number: no text is made of them.
      return single ? applyCode(before, code) : applySgr(before, String.fromCharCode(...bytes.subarray(at + 2, next)));
    }
    if (byte < 48 || byte > 59) return before;
    if (byte > 57) single = false;
    code = code * 10 + byte - 48;
  }
  return before;
};

const fold = (before: Sgr, bytes: Uint8Array): Sgr => {
  let state = before;
  for (let at = bytes.indexOf(escape); at !== -1; at = bytes.indexOf(escape, at + 1)) state = applyAt(state, bytes, at);
  return state;
};

/** Colours carry over lines; remembering them now and then makes any row cheap to show. */
export const createSgrCheckpoints = (store: ByteStore, rows: RowIndex): SgrCheckpoints => {
  const at = createNumberList();
  at.push(0);
  const states: Sgr[] = [plain];
  const foldRows = (before: Sgr, from: number, to: number): Sgr =>
    fold(before, store.slice(rows.startOf(from), rows.startOf(to)));

  /** The next row to remember the state of. */
  const next = (last: number): number =>
    Math.min(last + mostRows, Math.max(last + 1, rows.rowAt(rows.startOf(last) + mostBytes)));

  return {
    stateAt: (row) => {
      const index = at.countUpTo(row) - 1;
      return foldRows(states[index] ?? plain, at.at(index), row);
    },
    extend: () => {
      const settled = rows.settled();
      for (;;) {
        const last = at.at(at.length() - 1);
        const enough = settled - last > mostRows || rows.startOf(settled) - rows.startOf(last) > mostBytes;
        const row = next(last);
        if (!enough || row >= settled) return;
        states.push(foldRows(states.at(-1) ?? plain, last, row));
        at.push(row);
      }
    },
  };
};
