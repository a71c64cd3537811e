import { number } from "../lib/plural.ts";
import { StatusShape } from "./Status.tsx";
import "./filter.css";

export type FilterTab<T extends string> = {
  readonly value: T;
  /** The status whose shape it has, where that is not its own word. */
  readonly shape?: string;
};

const Count = ({ count }: { readonly count: number | undefined }) => <b>{count === undefined ? "" : number(count)}</b>;

/** Counts of what matches everything but the status; each is the filter for it. */
export const FilterTabs = <T extends string>({
  label,
  tabs,
  counts,
  all,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly tabs: readonly FilterTab<T>[];
  /** undefined: not known yet. */
  readonly counts: Readonly<Record<T, number>> | undefined;
  readonly all: number | undefined;
  /** Empty: all of them. Null: something more intricate than one tab. */
  readonly chosen: T | "" | null;
  readonly onChoose: (value: T | "") => void;
}) => (
  <div className="tabs" role="group" aria-label={label}>
    <button type="button" aria-pressed={chosen === ""} onClick={() => onChoose("")}>
      All <Count count={all} />
    </button>
    {tabs.map(({ value, shape = value }) => (
      <button
        key={value}
        type="button"
        className={counts?.[value] === 0 ? "zero" : undefined}
        aria-pressed={chosen === value}
        onClick={() => onChoose(chosen === value ? "" : value)}
      >
        <StatusShape state={shape} />
        {value} <Count count={counts?.[value]} />
      </button>
    ))}
  </div>
);
