import type { MouseEvent } from "react";
import { overviewParts } from "../../lib/log/log-messages.ts";
import { rowHeight } from "./scroll-geometry.ts";
import type { Position } from "./scroll-geometry.ts";
import { plural } from "../../lib/plural.ts";

/** Where the matches lie in the whole log, and what part of it is in view. A click goes there; by keyboard there is `n`. */
export const LogMap = ({
  overview,
  total,
  place: { rows, position, viewport },
  onGo,
}: {
  readonly overview: readonly number[];
  readonly total: number;
  readonly place: { readonly rows: number; readonly position: Position; readonly viewport: number };
  readonly onGo: (row: number) => void;
}) => {
  const most = Math.max(1, ...overview);
  const scale = overviewParts / Math.max(1, rows);
  const height = Math.min(overviewParts, Math.max(4, (viewport / rowHeight) * scale));
  const top = position.type === "end" ? overviewParts : position.row * scale;
  const go = (event: MouseEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    onGo(Math.min(rows - 1, Math.floor(((event.clientY - box.top) / box.height) * rows)));
  };
  return (
    <button
      type="button"
      className="lg-map"
      tabIndex={-1}
      aria-label={`Overview of the whole log: ${plural(total, "match", "matches")}`}
      onClick={go}
    >
      <svg viewBox={`0 0 40 ${String(overviewParts)}`} preserveAspectRatio="none" aria-hidden="true">
        {overview.map((count, part) =>
          count === 0 ? null : (
            // A part has no identity but its place.
            // oxlint-disable-next-line react/no-array-index-key
            <rect key={part} className="hit" x="12" y={part + 0.2} width={4 + 14 * (count / most)} height="0.6" />
          ),
        )}
        <rect className="now" x="1" y={Math.min(top, overviewParts - height)} width="38" height={height} />
      </svg>
    </button>
  );
};
