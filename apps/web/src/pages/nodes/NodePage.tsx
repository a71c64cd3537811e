import { useQuery } from "@tanstack/react-query";
import { ServerOff } from "lucide-react";
import type { NodeDetail } from "@longshore/api/nodes";
import { Link, useParams, useSearchParams } from "react-router-dom";
import { nodeAllocationsQuery, nodeQuery } from "../../api/queries.ts";
import { plural } from "../../lib/plural.ts";
import { nodePath, nodesPath } from "../../paths.ts";
import { readPaged } from "../../lib/list-filter.ts";
import { PageLinks, byAge } from "../../shell/PageLinks.tsx";
import { Detail } from "../../shell/Detail.tsx";
import { Page } from "../../shell/Page.tsx";
import { buttonClass } from "../../ui/Button.tsx";
import { CapacityBar } from "../../ui/CapacityBar.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { ListFoot } from "../../ui/ListFoot.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { AllocationsTable } from "../job/AllocationsTable.tsx";
import { NodeFacts } from "./NodeFacts.tsx";
import { NodeHeader } from "./NodeHeader.tsx";
import { Attributes, Drivers } from "./NodeDetails.tsx";
import { dimensions } from "./node-words.ts";
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
  const { cursor, before } = readPaged(params);
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
          <PageLinks
            first={before === 0 ? null : nodePath(node.id)}
            next={
              data.next === null
                ? null
                : nodePath(node.id, { cursor: data.next, before: String(before + data.items.length) })
            }
            words={byAge}
          />
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

const Body = ({ node }: { readonly node: NodeDetail }) => (
  <>
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
  </>
);

export const NodePage = () => {
  const { node: id = "" } = useParams();
  const query = useQuery(nodeQuery(id));
  return (
    <Page title={query.data?.name ?? id.slice(0, 8)} crumbs={[{ text: "Nodes", to: nodesPath() }]}>
      <Detail query={query} missing={<Missing />}>
        {(node) => <Body key={node.id} node={node} />}
      </Detail>
    </Page>
  );
};
