import { ScrollText } from "lucide-react";
import type { AllocationItem } from "@longshore/api/allocations";
import { runsPerNode } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { instanceMark } from "../../lib/instance-name.ts";
import { allocationPath, logsPath, nodePath } from "../../paths.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { tip } from "../../ui/tip.ts";
import "../../ui/list.css";
import "./allocations-table.css";

const Ran = ({ item }: { readonly item: AllocationItem }) =>
  item.startedAt === null ? <>–</> : <Duration from={item.startedAt} to={item.finishedAt} />;

/** Of a node out of sight nobody knows whether it still runs. */
const State = ({ item }: { readonly item: AllocationItem }) =>
  item.disconnectedAt !== null && item.finishedAt === null ? (
    <Status state="disconnected" word="out of sight" />
  ) : (
    <Status state={item.state} />
  );

/** Of the first task, as the key `o` does; the others' logs are on the instance's own page. */
const LogLink = ({ item }: { readonly item: AllocationItem }) => {
  const [task] = item.tasks;
  if (task === undefined) return null;
  return (
    <Link
      className={buttonClass({ variant: "ghost", size: "small" })}
      to={logsPath(item.id, task)}
      aria-label={`Log of ${task} in ${item.group} ${instanceMark(item)}`}
      {...tip(`Log of ${task}`)}
    >
      <ScrollText className="i s" aria-hidden="true" />
    </Link>
  );
};

type Names = "group" | "job";

const Row = ({ item, names }: { readonly item: AllocationItem; readonly names: Names }) => (
  <tr>
    <td className="a-state">
      <State item={item} />
    </td>
    <td className="a-name">
      <Link className="name m" data-row={item.id} to={allocationPath(item.id)}>
        <span className="ell">{names === "job" ? `${item.jobId}.${item.group}` : item.group}</span>[{instanceMark(item)}
        ]
      </Link>
      <span className="meta m">{item.id.slice(0, 8)}</span>
    </td>
    <td className="a-log">
      <LogLink item={item} />
    </td>
    <td className="a-desc dim ell" {...(item.description === "" ? {} : tip(item.description))}>
      {item.description}
    </td>
    <td className="a-ran dim">
      <Ran item={item} />
    </td>
    <td className="a-attempt dim">{item.restarts === 0 ? "–" : item.restarts}</td>
    <td className="a-version m dim">v{item.version}</td>
    <td className="a-node dim ell">
      {item.nodeName === "" ? (
        "removed"
      ) : (
        <Link className="why-link" to={nodePath(item.nodeId)}>
          {item.nodeName}
        </Link>
      )}
    </td>
    <td className="a-created dim">
      <Time at={item.createdAt} />
    </td>
  </tr>
);

export const AllocationsTable = ({
  items,
  label,
  names = "group",
}: {
  readonly items: readonly AllocationItem[];
  readonly label: string;
  /** `job`: instances of several jobs, so each says of which. */
  readonly names?: Names;
}) => (
  <div className="allocs-room">
    <table
      className="lst allocs"
      data-names={names}
      data-per-node={items.some(({ jobType }) => runsPerNode(jobType)) || undefined}
      aria-label={label}
    >
      <thead>
        <tr>
          <th scope="col" className="a-state">
            State
          </th>
          <th scope="col" className="a-name">
            Instance
          </th>
          <th scope="col" className="a-log">
            Log
          </th>
          <th scope="col" className="a-desc">
            What happened
          </th>
          <th scope="col" className="a-ran">
            Ran
          </th>
          <th scope="col" className="a-attempt">
            Restarts
          </th>
          <th scope="col" className="a-version">
            Version
          </th>
          <th scope="col" className="a-node">
            Node
          </th>
          <th scope="col" className="a-created">
            Created
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.id} item={item} names={names} />
        ))}
      </tbody>
    </table>
  </div>
);
