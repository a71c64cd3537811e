import { memo } from "react";
import type { CSSProperties, MouseEvent } from "react";
import type { RowView } from "../../lib/log/log-messages.ts";
import { number } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { segmentsOf } from "./row-segments.ts";
import type { Segment } from "./row-segments.ts";

const Styled = ({ segment }: { readonly segment: Segment }) => {
  const style = segment.colour === null ? undefined : ({ "--c": segment.colour } as CSSProperties);
  if (segment.href !== null)
    return (
      <a
        className={`lk ${segment.className}`}
        style={style}
        href={segment.href}
        target="_blank"
        rel="noreferrer noopener"
      >
        {segment.text}
      </a>
    );
  if (segment.className === "") return segment.text;
  return (
    <span className={segment.className} style={style}>
      {segment.text}
    </span>
  );
};

const Piece = ({ segment, current }: { readonly segment: Segment; readonly current: boolean }) =>
  segment.match === null ? (
    <Styled segment={segment} />
  ) : (
    <mark className={current ? "now" : undefined}>
      <Styled segment={segment} />
    </mark>
  );

export type LogRowProps = {
  readonly view: RowView;
  readonly selected: boolean;
  /** The number within this row of the match one is at, or null. */
  readonly currentMatch: number | null;
  readonly onPick: (view: RowView, extend: boolean) => void;
};

/** One row: gutter, line number as its own link, text. The text is only ever put in as text. */
export const LogRow = memo(({ view, selected, currentMatch, onPick }: LogRowProps) => {
  const pick = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    onPick(view, event.shiftKey);
  };
  return (
    <div className={`ln${selected ? " sel" : ""}${view.error ? " err" : ""}`} data-row={view.row}>
      <span className="g">{view.error ? <StatusShape state="failed" /> : null}</span>
      {view.line === 0 ? (
        <span className="no" aria-hidden="true" />
      ) : (
        <a
          className="no"
          href={`#L${String(view.line)}@${String(view.start)}`}
          // Sixty stops on the way through a page would help nobody: by keyboard `j` and `k` select lines.
          tabIndex={-1}
          aria-label={`Line ${number(view.line)}`}
          onClick={pick}
        >
          {number(view.line)}
        </a>
      )}
      <span className="tx">
        {segmentsOf(view).map((segment, at) => (
          // Segments have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <Piece key={at} segment={segment} current={currentMatch !== null && segment.match === currentMatch} />
        ))}
        {"\n"}
      </span>
    </div>
  );
});
