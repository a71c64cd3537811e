import type { NodeDetail } from "@longshore/api/nodes";
import { Link } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { nodesPath } from "../../paths.ts";
import { CopyText } from "../../ui/CopyText.tsx";
import { Time } from "../../ui/Time.tsx";

/** The facts beside what runs here; a place leads to the nodes that share it. */
export const NodeFacts = ({ node }: { readonly node: NodeDetail }) => (
  <aside className="nd-rail" aria-label="Facts">
    <section>
      <h2>Facts</h2>
      <dl className="kv">
        <dt>Id</dt>
        <dd>
          <CopyText text={node.id} />
        </dd>
        <dt>Datacenter</dt>
        <dd>
          <Link className="link" to={nodesPath({ datacenter: node.datacenter })}>
            {node.datacenter}
          </Link>
        </dd>
        <dt>Class</dt>
        <dd>
          {node.nodeClass === "" ? (
            "none"
          ) : (
            <Link className="link" to={nodesPath({ class: node.nodeClass })}>
              {node.nodeClass}
            </Link>
          )}
        </dd>
        <dt>Pool</dt>
        <dd>
          <Link className="link" to={nodesPath({ pool: node.nodePool })}>
            {node.nodePool}
          </Link>
        </dd>
        <dt>Runs</dt>
        <dd>{node.engine === "simulated" ? "simulated tasks only" : `tasks of this machine (${node.engine})`}</dd>
        <dt>Status since</dt>
        <dd>
          <Time at={node.statusUpdatedAt} />
        </dd>
        <dt>Index</dt>
        <dd className="m">
          {number(node.createIndex)} to {number(node.modifyIndex)}
        </dd>
      </dl>
    </section>
    <section>
      <h2>Ports</h2>
      <dl className="kv">
        <dt>Dynamic</dt>
        <dd>
          {node.ports.min} to {node.ports.max}
        </dd>
        <dt>Reserved</dt>
        <dd>{node.ports.reserved.length === 0 ? "none" : node.ports.reserved.join(", ")}</dd>
        <dt>Taken</dt>
        <dd>{number(node.ports.taken)} by instances</dd>
      </dl>
    </section>
  </aside>
);
