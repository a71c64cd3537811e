import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import type { NodeItem } from "@longshore/api/allocations";
import { wordsOf } from "../../api/errors.ts";
import { nodesQuery } from "../../api/queries.ts";
import { useStaleSince } from "../../api/use-live-status.ts";
import { number, plural } from "../../lib/plural.ts";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button } from "../../ui/Button.tsx";
import { CopyText } from "../../ui/CopyText.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Status, StatusShape } from "../../ui/Status.tsx";
import "./nodes.css";

const dimensions = [
  { key: "cpuMhz", label: "CPU", unit: "MHz" },
  { key: "memoryMb", label: "Memory", unit: "MiB" },
  { key: "diskMb", label: "Disk", unit: "MiB" },
] as const;

const Capacity = ({ node }: { readonly node: NodeItem }) => (
  <dl className="caps">
    {dimensions.map(({ key, label, unit }) => {
      const [used, total] = [node.used[key], node.resources[key]];
      return (
        <div key={key}>
          <dt>{label}</dt>
          <dd>
            <span
              className="cap"
              role="meter"
              aria-valuemin={0}
              aria-valuemax={Math.max(total, 1)}
              aria-valuenow={used}
              aria-label={`${label} reserved`}
              aria-valuetext={`${number(used)} of ${number(total)} ${unit}`}
            >
              <i style={{ width: `${String(Math.min(100, (100 * used) / Math.max(total, 1)))}%` }} />
            </span>
            <span>
              {number(Math.round(used))}{" "}
              <span className="faint">
                of {number(Math.round(total))} {unit} reserved
              </span>
            </span>
          </dd>
        </div>
      );
    })}
  </dl>
);

const driverState = (driver: NodeItem["drivers"][string]): string =>
  driver.healthy ? "running" : driver.detected ? "degraded" : "stopped";
const driverWord = (driver: NodeItem["drivers"][string]): string =>
  driver.healthy ? "ready" : driver.detected ? "limited" : "not there";

const Drivers = ({ node }: { readonly node: NodeItem }) => (
  <section>
    <h3>Drivers</h3>
    <ul className="drivers">
      {Object.entries(node.drivers).map(([name, driver]) => (
        <li key={name}>
          <StatusShape state={driverState(driver)} />
          <span className="m">{name}</span>
          <span className="two">{driverWord(driver)}</span>
          <span className="two">{driver.description}</span>
        </li>
      ))}
    </ul>
  </section>
);

const Attributes = ({ node }: { readonly node: NodeItem }) => (
  <details className="attrs">
    <summary>{plural(Object.keys(node.attributes).length, "attribute")}</summary>
    <dl>
      {Object.entries(node.attributes)
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([name, value]) => (
          <div key={name}>
            <dt className="m">{name}</dt>
            <dd className="m">{value}</dd>
          </div>
        ))}
    </dl>
  </details>
);

const Node = ({ node }: { readonly node: NodeItem }) => (
  <article className="node" aria-label={`Node ${node.name}`}>
    <header>
      <h2>{node.name}</h2>
      <Status state={node.status} />
      {node.eligibility === "eligible" ? null : <span className="tag">{node.eligibility}</span>}
      <span className="meta">
        {node.datacenter}, pool {node.nodePool}, {plural(node.allocations, "live instance")}
      </span>
      <span className="grow" />
      <CopyText text={node.id} />
    </header>
    <Capacity node={node} />
    <Drivers node={node} />
    <Attributes node={node} />
  </article>
);

const NodesBody = () => {
  const { data, error, refetch } = useQuery(nodesQuery());
  if (data === undefined) {
    if (error === null) return <SkeletonRows rows={8} height={40} />;
    const words = wordsOf(error);
    return (
      <div className="pad">
        <ErrorNote
          title={words.title}
          detail={words.detail}
          requestId={words.requestId}
          actions={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </div>
    );
  }
  if (data.items.length === 0)
    return (
      <Empty icon={<Server className="i" aria-hidden="true" />} title="No node has reported yet">
        Work waits until one does.
      </Empty>
    );
  return data.items.map((node) => <Node key={node.id} node={node} />);
};

/** Where work runs: what is there, what is reserved of it, and what its drivers can honestly do. */
export const NodesPage = () => {
  const stale = useStaleSince();
  return (
    <Page title="Nodes" heading>
      <StaleBar />
      <div className={stale === null ? undefined : "stale-data"}>
        <NodesBody />
      </div>
    </Page>
  );
};
