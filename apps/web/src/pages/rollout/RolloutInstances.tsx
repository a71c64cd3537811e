import { useQuery } from "@tanstack/react-query";
import type { DeploymentDetail, DeploymentInstance } from "@longshore/api/deployments";
import { isActive } from "@longshore/core/model";
import { Link, useSearchParams } from "react-router-dom";
import { deploymentInstancesQuery } from "../../api/queries.ts";
import { instanceMark } from "../../lib/instance-name.ts";
import { allocationPath, nodePath, rolloutPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { PageLinks, byAge } from "../../shell/PageLinks.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { barShapes } from "./rollout-words.ts";
import "../../ui/list.css";
import "./rollout-instances.css";

const pageSize = 50;

/** When its health is decided if nothing happens to it until then. */
const Due = ({ item: { health, healthyAt, deadlineAt } }: { readonly item: DeploymentInstance }) => {
  if (health !== "moving") return null;
  if (healthyAt !== null)
    return (
      <>
        healthy <Time at={healthyAt} />
      </>
    );
  return deadlineAt === null ? (
    <>not started yet</>
  ) : (
    <>
      unhealthy <Time at={deadlineAt} />
    </>
  );
};

const nameOf = ({ group, jobType, index, nodeName }: DeploymentInstance): string =>
  `${group}[${instanceMark({ jobType, index, nodeName: nodeName ?? "" })}]`;

const Row = ({ item }: { readonly item: DeploymentInstance }) => (
  <tr>
    <td className="ri-state">
      <Status state={barShapes[item.health]} word={item.health} />
      {item.canary ? <span className="tag ri-canary">canary</span> : null}
    </td>
    <td className="ri-name m ell">
      {item.allocation === null ? (
        nameOf(item)
      ) : (
        <Link className="name" to={allocationPath(item.allocation)}>
          {nameOf(item)}
        </Link>
      )}
    </td>
    <td className="ri-version m dim">{item.version === null ? "–" : `v${String(item.version)}`}</td>
    <td className="ri-node dim ell">
      {item.nodeId === null ? (
        "not placed"
      ) : item.nodeId === "" ? (
        "removed"
      ) : (
        <Link className="why-link" to={nodePath(item.nodeId)}>
          {item.nodeName}
        </Link>
      )}
    </td>
    <td className="ri-due dim">
      <Due item={item} />
    </td>
    <td className="ri-since dim">{item.since === null ? "–" : <Time at={item.since} />}</td>
  </tr>
);

const Table = ({ items }: { readonly items: readonly DeploymentInstance[] }) => (
  <div className="ri-room">
    <table className="lst ri" aria-label="Instances of this rollout">
      <thead>
        <tr>
          <th scope="col" className="ri-state">
            Health
          </th>
          <th scope="col" className="ri-name">
            Instance
          </th>
          <th scope="col" className="ri-version">
            Version
          </th>
          <th scope="col" className="ri-node">
            Node
          </th>
          <th scope="col" className="ri-due">
            Counts as
          </th>
          <th scope="col" className="ri-since">
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={`${item.group} ${String(item.index)} ${item.allocation ?? ""}`} item={item} />
        ))}
      </tbody>
    </table>
  </div>
);

const noneText = (underway: boolean, isAll: boolean): string => {
  if (!isAll) return "None of these.";
  return underway ? "There is nothing to change." : "It changed nothing.";
};

/** Each instance that it changes, and how far that is; afterwards what came of its allocations. */
export const RolloutInstances = ({ rollout }: { readonly rollout: DeploymentDetail }) => {
  const [params] = useSearchParams();
  const param = (name: string): string => params.get(name) ?? "";
  const [cursor, group, health] = [param("cursor"), param("group"), param("health")];
  const asked = { group, health };
  const isAll = group === "" && health === "";
  const { data, error, refetch } = useQuery(
    deploymentInstancesQuery(rollout.id, { ...asked, cursor, limit: pageSize }),
  );
  const underway = isActive(rollout);
  return (
    <section aria-label="Instances">
      <div className="ro-sech">
        <h2>Instances</h2>
        {isAll ? null : (
          <>
            <b className="med">{[health, group === "" ? "" : `of ${group}`].filter(Boolean).join(" ")}</b>
            <Link className="link" to={rolloutPath(rollout.id)}>
              Show all
            </Link>
          </>
        )}
        <span className="meta">
          {underway ? "that it changes, by group and number" : "that it placed or changed, newest first"}
        </span>
      </div>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={4} height={32} />
        ) : (
          <LoadFailed error={error} onRetry={refetch} />
        )
      ) : data.items.length === 0 ? (
        <p className="ro-none two">{noneText(underway, isAll)}</p>
      ) : (
        <Table items={data.items} />
      )}
      {data === undefined || (cursor === "" && data.next === null) ? null : (
        <footer className="foot">
          <PageLinks
            first={cursor === "" ? null : rolloutPath(rollout.id, asked)}
            next={data.next === null ? null : rolloutPath(rollout.id, { ...asked, cursor: data.next })}
            {...(underway ? {} : { words: byAge })}
          />
        </footer>
      )}
    </section>
  );
};
