import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { instanceState } from "./instance-states.ts";
import type { JobDetail } from "@longshore/api/jobs";
import { useNavigate, useSearchParams } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { jobAllocationsQuery } from "../../api/queries.ts";
import { instancesPath, logsPath } from "../../paths.ts";
import { changed, readPaged, writeBefore } from "../../lib/list-filter.ts";
import type { Paged } from "../../lib/list-filter.ts";
import { ListFoot } from "../../ui/ListFoot.tsx";
import { PageLinks, byAge } from "../../shell/PageLinks.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { AllocationsTable } from "./AllocationsTable.tsx";

const pageSize = 50;

type Filter = Paged & { readonly group: string; readonly state: string };

const useFilter = (job: JobDetail) => {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const filter: Filter = {
    group: params.get("group") ?? "",
    state: params.get("state") ?? "",
    ...readPaged(params),
  };
  const pathOf = (next: Filter): string =>
    instancesPath(job.namespace, job.id, {
      ...next,
      before: writeBefore(next),
    });
  return {
    filter,
    pathOf,
    set: (change: Partial<Filter>) => void navigate(pathOf(changed(filter, change)), { replace: true }),
  };
};

const FilterBar = ({
  job,
  filter,
  set,
}: { readonly job: JobDetail } & Pick<ReturnType<typeof useFilter>, "filter" | "set">) => (
  <div className="ibar">
    <label className="row">
      <span className="meta">Group</span>
      <select
        className="input"
        value={filter.group}
        onChange={(event) => {
          set({ group: event.target.value });
        }}
      >
        <option value="">all</option>
        {job.groups.map((group) => (
          <option key={group.name}>{group.name}</option>
        ))}
      </select>
    </label>
    <div className="tabs" role="group" aria-label="State">
      <button type="button" aria-pressed={filter.state === ""} onClick={() => set({ state: "" })}>
        All
      </button>
      {instanceState.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={filter.state === state}
          onClick={() => {
            set({ state: filter.state === state ? "" : state });
          }}
        >
          <StatusShape state={state} />
          {state}
        </button>
      ))}
    </div>
  </div>
);

/** Every instance that is kept, newest first, by page. */
export const InstancesTab = ({ job }: { readonly job: JobDetail }) => {
  const { filter, pathOf, set } = useFilter(job);
  const navigate = useNavigate();
  const { before: _, ...query } = filter;
  const { data, error } = useQuery(jobAllocationsQuery(job.namespace, job.id, { ...query, limit: pageSize }));
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, [
    {
      keys: "o",
      label: "Open log",
      run: (id) => {
        const task = data?.items.find((item) => item.id === id)?.tasks[0];
        if (task !== undefined) void navigate(logsPath(id, task));
      },
    },
  ]);
  const words = error === null ? null : wordsOf(error);
  return (
    <div ref={list}>
      <FilterBar job={job} filter={filter} set={set} />
      {words !== null && data === undefined ? (
        <div className="pad">
          <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
        </div>
      ) : null}
      {data === undefined && error === null ? <SkeletonRows rows={12} height={32} /> : null}
      {data === undefined || data.items.length > 0 ? null : (
        <Empty title={filter.group === "" && filter.state === "" ? "No instances yet" : "No such instances"} />
      )}
      {data === undefined || data.items.length === 0 ? null : (
        <>
          <AllocationsTable items={data.items} label="Instances" />
          <ListFoot before={filter.before} shown={data.items.length} total={data.total}>
            <PageLinks
              first={filter.before === 0 ? null : pathOf(changed(filter, {}))}
              next={
                data.next === null
                  ? null
                  : pathOf({ ...filter, cursor: data.next, before: filter.before + data.items.length })
              }
              words={byAge}
            />
          </ListFoot>
        </>
      )}
    </div>
  );
};
