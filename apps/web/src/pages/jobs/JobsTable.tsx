import { ArrowDown, ArrowUp } from "lucide-react";
import type { JobListItem } from "@longshore/api/jobs";
import type { JobFilter, Sort } from "./job-filter.ts";
import { JobRow } from "./JobRow.tsx";
import type { RowActions } from "./JobRow.tsx";

const columns = [
  { key: "status", label: "Status", sort: "health" },
  { key: "job", label: "Job", sort: "name" },
  { key: "run", label: "Last run" },
  { key: "type", label: "Type" },
  { key: "groups", label: "Task groups" },
  { key: "version", label: "Version" },
  { key: "changed", label: "Changed", sort: "changed" },
] as const satisfies readonly { key: string; label: string; sort?: Sort }[];

const Head = ({
  column,
  filter,
  onSort,
}: {
  readonly column: (typeof columns)[number];
  readonly filter: JobFilter;
  readonly onSort: (sort: Sort) => void;
}) => {
  if (!("sort" in column))
    return (
      <th scope="col" className={`c-${column.key}`}>
        {column.label}
      </th>
    );
  const on = filter.sort === column.sort;
  const Arrow = filter.descending ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      className={`c-${column.key}`}
      {...(on ? { "aria-sort": filter.descending ? "descending" : "ascending" } : {})}
    >
      <button
        type="button"
        onClick={() => {
          onSort(column.sort);
        }}
      >
        {column.label}
        {on ? <Arrow className="i" aria-hidden="true" /> : null}
      </button>
    </th>
  );
};

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
  <table className="jobs" aria-label="Jobs" aria-rowcount={total + 1}>
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => (
          <Head key={column.key} column={column} filter={filter} onSort={onSort} />
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
