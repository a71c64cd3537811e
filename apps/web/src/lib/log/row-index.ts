import type { ByteStore } from "./byte-store.ts";
import { createNumberList } from "./number-list.ts";

/**
 * Where rows begin. A row is a line, or a piece of a line longer than `longestRow` bytes: a task that never writes a newline
 * still gives rows that can be shown and searched. Cuts avoid the middle of a UTF-8 character and of an escape sequence.
 */
export const longestRow = 16_384;
const newline = 10;
const escape = 27;
/** No escape sequence worth keeping whole is longer than this; a link's address may be cut. */
const escapeReach = 64;

export type RowIndex = {
  readonly count: () => number;
  readonly startOf: (row: number) => number;
  /** Behind the row's newline, if it has one. */
  readonly endOf: (row: number) => number;
  /** The row that holds a byte. */
  readonly rowAt: (offset: number) => number;
  /** The line's number from 1, or 0 for the continuation of a cut line. */
  readonly lineOf: (row: number) => number;
  readonly rowOfLine: (line: number) => number;
  readonly lines: () => number;
  /** Rows that will not change when more is appended. */
  readonly settled: () => number;
  readonly hasCutsIn: (fromRow: number, toRow: number) => boolean;
  /** Takes in what was appended to the store. */
  readonly extend: () => void;
};

/** The place to cut before `limit`. */
const cutBefore = (store: ByteStore, rowStart: number, limit: number): number => {
  let cut = limit;
  for (let back = 0; back < 3 && (store.byteAt(cut) & 0xc0) === 0x80; back++) cut--;
  for (let at = cut - 1; at >= cut - escapeReach && at > rowStart; at--) if (store.byteAt(at) === escape) return at;
  return cut;
};

const createScan = (store: ByteStore, starts: ReturnType<typeof createNumberList>, cuts: typeof starts) => {
  let scanned = store.base;
  return (): void => {
    const end = store.end();
    let rowStart = starts.at(starts.length() - 1);
    while (scanned < end) {
      const reach = Math.min(end, rowStart + longestRow + 1);
      const found = store.indexOf(newline, scanned, reach);
      if (found !== -1) {
        rowStart = found + 1;
      } else if (end - rowStart > longestRow) {
        rowStart = cutBefore(store, rowStart, rowStart + longestRow);
        cuts.push(starts.length());
      } else {
        scanned = end;
        return;
      }
      starts.push(rowStart);
      scanned = rowStart;
    }
  };
};

export const createRowIndex = (store: ByteStore): RowIndex => {
  const starts = createNumberList();
  /** Rows that continue the row before them. */
  const cuts = createNumberList();
  starts.push(store.base);
  const scan = createScan(store, starts, cuts);

  /** The last start opens a row only once something is in it. */
  const count = (): number => starts.length() - (starts.at(starts.length() - 1) === store.end() ? 1 : 0);
  const linesUpTo = (row: number): number => row + 1 - cuts.countUpTo(row);

  return {
    count,
    startOf: (row) => starts.at(row),
    endOf: (row) => (row + 1 < starts.length() ? starts.at(row + 1) : store.end()),
    rowAt: (offset) => Math.max(0, Math.min(count(), starts.countUpTo(offset)) - 1),
    lineOf: (row) => {
      const before = cuts.countUpTo(row);
      return before > 0 && cuts.at(before - 1) === row ? 0 : row + 1 - before;
    },
    rowOfLine: (line) => {
      let low = 0;
      let high = Math.max(0, count() - 1);
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (linesUpTo(middle) < line) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    lines: () => (count() === 0 ? 0 : linesUpTo(count() - 1)),
    settled: () => starts.length() - 1,
    hasCutsIn: (fromRow, toRow) => cuts.countUpTo(toRow) > cuts.countUpTo(fromRow),
    extend: scan,
  };
};
