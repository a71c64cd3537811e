import { useCallback, useEffect, useRef, useState } from "react";
import type { LogClient, LogSnapshot } from "../../lib/log/log-client.ts";
import type { LocatedRange, RowView } from "../../lib/log/log-messages.ts";
import type { LineRange } from "../../lib/log/permalink.ts";
import type { LogScroller } from "./log-scroller.ts";

type Place = { readonly row: number; readonly line: number; readonly start: number };
/** `head` is the end that moves when the selection is extended. */
type Selected = { readonly anchor: Place; readonly head: Place };

export type LineSelection = {
  readonly rows: { readonly from: number; readonly to: number } | null;
  readonly range: LineRange | null;
  /** The address named lines that are no longer there. */
  readonly removed: boolean;
  readonly pick: (view: RowView, extend: boolean) => void;
  /** One line on, from the selected one or from the upper edge. */
  readonly move: (by: 1 | -1, extend: boolean) => void;
  readonly clear: () => void;
};

const placeOf = ({ row, line, start }: RowView): Place => ({ row, line, start });

const rangeOf = (selected: Selected | null): LineRange | null => {
  if (selected === null) return null;
  const [first, last] =
    selected.anchor.row <= selected.head.row ? [selected.anchor, selected.head] : [selected.head, selected.anchor];
  return { from: first.line, to: last.line, byte: first.start };
};

const rowsOf = (selected: Selected | null): LineSelection["rows"] =>
  selected === null
    ? null
    : {
        from: Math.min(selected.anchor.row, selected.head.row),
        to: Math.max(selected.anchor.row, selected.head.row),
      };

/** Whether enough of the log is here to say where the lines are. */
const canLocate = ({ summary }: LogSnapshot, range: LineRange): boolean => {
  if (summary.phase === "whole") return summary.rows > 0;
  if (summary.phase !== "reading") return false;
  return range.byte === null ? summary.lines > range.to : summary.end > range.byte;
};

/** The selected lines: from the address at first, then what is picked. */
export const useLineSelection = (
  client: LogClient,
  snapshot: LogSnapshot,
  options: { readonly wanted: LineRange | null; readonly scroller: LogScroller },
): LineSelection => {
  const { wanted, scroller } = options;
  const [selected, setSelected] = useState<Selected | null>(null);
  const [removed, setRemoved] = useState(false);
  /** As `selected`, at once: a second key may come before the next drawing. */
  const latest = useRef<Selected | null>(null);
  const handled = useRef<LineRange | null>(null);
  const generation = useRef(snapshot.summary.generation);

  const select = useCallback((next: Selected | null): void => {
    latest.current = next;
    setSelected(next);
  }, []);

  useEffect(() => {
    if (generation.current === snapshot.summary.generation) return;
    generation.current = snapshot.summary.generation;
    // Rows have other numbers now.
    select(null);
  }, [snapshot.summary.generation, select]);

  useEffect(() => {
    if (wanted === null || handled.current === wanted || !canLocate(snapshot, wanted)) return;
    handled.current = wanted;
    void client.ask({ type: "locate", range: wanted }).then((answer) => {
      const found = answer as LocatedRange;
      setRemoved(found.removed);
      if (found.removed) return;
      const start = found.range.byte ?? 0;
      select({
        anchor: { row: found.fromRow, line: found.range.from, start },
        head: { row: found.toRow, line: found.range.to, start },
      });
      scroller.reveal(found.fromRow);
    });
  }, [client, scroller, select, snapshot, wanted]);

  const pick = useCallback(
    (view: RowView, extend: boolean): void => {
      const place = placeOf(view);
      select({ anchor: extend && latest.current !== null ? latest.current.anchor : place, head: place });
    },
    [select],
  );

  const move = (by: 1 | -1, extend: boolean): void => {
    let row = latest.current === null ? scroller.topRow() : latest.current.head.row + by;
    while (client.row(row)?.line === 0 && snapshot.summary.phase !== "tail") row += by;
    const view = client.row(row);
    if (view === undefined || view.line === 0) return;
    pick(view, extend);
    scroller.reveal(row);
  };

  return {
    rows: rowsOf(selected),
    range: rangeOf(selected),
    removed,
    pick,
    move,
    clear: () => {
      select(null);
      setRemoved(false);
    },
  };
};
