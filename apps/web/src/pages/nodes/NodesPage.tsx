import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import { useRef } from "react";
import type { NodeList } from "@longshore/api/nodes";
import { nodesQuery } from "../../api/queries.ts";
import { changed, sortedBy } from "../../lib/list-filter.ts";
import { useListFilter } from "../../lib/use-list-filter.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { ListPage } from "../../shell/ListPage.tsx";
import { Page } from "../../shell/Page.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { FilteredOut } from "../../ui/FilteredOut.tsx";
import { FilterTabs } from "../../ui/FilterTabs.tsx";
import { NodeFilterBar } from "./NodeFilterBar.tsx";
import { NodesTable } from "./NodesTable.tsx";
import { clearNodeFilter, nodeAddress, nodeQueryOf, nodeStates } from "./node-filter.ts";
import type { NodeState } from "./node-filter.ts";
import "./nodes.css";

const pageSize = 50;

/** The tabs' shapes: of a state's own word, and for eligibility as the rows show it. */
const shapes: Partial<Readonly<Record<NodeState, string>>> = { ineligible: "stopped", draining: "stopping" };
const tabs = nodeStates.map((value) => ({ value, shape: shapes[value] ?? value }));

const sumOf = ({ counts }: NodeList): number => counts.ready + counts.initializing + counts.down + counts.disconnected;

const keys = [
  ["j k", "move"],
  ["↵", "open"],
  ["/", "filter"],
  ["?", "all keys"],
] as const;

const NoneYet = () => (
  <Empty icon={<Server className="i" aria-hidden="true" />} title="No node has reported yet">
    Work waits until one does.
  </Empty>
);

/** Where work runs: which nodes there are, how they are, and how much of each is reserved. */
export const NodesPage = () => {
  const { filter, onFilter } = useListFilter(nodeAddress);
  const query = useQuery(nodesQuery({ ...nodeQueryOf(filter), limit: pageSize }));
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  return (
    <Page title="Nodes" heading>
      <ListPage
        query={query}
        filter={filter}
        pathOf={nodeAddress.pathOf}
        around={{ ref: list }}
        keys={keys}
        bar={<NodeFilterBar filter={filter} list={query.data} onFilter={onFilter} />}
        tabs={
          <FilterTabs
            label="Nodes per state under this filter"
            tabs={tabs}
            counts={query.data?.counts}
            all={query.data === undefined ? undefined : sumOf(query.data)}
            chosen={filter.state}
            onChoose={(state) => onFilter(changed(filter, { state }))}
          />
        }
        none={({ all }) =>
          all === 0 ? (
            <NoneYet />
          ) : (
            <FilteredOut noun="node" all={all} onClear={() => onFilter(clearNodeFilter(filter))} />
          )
        }
        table={({ items, total }) => (
          <NodesTable items={items} total={total} filter={filter} onSort={(sort) => onFilter(sortedBy(filter, sort))} />
        )}
      />
    </Page>
  );
};
