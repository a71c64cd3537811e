import { useQuery } from "@tanstack/react-query";
import { FilterX, Server, Unplug } from "lucide-react";
import { useRef } from "react";
import type { NodeList } from "@longshore/api/nodes";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { nodesQuery } from "../../api/queries.ts";
import { useStaleSince } from "../../api/use-live-status.ts";
import { plural } from "../../lib/plural.ts";
import { nodesPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ListFoot } from "../../ui/ListFoot.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { useRowKeys } from "../jobs/use-row-keys.ts";
import { NodeFilterBar, NodeTabs } from "./NodeFilterBar.tsx";
import { NodesTable } from "./NodesTable.tsx";
import { changeNodeFilter, clearNodeFilter, nodeAddressOf, nodeQueryOf, readNodeFilter } from "./node-filter.ts";
import type { NodeFilter } from "./node-filter.ts";
import "../job/lists.css";
import "./nodes.css";

const pageSize = 50;

const Failed = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => (
  <Empty
    icon={<Unplug className="i" aria-hidden="true" />}
    title={wordsOf(error).title}
    actions={<Button onClick={onRetry}>Try again</Button>}
  >
    {wordsOf(error).detail}
  </Empty>
);

const Nothing = ({ list, onClear }: { readonly list: NodeList; readonly onClear: () => void }) =>
  list.all === 0 ? (
    <Empty icon={<Server className="i" aria-hidden="true" />} title="No node has reported yet">
      Work waits until one does.
    </Empty>
  ) : (
    <Empty
      icon={<FilterX className="i" aria-hidden="true" />}
      title="No node matches this filter"
      actions={<Button onClick={onClear}>Clear the filter</Button>}
    >
      {list.all === 1 ? "There is 1 node" : `There are ${plural(list.all, "node")}`} without it.
    </Empty>
  );

const Foot = ({ filter, list }: { readonly filter: NodeFilter; readonly list: NodeList }) => (
  <ListFoot
    before={filter.before}
    shown={list.items.length}
    total={list.total}
    keys={[
      ["j k", "move"],
      ["↵", "open"],
      ["/", "filter"],
      ["?", "all keys"],
    ]}
  >
    {filter.before > 0 ? (
      <Link className="link" to={nodesPath(nodeAddressOf(changeNodeFilter(filter, {})))}>
        First page
      </Link>
    ) : null}
    {list.next === null ? null : (
      <Link
        className="link"
        to={nodesPath(nodeAddressOf({ ...filter, cursor: list.next, before: filter.before + list.items.length }))}
      >
        Next page
      </Link>
    )}
  </ListFoot>
);

const NodesBody = ({
  filter,
  onFilter,
}: {
  readonly filter: NodeFilter;
  readonly onFilter: (filter: NodeFilter) => void;
}) => {
  const { data, error, refetch, isPlaceholderData } = useQuery(nodesQuery({ ...nodeQueryOf(filter), limit: pageSize }));
  const stale = useStaleSince();
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  return (
    <>
      <div className="fb">
        <NodeFilterBar filter={filter} list={data} onChange={onFilter} />
        <div className="tabrow">
          <NodeTabs filter={filter} list={data} onChange={onFilter} />
        </div>
      </div>
      <StaleBar />
      <div ref={list} className={stale === null ? "wrap" : "wrap stale-data"} aria-busy={isPlaceholderData}>
        {data === undefined && error === null ? <SkeletonRows rows={14} height={32} /> : null}
        {data === undefined && error !== null ? <Failed error={error} onRetry={() => void refetch()} /> : null}
        {data === undefined ? null : data.items.length === 0 ? (
          <Nothing
            list={data}
            onClear={() => {
              onFilter(clearNodeFilter(filter));
            }}
          />
        ) : (
          <NodesTable
            items={data.items}
            total={data.total}
            filter={filter}
            onSort={(sort) => {
              const descending = filter.sort === sort && !filter.descending;
              onFilter(changeNodeFilter(filter, { sort, descending }));
            }}
          />
        )}
      </div>
      {data === undefined || data.items.length === 0 ? null : <Foot filter={filter} list={data} />}
    </>
  );
};

/** Where work runs: which nodes there are, how they are, and how much of each is reserved. */
export const NodesPage = () => {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const filter = readNodeFilter(params);
  return (
    <Page title="Nodes" heading>
      <NodesBody
        filter={filter}
        onFilter={(next) => {
          // Typing must not fill the history; anything else can be gone back from.
          const replace = next.text !== filter.text && next.text !== "";
          void navigate(nodesPath(nodeAddressOf(next)), { replace });
        }}
      />
    </Page>
  );
};
