import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { DeploymentItem } from "@longshore/api/deployments";
import type { JobDetail } from "@longshore/api/jobs";
import { isActive } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { jobDeploymentsQuery } from "../../api/queries.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { rolloutPath } from "../../paths.ts";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { Button } from "../../ui/Button.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { OriginIcon, originText } from "../jobs/OriginText.tsx";
import { rolloutTitle, statusOf } from "../rollout/rollout-words.ts";
import "../../ui/list.css";
import "./rollouts.css";

const Row = ({ item }: { readonly item: DeploymentItem }) => {
  const { word, shape } = statusOf(item);
  return (
    <tr>
      <td className="rl-state">
        <Status state={shape} word={word} />
      </td>
      <td className="rl-name">
        <Link className="name ell" data-row={item.id} to={rolloutPath(item.id)}>
          {rolloutTitle(item)}
        </Link>
      </td>
      <td className="rl-desc dim ell">{item.statusDescription}</td>
      <td className="rl-by dim ell">
        <OriginIcon door={item.created.door} /> {originText(item.created)}
      </td>
      <td className="rl-took dim">
        <Duration from={item.createdAt} to={isActive(item) ? null : item.modifiedAt} />
      </td>
      <td className="rl-at dim">
        <Time at={item.createdAt} />
      </td>
    </tr>
  );
};

const List = ({ job }: { readonly job: JobDetail }) => {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    jobDeploymentsQuery(job.namespace, job.id),
  );
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list, []);
  if (data === undefined)
    return error === null ? <SkeletonRows rows={6} height={32} /> : <LoadFailed error={error} onRetry={refetch} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <Empty title="This job was never rolled out">
        A service or system job whose Update block allows it is changed a few instances at a time; each such change is
        listed here.
      </Empty>
    );
  return (
    <div ref={list}>
      <table className="lst rollouts" aria-label="Rollouts">
        <thead>
          <tr>
            <th scope="col" className="rl-state">
              Status
            </th>
            <th scope="col" className="rl-name">
              Rollout
            </th>
            <th scope="col" className="rl-desc">
              What came of it
            </th>
            <th scope="col" className="rl-by">
              Begun
            </th>
            <th scope="col" className="rl-took">
              Took
            </th>
            <th scope="col" className="rl-at">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </tbody>
      </table>
      {hasNextPage ? (
        <div className="more">
          <Button disabledWhy={isFetchingNextPage ? "Loading" : null} onClick={() => void fetchNextPage()}>
            Show older rollouts
          </Button>
        </div>
      ) : null}
    </div>
  );
};

/** How each version was brought to the job's instances, newest first. */
export const RolloutsTab = ({ job }: { readonly job: JobDetail }) => (
  <>
    <div className="sech">
      <h2>Rollouts</h2>
      <span className="meta">How each change was brought to the instances</span>
    </div>
    <List job={job} />
  </>
);
