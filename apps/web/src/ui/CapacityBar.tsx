import { number } from "../lib/plural.ts";
import "./capacity-bar.css";

const share = (used: number, total: number): number => (total <= 0 ? 0 : Math.min(1, used / total));

/** How much of what there is has been reserved: a bar and, in words, the numbers. */
export const CapacityBar = ({
  label,
  used,
  total,
  unit,
  brief = false,
}: {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  readonly unit: string;
  /** The share alone beside the bar, for lists. */
  readonly brief?: boolean;
}) => {
  const text = `${number(Math.round(used))} of ${number(Math.round(total))} ${unit}`;
  return (
    <span className={brief ? "cap brief" : "cap"}>
      <span
        className="cap-bar"
        role="meter"
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={Math.min(used, Math.max(total, 1))}
        aria-label={`${label} reserved`}
        aria-valuetext={text}
      >
        <i style={{ width: `${String(100 * share(used, total))}%` }} />
      </span>
      <span className="cap-text" aria-hidden="true">
        {brief ? `${String(Math.round(100 * share(used, total)))} %` : `${text} reserved`}
      </span>
    </span>
  );
};
