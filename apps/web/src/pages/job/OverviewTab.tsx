import { useQuery } from "@tanstack/react-query";
import type { JobDetail } from "@longshore/api/jobs";
import { runsPerNode } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { jobAllocationsQuery } from "../../api/queries.ts";
import { plural } from "../../lib/plural.ts";
import { evaluationPath, jobPath } from "../../paths.ts";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import { AllocationsTable } from "./AllocationsTable.tsx";
import { ChildrenSection } from "./ChildrenSection.tsx";
import { FactsRail } from "./FactsRail.tsx";
import { GroupsTable } from "./GroupsTable.tsx";
import { Launches } from "./Launches.tsx";
import { PlansPanel } from "./PlansPanel.tsx";
import { RolloutPanel } from "./RolloutPanel.tsx";

const recentLimit = 10;

const waitingText = (queued: number): string =>
  queued === 0 ? "What has to be moved or replaced waits for room" : `${plural(queued, "instance")} waiting`;

/** What is not placed, and why; what the scheduler looks at later. */
const Waits = ({ job }: { readonly job: JobDetail }) =>
  job.placementFailures.length + job.delayed.length === 0 ? null : (
    <section className="waits" aria-label="Waiting">
      {job.placementFailures.map((failure) => (
        <div key={failure.group} className="warnnote">
          <StatusShape state="queued" />
          <span>
            <b className="m">{failure.group}</b> {waitingText(failure.queued)}: {failure.why}.{" "}
            <Link className="link" to={evaluationPath(failure.evaluationId)}>
              Why, in numbers
            </Link>
          </span>
        </div>
      ))}
      {job.delayed.map((delay) => (
        <div key={delay.evaluationId} className="warnnote">
          <StatusShape state="starting" />
          <span>
            {delay.why}: <Time at={delay.at} />.{" "}
            <Link className="link" to={evaluationPath(delay.evaluationId)}>
              The evaluation
            </Link>
          </span>
        </div>
      ))}
    </section>
  );

/** How many instances are asked for: a number, or one for each node that qualifies. */
const wantedText = (job: JobDetail): string =>
  runsPerNode(job.type)
    ? "One on every node that qualifies"
    : `${plural(
        job.groups.reduce((sum, group) => sum + group.count, 0),
        "instance",
      )} wanted`;

const Recent = ({ job }: { readonly job: JobDetail }) => {
  const { data } = useQuery(jobAllocationsQuery(job.namespace, job.id, { limit: recentLimit }));
  return (
    <section aria-label="Newest instances">
      <div className="sech">
        <h2>Newest instances</h2>
        {data === undefined ? null : <span className="meta">{plural(data.total, "kept instance")}</span>}
        <span className="grow" />
        <Link className="link" to={jobPath(job.namespace, job.id, "instances")}>
          All instances
        </Link>
      </div>
      {data === undefined ? (
        <SkeletonRows rows={4} height={32} />
      ) : data.items.length === 0 ? (
        <p className="none two">Nothing was placed yet.</p>
      ) : (
        <AllocationsTable items={data.items} label="Newest instances" />
      )}
    </section>
  );
};

/** What a job runs, or what it is launched as. */
const Runs = ({ job }: { readonly job: JobDetail }) =>
  job.launches === null ? (
    <>
      <section aria-label="Task groups">
        <div className="sech">
          <h2>Task groups</h2>
          <span className="meta">{wantedText(job)}</span>
        </div>
        <GroupsTable job={job} />
      </section>
      <Recent job={job} />
    </>
  ) : (
    <>
      <Launches job={job} launches={job.launches} />
      <ChildrenSection job={job} launches={job.launches} />
    </>
  );

export const OverviewTab = ({ job }: { readonly job: JobDetail }) => (
  <div className="jpg">
    <div className="left">
      <Waits job={job} />
      <RolloutPanel job={job} />
      <PlansPanel job={job} />
      <Runs job={job} />
    </div>
    <FactsRail job={job} />
  </div>
);
