import { Ship } from "lucide-react";
import type { JobList } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { changed } from "../../lib/list-filter.ts";
import { plural } from "../../lib/plural.ts";
import { newJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { FilteredOut } from "../../ui/FilteredOut.tsx";
import { clearFilter, isFiltered } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";

const NothingYet = () => (
  <Empty
    icon={<Ship className="i" aria-hidden="true" />}
    title="No jobs yet"
    actions={
      <Link className={buttonClass({ variant: "primary" })} to={newJobPath()}>
        Start from a sample
      </Link>
    }
  >
    Paste a Nomad job file in JSON, look at its plan, then run it. Clients that speak one of the other APIs can register
    jobs here as well.
  </Empty>
);

/** Why there are no rows: there is nothing, a filter keeps it out, or it is children, which are hidden. */
export const JobsEmpty = ({
  list: { all, hidden },
  filter,
  onFilter,
}: {
  readonly list: JobList;
  readonly filter: JobFilter;
  readonly onFilter: (filter: JobFilter) => void;
}) =>
  all === 0 ? (
    <NothingYet />
  ) : (
    <FilteredOut noun="job" all={all} onClear={isFiltered(filter) ? () => onFilter(clearFilter(filter)) : null}>
      {hidden === 0 ? null : (
        <Button onClick={() => onFilter(changed(filter, { children: true }))}>
          Show {plural(hidden, "child", "children")}
        </Button>
      )}
    </FilteredOut>
  );
