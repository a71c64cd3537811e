import { overviewParts } from "../../lib/log/log-messages.ts";
import { plural } from "../../lib/plural.ts";

/** Where the matches lie in the whole log, and what part of it is in view. A click goes there. */
export const LogMap = ({
  overview,
  total,
  rows,
  drawn,
  onGo,
}: {
  readonly overview: readonly number[];
  readonly total: number;
  readonly rows: number;
  readonly drawn: { readonly from: number; readonly to: number };
  readonly onGo: (row: number) => void;
}) => {
  const most = Math.max(1, ...overview);
  const top = rows === 0 ? 0 : (drawn.from / rows) * overviewParts;
  const height = rows === 0 ? 0 : Math.max(3, ((drawn.to - drawn.from) / rows) * overviewParts);
  return (
    <svg
      className="lg-map"
      viewBox={`0 0 40 ${String(overviewParts)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Overview of the whole log: ${plural(total, "match", "matches")}`}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onGo(Math.floor(((event.clientY - box.top) / box.height) * rows));
      }}
    >
      <rect className="now" x="1" y={Math.min(top, overviewParts - height)} width="38" height={height} />
      {overview.map((count, part) =>
        count === 0 ? null : (
          // A part has no identity but its place.
          // oxlint-disable-next-line react/no-array-index-key
          <rect key={part} className="hit" x="6" y={part} width={8 + 20 * Math.sqrt(count / most)} height="1.2" />
        ),
      )}
    </svg>
  );
};
