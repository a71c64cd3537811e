import "./segmented-bar.css";

export type SegmentState = "queued" | "starting" | "running" | "stopping" | "complete" | "failed" | "lost";

/** Reading order: what is still to come on the left, what went wrong on the right. */
const order: readonly SegmentState[] = ["queued", "starting", "running", "stopping", "complete", "failed", "lost"];

export type Segments = { readonly [state in SegmentState]: number };

export const segmentsText = (counts: Segments): string =>
  order
    .filter((state) => counts[state] > 0)
    .map((state) => `${String(counts[state])} ${state}`)
    .join(", ");

/** One group's instances by state, each state with its own texture. */
export const SegmentedBar = ({
  counts,
  label,
}: {
  readonly counts: Segments;
  /** What the bar is of, before the counts. */
  readonly label?: string;
}) => {
  const text = segmentsText(counts);
  return (
    <span
      className="bar"
      role="img"
      aria-label={`${label === undefined ? "" : `${label}: `}${text === "" ? "no instances" : text}`}
    >
      {text === "" ? <i className="none" /> : null}
      {order.map((state) =>
        counts[state] > 0 ? <i key={state} className={state} style={{ flexGrow: counts[state] }} /> : null,
      )}
    </span>
  );
};
