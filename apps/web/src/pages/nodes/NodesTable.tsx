import { memo } from "react";
import type { NodeItem } from "@longshore/api/nodes";
import { Link } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { nodePath } from "../../paths.ts";
import { CapacityBar } from "../../ui/CapacityBar.tsx";
import { ColumnHead } from "../../ui/ColumnHead.tsx";
import type { Column } from "../../ui/ColumnHead.tsx";
import { Status } from "../../ui/Status.tsx";
import { tip } from "../../ui/tip.ts";
import { TakesWork } from "./NodeState.tsx";
import type { NodeFilter } from "./node-filter.ts";
import type { NodeSort } from "./node-sorts.ts";

const columns: readonly Column<NodeSort>[] = [
  { name: "n-status", label: "Status", sort: "status" },
  { name: "n-name", label: "Node", sort: "name" },
  { name: "n-place", label: "Datacenter, class, pool" },
  { name: "n-work", label: "New work" },
  { name: "n-cpu", label: "CPU reserved", sort: "cpu" },
  { name: "n-memory", label: "Memory reserved", sort: "memory" },
  { name: "n-count", label: "Instances" },
];

const placeOf = ({ datacenter, nodeClass, nodePool }: NodeItem): string =>
  [datacenter, nodeClass, nodePool].filter((part) => part !== "").join(", ");

const Row = memo(({ node, row }: { readonly node: NodeItem; readonly row: number }) => (
  <tr aria-rowindex={row + 1}>
    <td className="n-status" {...(node.statusDescription === "" ? {} : tip(node.statusDescription))}>
      <Status state={node.status} />
    </td>
    <td className="n-name">
      <Link className="name ell" data-row={node.id} to={nodePath(node.id)}>
        {node.name}
      </Link>
      <span className="meta m">{node.id.slice(0, 8)}</span>
    </td>
    <td className="n-place dim ell">{placeOf(node)}</td>
    <td className="n-work">
      <TakesWork node={node} />
    </td>
    <td className="n-cpu">
      <CapacityBar brief label="CPU" used={node.used.cpuMhz} total={node.resources.cpuMhz} unit="MHz" />
    </td>
    <td className="n-memory">
      <CapacityBar brief label="Memory" used={node.used.memoryMb} total={node.resources.memoryMb} unit="MiB" />
    </td>
    <td className="n-count">
      {number(node.allocations)}
      <span className="only-phone"> {node.allocations === 1 ? "instance" : "instances"}</span>
    </td>
  </tr>
));

export const NodesTable = ({
  items,
  total,
  filter,
  onSort,
}: {
  readonly items: readonly NodeItem[];
  readonly total: number;
  readonly filter: NodeFilter;
  readonly onSort: (sort: NodeSort) => void;
}) => (
  <table className="lst nodes" aria-label="Nodes" aria-rowcount={total + 1}>
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
      {items.map((node, at) => (
        <Row key={node.id} node={node} row={filter.before + at + 1} />
      ))}
    </tbody>
  </table>
);
