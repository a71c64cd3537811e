import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { JobDetail, JobListItem } from "@longshore/api/jobs";
import type { Launches } from "@longshore/api/launches";
import { Link } from "react-router-dom";
import { wordsOf } from "../../api/errors.ts";
import { jobsQuery } from "../../api/queries.ts";
import { lastRunText } from "../../lib/last-run.ts";
import { number } from "../../lib/plural.ts";
import { useNow } from "../../lib/use-now.ts";
import { usePreferences } from "../../lib/use-preferences.ts";
import { useRowKeys } from "../../lib/use-row-keys.ts";
import { jobPath, jobsPath } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import "../../ui/list.css";

const recentLimit = 10;

const Row = ({ child }: { readonly child: JobListItem }) => {
  const now = useNow();
  const { zone } = usePreferences();
  return (
    <tr>
      <td className="c-state">
        <Status state={child.health} />
      </td>
      <td className="c-child">
        <Link className="name m" data-row={child.id} to={jobPath(child.namespace, child.id)}>
          {child.id}
        </Link>
      </td>
      <td className="c-ran dim">{lastRunText(child, now, zone)}</td>
      <td className="c-at dim">
        <Time at={child.changedAt} />
      </td>
    </tr>
  );
};

const Table = ({ items }: { readonly items: readonly JobListItem[] }) => (
  <table className="lst children" aria-label="Newest children">
    <thead>
      <tr>
        <th scope="col" className="c-state">
          Status
        </th>
        <th scope="col" className="c-child">
          Child
        </th>
        <th scope="col" className="c-ran">
          Last run
        </th>
        <th scope="col" className="c-at">
          Changed
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map((child) => (
        <Row key={child.id} child={child} />
      ))}
    </tbody>
  </table>
);

const countsText = ({ pending, running, dead }: Launches["children"]): string =>
  [
    ...(pending === 0 ? [] : [`${number(pending)} pending`]),
    ...(running === 0 ? [] : [`${number(running)} running`]),
    ...(dead === 0 ? [] : [`${number(dead)} finished`]),
  ].join(", ");

/** What was launched from a job, the newest first; all of them are the job list under a filter. */
export const ChildrenSection = ({ job, launches }: { readonly job: JobDetail; readonly launches: Launches }) => {
  const of = { parent: job.id, namespace: job.namespace };
  const { data, error } = useQuery(jobsQuery({ ...of, limit: recentLimit }));
  const list = useRef<HTMLElement>(null);
  useRowKeys(list, []);
  const words = error === null || data !== undefined ? null : wordsOf(error);
  return (
    <section ref={list} aria-label="Children">
      <div className="sech">
        <h2>Children</h2>
        <span className="meta">{countsText(launches.children)}</span>
        <span className="grow" />
        <Link className="link" to={jobsPath(of)}>
          All children
        </Link>
      </div>
      {words === null ? null : (
        <div className="pad">
          <ErrorNote title={words.title} detail={words.detail} requestId={words.requestId} />
        </div>
      )}
      {data === undefined && words === null ? <SkeletonRows rows={4} height={32} /> : null}
      {data?.items.length === 0 ? <p className="none two">Nothing was launched yet.</p> : null}
      {data === undefined || data.items.length === 0 ? null : <Table items={data.items} />}
    </section>
  );
};
