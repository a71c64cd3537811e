import { useLayoutEffect, useState } from "react";
import type { LogClient } from "../../lib/log/log-client.ts";
import type { RowView } from "../../lib/log/log-messages.ts";
import { LogRow } from "./LogRow.tsx";
import { rowHeight, sizerHeight } from "./scroll-geometry.ts";
import type { LogScroll } from "./use-log-scroll.ts";

export type RowRange = { readonly from: number; readonly to: number };

/** Rows asked for beyond the drawn ones, on either side. */
const ahead = 30;

const Rows = ({
  client,
  drawn,
  selected,
  current,
  onPick,
}: {
  readonly client: LogClient;
  readonly drawn: RowRange;
  readonly selected: RowRange | null;
  readonly current: { readonly row: number; readonly nth: number } | null;
  readonly onPick: (view: RowView, extend: boolean) => void;
}) =>
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
  scroll,
  wrap,
  label,
  selected,
  current,
  onPick,
}: {
  readonly client: LogClient;
  readonly scroll: LogScroll;
  readonly wrap: boolean;
  readonly label: string;
  readonly selected: RowRange | null;
  readonly current: { readonly row: number; readonly nth: number } | null;
  readonly onPick: (view: RowView, extend: boolean) => void;
}) => {
  const { drawn, geometry } = scroll;
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (drawn.to > drawn.from) client.want(Math.max(0, drawn.from - ahead), Math.min(geometry.rows, drawn.to + ahead));
  });
  useLayoutEffect(() => {
    // The widest row seen so far: the sideways scroll bar does not jump while scrolling.
    const wide = wrap ? 0 : (scroll.list.current?.scrollWidth ?? 0);
    if (wide > width || (wrap && width > 0)) setWidth(wide);
  });
  return (
    <div
      ref={scroll.scroller}
      className="lg-scroll"
      data-wrap={wrap || undefined}
      role="log"
      aria-live="off"
      aria-label={label}
      // A scrolled region must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={scroll.onScroll}
      onWheel={scroll.onWheel}
    >
      <div className="lg-sizer" style={{ height: sizerHeight(geometry), minWidth: width }}>
        <div className="lg-pane" style={{ height: geometry.viewport }}>
          <div ref={scroll.list} className="lg-rows">
            <Rows client={client} drawn={drawn} selected={selected} current={current} onPick={onPick} />
          </div>
        </div>
      </div>
    </div>
  );
};
