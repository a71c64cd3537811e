import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { JobList, JobListItem } from "@longshore/api/jobs";
import { jobHealths } from "@longshore/core/model";
import { jobsQuery } from "../../api/queries.ts";
import { changed, sortedBy } from "../../lib/list-filter.ts";
import { useListFilter } from "../../lib/use-list-filter.ts";
import { ListPage } from "../../shell/ListPage.tsx";
import { Page } from "../../shell/Page.tsx";
import { FilterTabs } from "../../ui/FilterTabs.tsx";
import { ChangeDialog } from "../job/ChangeDialog.tsx";
import type { Confirming } from "../job/ChangeDialog.tsx";
import { JobFilterBar } from "./JobFilterBar.tsx";
import { JobsEmpty } from "./JobsEmpty.tsx";
import { JobsTable } from "./JobsTable.tsx";
import { NewPill } from "./NewPill.tsx";
import { filterQuery, jobAddress, tabOf } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";
import { useAttention } from "./use-attention.ts";
import { useHeldRows } from "./use-held-rows.ts";
import { useJobActions } from "./use-job-actions.ts";
import "./jobs.css";

const pageSize = 50;
const noItems: readonly JobListItem[] = [];

const keys = [
  ["j k", "move"],
  ["p", "plan"],
  ["o", "logs"],
  ["s", "stop or start"],
  ["?", "all keys"],
] as const;

const tabs = jobHealths.map((value) => ({ value }));

const HealthTabs = ({
  list,
  filter,
  onFilter,
}: {
  readonly list: JobList | undefined;
  readonly filter: JobFilter;
  readonly onFilter: (filter: JobFilter) => void;
}) => (
  <FilterTabs
    label="Jobs per status under this filter"
    tabs={tabs}
    counts={list?.counts}
    all={list === undefined ? undefined : jobHealths.reduce((sum, health) => sum + list.counts[health], 0)}
    chosen={tabOf(filter)}
    onChoose={(health) => onFilter(changed(filter, { health: health === "" ? [] : [{ value: health, not: false }] }))}
  />
);

/** What is asked for, with rows that hold still under attention. */
const useJobs = (filter: JobFilter) => {
  const asked = { ...filterQuery(filter), limit: pageSize };
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery(jobsQuery(asked));
  const { attention, handlers } = useAttention();
  const page = isPlaceholderData ? "before" : JSON.stringify(asked);
  const { rows, fresh, release } = useHeldRows(page, data?.items ?? noItems, attention);
  const held = data === undefined ? undefined : { ...data, items: [...rows] };
  return { query: { data: held, error, refetch, isPlaceholderData, dataUpdatedAt }, rows, fresh, release, handlers };
};

/** Every job, the worst first; what was launched from others is hidden unless asked for. */
export const JobsPage = () => {
  const { filter, onFilter } = useListFilter(jobAddress);
  const { query, rows, fresh, release, handlers } = useJobs(filter);
  const [confirming, setConfirming] = useState<Confirming | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const actions = useJobActions(list, rows, setConfirming);
  return (
    <Page title="Jobs" heading>
      <ListPage
        query={query}
        filter={filter}
        pathOf={jobAddress.pathOf}
        around={{ ref: list, ...handlers }}
        keys={keys}
        bar={<JobFilterBar filter={filter} hidden={query.data?.hidden ?? 0} onFilter={onFilter} />}
        tabs={
          <>
            <HealthTabs list={query.data} filter={filter} onFilter={onFilter} />
            <NewPill fresh={fresh} onClick={release} />
          </>
        }
        none={(found) => <JobsEmpty list={found} filter={filter} onFilter={onFilter} />}
        table={({ items, total }) => (
          <JobsTable
            rows={items}
            total={total}
            filter={filter}
            actions={actions}
            onSort={(sort) => onFilter(sortedBy(filter, sort))}
          />
        )}
      />
      <ChangeDialog confirming={confirming} onClose={() => setConfirming(null)} />
    </Page>
  );
};
