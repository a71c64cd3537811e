import { createByteStore } from "./byte-store.ts";
import type { ByteStore } from "./byte-store.ts";
import { displayText, visibleText } from "./escapes.ts";
import { renderRow } from "./render-row.ts";
import type { RenderedRow } from "./render-row.ts";
import { createRowIndex } from "./row-index.ts";
import type { RowIndex } from "./row-index.ts";
import { createSgrCheckpoints } from "./sgr-checkpoints.ts";

/** A piece of a log in memory, addressable by row and by byte. */
export type LogText = {
  readonly store: ByteStore;
  readonly rows: RowIndex;
  readonly append: (bytes: Uint8Array) => void;
  readonly render: (row: number) => RenderedRow;
  /** What is seen of the rows `[from, to)`, one line each. */
  readonly visible: (from: number, to: number) => string;
  /** As `visible`, with stand-ins for what cannot be seen: what is copied. */
  readonly copy: (from: number, to: number) => string;
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const withoutNewline = (raw: string): string => (raw.endsWith("\n") ? raw.slice(0, -1) : raw);

export const createLogText = (base: number): LogText => {
  const store = createByteStore(base);
  const rows = createRowIndex(store);
  const checkpoints = createSgrCheckpoints(store, rows);
  const raw = (from: number, to: number): string => decoder.decode(store.slice(from, to));
  const rawRow = (row: number): string => withoutNewline(raw(rows.startOf(row), rows.endOf(row)));

  const visible = (from: number, to: number): string => {
    if (from >= to) return "";
    // Without cuts each row ends with its newline: one decoding for all.
    if (!rows.hasCutsIn(from, to)) return visibleText(withoutNewline(raw(rows.startOf(from), rows.endOf(to - 1))));
    return Array.from({ length: to - from }, (_, at) => visibleText(rawRow(from + at))).join("\n");
  };

  return {
    store,
    rows,
    append: (bytes) => {
      store.append(bytes);
      rows.extend();
      checkpoints.extend();
    },
    render: (row) => renderRow(rawRow(row), checkpoints.stateAt(row)),
    visible,
    copy: (from, to) =>
      visible(from, to)
        .split("\n")
        .map((line) => displayText(line))
        .join("\n"),
  };
};
