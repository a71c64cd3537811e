import { useEffectEvent, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import type { CSSProperties } from "react";
import type { LogClient } from "../../lib/log/log-client.ts";
import type { RowView } from "../../lib/log/log-messages.ts";
import { LogRow } from "./LogRow.tsx";
import type { LogScroller } from "./log-scroller.ts";
import { rowHeight, rowsToDraw, sizerHeight } from "./scroll-geometry.ts";
import "./log-view.css";

export type RowRange = { readonly from: number; readonly to: number };

/** Rows asked for beyond the drawn ones, on either side. */
const ahead = 30;

type Marked = {
  readonly selected: RowRange | null;
  readonly current: { readonly row: number; readonly nth: number } | null;
  readonly onPick: (view: RowView, extend: boolean) => void;
};

const Rows = ({
  client,
  drawn,
  selected,
  current,
  onPick,
}: Marked & { readonly client: LogClient; readonly drawn: RowRange }) =>
  Array.from({ length: drawn.to - drawn.from }, (_, at) => {
    const row = drawn.from + at;
    const view = client.row(row);
    // A row on its way keeps its place.
    if (view === undefined) return <div key={row} className="ln" data-row={row} style={{ height: rowHeight }} />;
    return (
      <LogRow
        key={row}
        view={view}
        selected={selected !== null && row >= selected.from && row <= selected.to}
        currentMatch={current?.row === row ? current.nth : null}
        onPick={onPick}
      />
    );
  });

/** The rows of a log, under a native scroll bar. */
export const LogView = ({
  client,
  scroller,
  rows,
  wrap,
  label,
  ...marked
}: Marked & {
  readonly client: LogClient;
  readonly scroller: LogScroller;
  readonly rows: number;
  readonly wrap: boolean;
  readonly label: string;
}) => {
  const { position, viewport } = useSyncExternalStore(scroller.subscribe, scroller.state);
  const outer = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const geometry = { rows, viewport, wrap };
  const drawn = rowsToDraw(position, geometry);

  useLayoutEffect(() => {
    if (outer.current !== null && list.current !== null) return scroller.mount(outer.current, list.current);
    return undefined;
  }, [scroller]);
  const afterDrawing = useEffectEvent(() => {
    if (drawn.to > drawn.from) client.want(Math.max(0, drawn.from - ahead), Math.min(rows, drawn.to + ahead));
    // The widest row seen so far: the sideways scroll bar does not jump while scrolling.
    const wide = wrap ? 0 : (list.current?.scrollWidth ?? 0);
    if (wide > width || (wrap && width > 0)) setWidth(wide);
    scroller.settle(rows, wrap);
  });
  useLayoutEffect(() => {
    afterDrawing();
  });
  // Room for the largest line number there is.
  const digits = String(Math.max(100, rows)).length;
  return (
    <div
      ref={outer}
      className="lg-scroll"
      data-wrap={wrap || undefined}
      role="log"
      aria-live="off"
      aria-label={label}
      // A scrolled region must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={scroller.onScroll}
      onWheel={(event) => {
        scroller.onWheel(event.deltaY);
      }}
      style={{ "--digits": digits } as CSSProperties}
    >
      <div className="lg-sizer" style={{ height: sizerHeight(geometry), minWidth: `max(100%, ${String(width)}px)` }}>
        <div className="lg-pane" style={{ height: viewport }}>
          <div ref={list} className="lg-rows">
            <Rows client={client} drawn={drawn} {...marked} />
          </div>
        </div>
      </div>
    </div>
  );
};
