import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowUp } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { JobList, JobListItem } from "@longshore/api/jobs";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { jobsQuery } from "../../api/queries.ts";
import { useMayNot } from "../../api/use-may-not.ts";
import { useStaleSince } from "../../api/use-live-status.ts";
import { number } from "../../lib/plural.ts";
import { showToast } from "../../lib/toasts.ts";
import { editJobPath, jobsPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Time } from "../../ui/Time.tsx";
import { ChangeDialog } from "../job/ChangeDialog.tsx";
import type { Confirming } from "../job/ChangeDialog.tsx";
import { findLogs } from "../job/find-logs.ts";
import { HealthTabs } from "./HealthTabs.tsx";
import { JobFilterBar } from "./JobFilterBar.tsx";
import { confirmingOf } from "./JobRow.tsx";
import type { RowActions } from "./JobRow.tsx";
import { FilteredOut, JobsFailed, NothingYet } from "./JobsEmpty.tsx";
import { JobsTable } from "./JobsTable.tsx";
import { addressQuery, changeFilter, clearFilter, filterQuery, readFilter } from "./job-filter.ts";
import type { JobFilter, Sort } from "./job-filter.ts";
import { useHeldRows } from "./use-held-rows.ts";
import { useRowKeys } from "./use-row-keys.ts";
import "./jobs.css";

const pageSize = 50;
const noItems: readonly JobListItem[] = [];

const sorted = (filter: JobFilter, sort: Sort): JobFilter =>
  changeFilter(filter, {
    sort,
    descending: filter.sort === sort ? !filter.descending : false,
  });

/** True while the pointer is over the list or the focus is in it. */
const useAttention = () => {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  return {
    attention: pointed || focused,
    handlers: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: () => setFocused(false),
    },
  };
};

const keyHints = [
  ["j k", "move"],
  ["p", "plan"],
  ["o", "logs"],
  ["s", "stop or start"],
  ["?", "all keys"],
] as const;

const Foot = ({
  filter,
  shown,
  total,
  next,
  at,
}: {
  readonly filter: JobFilter;
  readonly shown: number;
  readonly total: number;
  readonly next: string | null;
  readonly at: number;
}) => (
  <footer className="foot">
    <span>
      {number(filter.before + 1)}–{number(filter.before + shown)} of {number(total)}, as of{" "}
      <Time at={at} form="clock" />
    </span>
    {filter.before > 0 ? (
      <Link className="link" to={jobsPath(addressQuery(changeFilter(filter, {})))}>
        First page
      </Link>
    ) : null}
    {next === null ? null : (
      <Link className="link" to={jobsPath(addressQuery({ ...filter, cursor: next, before: filter.before + shown }))}>
        Next page
      </Link>
    )}
    <span className="grow" />
    <span className="keys" aria-hidden="true">
      {keyHints.map(([keys, text]) => (
        <span key={keys}>
          {keys.split(" ").map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
          {text}
        </span>
      ))}
    </span>
  </footer>
);

const useRowActions = (rows: readonly JobListItem[], confirm: (what: Confirming) => void) => {
  const navigate = useNavigate();
  const client = useQueryClient();
  const mayNot = useMayNot();
  const openLogs = useCallback(
    (job: JobListItem): void => {
      findLogs(client, job.namespace, job.id).then(
        (path) => {
          if (path === null) showToast({ state: "failed", text: `${job.id} has no instances yet.` });
          else void navigate(path);
        },
        (error: unknown) => {
          showToast({ state: "failed", text: wordsOf(error).title });
        },
      );
    },
    [client, navigate],
  );
  const list = useRef<HTMLDivElement>(null);
  const on = (run: (job: JobListItem) => void) => (row: string) => {
    const job = rows.find((each) => `${each.namespace}/${each.id}` === row);
    if (job !== undefined) run(job);
  };
  useRowKeys(list, [
    { keys: "o", label: "Open logs", run: on(openLogs) },
    {
      keys: "p",
      label: "Plan a change",
      run: on((job) => void navigate(editJobPath(job.namespace, job.id))),
    },
    {
      keys: "s",
      label: "Stop or start",
      run: on((job) => {
        if (mayNot === null) confirm(confirmingOf(job));
      }),
    },
  ]);
  return { list, actions: useMemo(() => ({ confirm, openLogs }), [confirm, openLogs]) };
};

/** The rows, or why there are none. */
const Listed = ({
  list,
  rows,
  filter,
  actions,
  onFilter,
}: {
  readonly list: JobList;
  readonly rows: readonly JobListItem[];
  readonly filter: JobFilter;
  readonly actions: RowActions;
  readonly onFilter: (filter: JobFilter) => void;
}) => {
  if (rows.length > 0)
    return (
      <JobsTable
        rows={rows}
        total={list.total}
        filter={filter}
        actions={actions}
        onSort={(sort) => {
          onFilter(sorted(filter, sort));
        }}
      />
    );
  if (list.all === 0) return <NothingYet />;
  return (
    <FilteredOut
      all={list.all}
      onClear={() => {
        onFilter(clearFilter(filter));
      }}
    />
  );
};

const NewPill = ({ fresh, onClick }: { readonly fresh: number; readonly onClick: () => void }) =>
  fresh === 0 ? null : (
    <button type="button" className="newpill" onClick={onClick}>
      <ArrowUp className="i s" aria-hidden="true" />
      {number(fresh)} new
    </button>
  );

const JobsBody = ({
  filter,
  onFilter,
}: {
  readonly filter: JobFilter;
  readonly onFilter: (filter: JobFilter) => void;
}) => {
  const query = { ...filterQuery(filter), limit: pageSize };
  const { data, error, refetch, isPlaceholderData, dataUpdatedAt } = useQuery(jobsQuery(query));
  const [confirming, setConfirming] = useState<Confirming | null>(null);
  const { attention, handlers } = useAttention();
  const stale = useStaleSince();
  const page = isPlaceholderData ? "before" : JSON.stringify(query);
  const { rows, fresh, release } = useHeldRows(page, data?.items ?? noItems, attention);
  const { list, actions } = useRowActions(rows, setConfirming);
  return (
    <>
      <div className="fb">
        <JobFilterBar filter={filter} onChange={onFilter} />
        <div className="tabrow">
          <HealthTabs counts={data?.counts} filter={filter} onChange={onFilter} />
          <NewPill fresh={fresh} onClick={release} />
        </div>
      </div>
      <StaleBar />
      <div
        ref={list}
        className={stale === null ? "wrap" : "wrap stale-data"}
        aria-busy={isPlaceholderData}
        {...handlers}
      >
        {data === undefined && error === null ? <SkeletonRows rows={14} height={32} /> : null}
        {data === undefined && error !== null ? <JobsFailed error={error} onRetry={() => void refetch()} /> : null}
        {data === undefined ? null : (
          <Listed list={data} rows={rows} filter={filter} actions={actions} onFilter={onFilter} />
        )}
      </div>
      {data === undefined || rows.length === 0 ? null : (
        <Foot filter={filter} shown={rows.length} total={data.total} next={data.next} at={dataUpdatedAt} />
      )}
      <ChangeDialog confirming={confirming} onClose={() => setConfirming(null)} />
    </>
  );
};

export const JobsPage = () => {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const filter = readFilter(params);
  return (
    <Page title="Jobs" heading>
      <JobsBody
        filter={filter}
        onFilter={(next) => {
          // Typing must not fill the history; anything else can be gone back from.
          const replace = next.text !== filter.text && next.text !== "";
          void navigate(jobsPath(addressQuery(next)), { replace });
        }}
      />
    </Page>
  );
};
