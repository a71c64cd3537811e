import { useQuery } from "@tanstack/react-query";
import { ServerOff } from "lucide-react";
import type { NodeDetail } from "@longshore/api/nodes";
import { Link, useParams, useSearchParams } from "react-router-dom";
import { isKind, wordsOf } from "../../api/errors.ts";
import { nodeAllocationsQuery, nodeQuery } from "../../api/queries.ts";
import { useStaleSince } from "../../api/use-live-status.ts";
import { plural } from "../../lib/plural.ts";
import { nodePath, nodesPath } from "../../paths.ts";
import { Page } from "../../shell/Page.tsx";
import { StaleBar } from "../../shell/StaleBar.tsx";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { CapacityBar } from "../../ui/CapacityBar.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ListFoot } from "../../ui/ListFoot.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { AllocationsTable } from "../job/AllocationsTable.tsx";
import { NodeFacts } from "./NodeFacts.tsx";
import { NodeHeader } from "./NodeHeader.tsx";
import { Attributes, Drivers } from "./NodeDetails.tsx";
import { dimensions } from "./node-words.ts";
import "../job/lists.css";
import "./nodes.css";

const pageSize = 50;

const Capacity = ({ node }: { readonly node: NodeDetail }) => (
  <section className="nd-sec" aria-label="Capacity">
    <h2>Capacity</h2>
    <dl className="nd-caps">
      {dimensions.map(({ key, label, unit }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>
            <CapacityBar label={label} used={node.used[key]} total={node.resources[key]} unit={unit} />
          </dd>
        </div>
      ))}
    </dl>
  </section>
);

const Instances = ({ node }: { readonly node: NodeDetail }) => {
  const [params] = useSearchParams();
  const cursor = params.get("cursor") ?? "";
  const before = Math.max(0, Number.parseInt(params.get("before") ?? "0", 10) || 0);
  const { data } = useQuery(nodeAllocationsQuery(node.id, { cursor, limit: pageSize }));
  return (
    <section aria-label="Instances">
      <div className="nd-sech">
        <h2>Instances here</h2>
        <span className="meta">{data === undefined ? "" : plural(data.total, "live instance")}</span>
      </div>
      {data === undefined ? (
        <SkeletonRows rows={4} height={32} />
      ) : data.items.length === 0 ? (
        <p className="nd-none two">Nothing runs here now.</p>
      ) : (
        <AllocationsTable items={data.items} label="Instances on this node" names="job" />
      )}
      {data === undefined || (before === 0 && data.next === null) ? null : (
        <ListFoot before={before} shown={data.items.length} total={data.total}>
          {before > 0 ? (
            <Link className="link" to={nodePath(node.id)}>
              Newest
            </Link>
          ) : null}
          {data.next === null ? null : (
            <Link
              className="link"
              to={nodePath(node.id, { cursor: data.next, before: String(before + data.items.length) })}
            >
              Older
            </Link>
          )}
        </ListFoot>
      )}
    </section>
  );
};

const Missing = () => (
  <Empty
    icon={<ServerOff className="i" aria-hidden="true" />}
    title="There is no such node"
    actions={
      <Link className={buttonClass()} to={nodesPath()}>
        Go to nodes
      </Link>
    }
  >
    It was removed, or never registered under this id.
  </Empty>
);

export const NodePage = () => {
  const { node: id = "" } = useParams();
  const { data: node, error, refetch } = useQuery(nodeQuery(id));
  const stale = useStaleSince();
  // A removed node is still in the cache: its page says that it is gone.
  const gone = isKind(error, "not-found");
  return (
    <Page title={node?.name ?? id.slice(0, 8)} crumbs={[{ text: "Nodes", to: nodesPath() }]}>
      <StaleBar />
      {gone ? <Missing /> : null}
      {node === undefined && error === null ? <SkeletonRows rows={12} height={32} /> : null}
      {node === undefined && error !== null && !gone ? (
        <Empty title={wordsOf(error).title} actions={<Button onClick={() => void refetch()}>Try again</Button>}>
          {wordsOf(error).detail}
        </Empty>
      ) : null}
      {node === undefined || gone ? null : (
        <div key={node.id} className={stale === null ? undefined : "stale-data"}>
          <NodeHeader node={node} />
          <div className="nd-cols">
            <div className="nd-left">
              <Capacity node={node} />
              <Instances node={node} />
              <Drivers node={node} />
              <Attributes title="Attributes" values={node.attributes} />
              {Object.keys(node.meta).length === 0 ? null : <Attributes title="Meta" values={node.meta} />}
            </div>
            <NodeFacts node={node} />
          </div>
        </div>
      )}
    </Page>
  );
};
