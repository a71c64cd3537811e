import { useInfiniteQuery } from "@tanstack/react-query";
import type { JobDetail } from "@longshore/api/jobs";
import { Link } from "react-router-dom";
import { versionsQuery } from "../../api/queries.ts";
import { number } from "../../lib/plural.ts";
import { jobPath } from "../../paths.ts";
import { CopyText } from "../../ui/CopyText.tsx";
import { Time } from "../../ui/Time.tsx";
import { OriginIcon, originText } from "../jobs/OriginText.tsx";
import "./facts-rail.css";

const recentVersions = 5;

const Versions = ({ job }: { readonly job: JobDetail }) => {
  const { data } = useInfiniteQuery(versionsQuery(job.namespace, job.id));
  const items = data?.pages[0]?.items.slice(0, recentVersions) ?? [];
  return (
    <section>
      <h2>
        Recent changes
        <Link className="link" to={jobPath(job.namespace, job.id, "versions")}>
          All
        </Link>
      </h2>
      <ul className="ev">
        {items.map((item) => (
          <li key={item.version}>
            <OriginIcon door={item.origin.door} />
            <span>
              v{item.version} {item.note === "" ? (item.stop ? "stopped" : "registered") : item.note}
            </span>
            <span className="when">
              <Time at={item.at} />, {item.origin.by}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Facts = ({ job }: { readonly job: JobDetail }) => (
  <section>
    <h2>Facts</h2>
    <dl className="kv">
      <dt>Id</dt>
      <dd>
        <CopyText text={job.id} keep={14} />
      </dd>
      <dt>Namespace</dt>
      <dd>{job.namespace}</dd>
      <dt>Priority</dt>
      <dd>{job.priority}</dd>
      <dt>Datacenters</dt>
      <dd>{job.datacenters.join(", ")}</dd>
      <dt>Node pool</dt>
      <dd>{job.nodePool}</dd>
      <dt>Revision</dt>
      <dd>{job.revision}</dd>
      <dt>Check index</dt>
      <dd className="m">{number(job.jobModifyIndex)}</dd>
      <dt>Stable</dt>
      <dd>{job.stable ? "yes" : "not yet"}</dd>
      <dt>Created</dt>
      <dd>
        <Time at={job.createdAt} /> {originText(job.created)}
      </dd>
    </dl>
  </section>
);

const Tasks = ({ job }: { readonly job: JobDetail }) => (
  <section>
    <h2>Tasks</h2>
    <ul className="tasks">
      {Object.entries(job.tasks).flatMap(([group, tasks]) =>
        tasks.map((task) => (
          <li key={`${group}/${task.name}`}>
            <span className="m ell">
              <span className="faint">{group} / </span>
              {task.name}
            </span>
            <span className="tag m">{task.driver}</span>
          </li>
        )),
      )}
    </ul>
  </section>
);

/** What hardly changes, beside what does. */
export const FactsRail = ({ job }: { readonly job: JobDetail }) => (
  <aside className="rail" aria-label="About this job">
    <Versions job={job} />
    <Facts job={job} />
    <Tasks job={job} />
  </aside>
);
