import type { JobList } from "@longshore/api/jobs";
import { jobHealths } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { changeFilter, tabOf } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";

/** Counts of what matches everything but the status; each is the filter for it. */
export const HealthTabs = ({
  counts,
  filter,
  onChange,
}: {
  readonly counts: JobList["counts"] | undefined;
  readonly filter: JobFilter;
  readonly onChange: (filter: JobFilter) => void;
}) => {
  const tab = tabOf(filter);
  const sum = counts === undefined ? undefined : jobHealths.reduce((total, health) => total + counts[health], 0);
  return (
    <div className="tabs" role="group" aria-label="Jobs per status under this filter">
      <button
        type="button"
        aria-pressed={tab === "all"}
        onClick={() => {
          onChange(changeFilter(filter, { health: [] }));
        }}
      >
        All <b>{sum === undefined ? "" : number(sum)}</b>
      </button>
      {jobHealths.map((health) => (
        <button
          key={health}
          type="button"
          className={counts?.[health] === 0 ? "zero" : undefined}
          aria-pressed={tab === health}
          onClick={() => {
            onChange(
              changeFilter(filter, {
                health: tab === health ? [] : [{ value: health, not: false }],
              }),
            );
          }}
        >
          <StatusShape state={health} />
          {health} <b>{counts === undefined ? "" : number(counts[health])}</b>
        </button>
      ))}
    </div>
  );
};
