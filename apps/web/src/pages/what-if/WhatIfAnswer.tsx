import { ArrowRight } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import type { WhatIfReply, WhatIfRequest } from "@longshore/api/what-if";
import { Link } from "react-router-dom";
import { whatIfQuery } from "../../api/what-if.ts";
import { instanceMark } from "../../lib/instance-name.ts";
import { number, plural } from "../../lib/plural.ts";
import { allocationPath, jobPath } from "../../paths.ts";
import { MutationError } from "../../shell/MutationError.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { outcomesOf, outcomeWords, whatIfSentence } from "./what-if-words.ts";
import "./what-if.css";

/** Listed one by one of each outcome of a job; of more the number is told. */
const mostListed = 50;

type Job = WhatIfReply["jobs"][number];
type Instance = Job["instances"][number];

const Where = ({ one, nodes }: { readonly one: Instance; readonly nodes: WhatIfReply["nodes"] }) => {
  const name = (id: string): string => nodes[id] ?? id.slice(0, 8);
  const { from, to } = one;
  if (from === null) return to === null ? null : <>on {name(to)}</>;
  if (to === null) return <>from {name(from)}</>;
  if (from === to) return <>on {name(to)}</>;
  return (
    <>
      {name(from)} <ArrowRight className="i arrow" aria-hidden="true" />
      <span className="vh">to</span> {name(to)}
    </>
  );
};

const InstanceRow = ({
  job,
  one,
  nodes,
}: { readonly job: Job; readonly one: Instance } & Pick<WhatIfReply, "nodes">) => {
  const node = one.from ?? one.to ?? "";
  const mark = instanceMark({ jobType: job.type, index: one.index, nodeName: nodes[node] ?? node.slice(0, 8) });
  const name = `${one.group}[${mark}]`;
  return (
    <li>
      {one.allocation === null ? (
        <span className="m">{name}</span>
      ) : (
        <Link className="link m" to={allocationPath(one.allocation)}>
          {name}
        </Link>
      )}
      <span>
        <Where one={one} nodes={nodes} />
      </span>
      <span className="two">
        {one.why}
        {one.preemptedBy === null ? null : one.preemptedBy.id === "" ? (
          " (for a job of another namespace)"
        ) : (
          <>
            {" "}
            (for{" "}
            <Link className="link" to={jobPath(one.preemptedBy.namespace, one.preemptedBy.id)}>
              {one.preemptedBy.id}
            </Link>
            )
          </>
        )}
      </span>
    </li>
  );
};

const JobAnswer = ({
  job,
  nodes,
  open,
}: { readonly job: Job; readonly open: boolean } & Pick<WhatIfReply, "nodes">) => (
  <details className="wi-job" open={open}>
    <summary>
      <b className="ell">{job.id}</b>
      <span className="two wi-tally">
        {outcomesOf(job.instances).map(({ outcome, instances }) => (
          <span key={outcome}>
            <StatusShape state={outcomeWords[outcome].shape} /> {number(instances.length)} {outcomeWords[outcome].word}
          </span>
        ))}
      </span>
    </summary>
    <p className="meta">
      <Link className="link" to={jobPath(job.namespace, job.id)}>
        Go to the job
      </Link>{" "}
      {job.namespace === "default" ? "" : `${job.namespace}, `}
      {job.type}, priority {job.priority}
    </p>
    {job.failures.map(({ group, why }) => (
      <p key={group}>
        <b className="m">{group}</b> {why}
      </p>
    ))}
    {outcomesOf(job.instances).map(({ outcome, instances }) => (
      <ul key={outcome} className="wi-list" aria-label={`${job.id}: ${outcomeWords[outcome].word}`}>
        {instances.slice(0, mostListed).map((one) => (
          <InstanceRow
            key={`${one.group} ${String(one.index)} ${one.allocation ?? ""}`}
            job={job}
            one={one}
            nodes={nodes}
          />
        ))}
        {instances.length > mostListed ? (
          <li className="two">and {number(instances.length - mostListed)} more</li>
        ) : null}
      </ul>
    ))}
  </details>
);

/** Jobs shown with their instances from the beginning. */
const mostOpen = 3;

const Answer = ({ answer }: { readonly answer: WhatIfReply }) => (
  <>
    <p className="wi-sum" role="status">
      {whatIfSentence(answer)}
    </p>
    {answer.jobs.map((job) => (
      <JobAnswer
        key={`${job.namespace}\0${job.id}`}
        job={job}
        nodes={answer.nodes}
        open={answer.jobs.length <= mostOpen}
      />
    ))}
    {answer.hidden.jobs === 0 ? null : (
      <p className="meta">
        And {plural(answer.hidden.instances, "instance")} of {plural(answer.hidden.jobs, "job")} in namespaces that your
        token does not cover.
      </p>
    )}
    <p className="meta">Worked out at index {number(answer.index)}; nothing was changed.</p>
  </>
);

/** What would come of something, by job and instance, before anybody asks for it. */
export const WhatIfAnswer = ({ question, title }: { readonly question: WhatIfRequest; readonly title: string }) => {
  const { data, error, isPlaceholderData } = useQuery(whatIfQuery(question));
  return (
    <section className="wi" aria-label={title} aria-busy={data === undefined || isPlaceholderData}>
      <h3>{title}</h3>
      {error === null ? null : <MutationError error={error} />}
      {error !== null ? null : data === undefined ? (
        <SkeletonRows rows={3} height={28} />
      ) : (
        <div className={isPlaceholderData ? "stale-data" : undefined}>
          <Answer answer={data} />
        </div>
      )}
    </section>
  );
};
