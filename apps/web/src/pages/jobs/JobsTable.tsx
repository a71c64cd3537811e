import type { JobListItem } from "@longshore/api/jobs";
import { ColumnHead } from "../../ui/ColumnHead.tsx";
import type { Column } from "../../ui/ColumnHead.tsx";
import type { JobFilter, Sort } from "./job-filter.ts";
import { JobRow } from "./JobRow.tsx";
import type { RowActions } from "./use-job-actions.ts";

const columns: readonly Column<Sort>[] = [
  { name: "c-status", label: "Status", sort: "health" },
  { name: "c-job", label: "Job", sort: "name" },
  { name: "c-run", label: "Last run" },
  { name: "c-type", label: "Type" },
  { name: "c-groups", label: "Task groups" },
  { name: "c-version", label: "Version" },
  { name: "c-changed", label: "Changed", sort: "changed" },
];

export const JobsTable = ({
  rows,
  total,
  filter,
  actions,
  onSort,
}: {
  readonly rows: readonly JobListItem[];
  readonly total: number;
  readonly filter: JobFilter;
  readonly actions: RowActions;
  readonly onSort: (sort: Sort) => void;
}) => (
  <table className="lst jobs" aria-label="Jobs" aria-rowcount={total + 1}>
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <ColumnHead
            key={column.name}
            column={column}
            sorted={filter.sort}
            descending={filter.descending}
            onSort={onSort}
          />
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((job, at) => (
        <JobRow key={`${job.namespace}/${job.id}`} job={job} row={filter.before + at + 1} actions={actions} />
      ))}
    </tbody>
  </table>
);
