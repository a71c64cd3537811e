import type { PlanReply } from "@longshore/api/plans";
import { runsPerNode } from "@longshore/core/model";
import { Link } from "react-router-dom";
import { number, plural } from "../../lib/plural.ts";
import { allocationPath, jobPath } from "../../paths.ts";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";

type Preemption = PlanReply["preemptions"][number];

/** Listed one by one; of more the number is told. */
const mostListed = 50;

const nodeName = (plan: PlanReply, id: string): string => plan.nodes[id] ?? id.slice(0, 8);

const Victim = ({ plan, preemption }: { readonly plan: PlanReply; readonly preemption: Preemption }) => {
  const { namespace, jobId, group, allocation, node, priority } = preemption;
  const forMark = runsPerNode(plan.type) ? nodeName(plan, node) : number(preemption.for.index);
  return (
    <li>
      <StatusShape state="stopping" />
      <span>
        Pushes out{" "}
        {allocation === "" ? (
          "an instance of another namespace"
        ) : (
          <>
            <Link className="link m" to={allocationPath(allocation)}>
              {group} {allocation.slice(0, 8)}
            </Link>{" "}
            of{" "}
            <Link className="link" to={jobPath(namespace, jobId)}>
              {jobId}
            </Link>
          </>
        )}{" "}
        <span className="two">
          (priority {priority}) on {nodeName(plan, node)}, to make room for {preemption.for.group}[{forMark}]
        </span>
      </span>
    </li>
  );
};

/** What other jobs lose by this plan. */
export const Preemptions = ({ plan }: { readonly plan: PlanReply }) => {
  const { preemptions } = plan;
  if (preemptions.length === 0) return null;
  const jobs = new Set(preemptions.map(({ namespace, jobId }) => `${namespace}\0${jobId}`)).size;
  return (
    <section className="sec" aria-label="Pushed out">
      <div className="sech">
        <h2>Pushed out</h2>
        <span className="meta">
          {plural(preemptions.length, "instance")} of {plural(jobs, "other job")}; each is placed again where there is
          room
        </span>
      </div>
      <ul className="plan-notes">
        {preemptions.slice(0, mostListed).map((preemption) => (
          <Victim
            key={`${preemption.allocation} ${preemption.node} ${String(preemption.for.index)}`}
            plan={plan}
            preemption={preemption}
          />
        ))}
        {preemptions.length > mostListed ? (
          <li className="two">and {number(preemptions.length - mostListed)} more</li>
        ) : null}
      </ul>
    </section>
  );
};

/** What the scheduler comes back to later. */
export const Later = ({ plan }: { readonly plan: PlanReply }) =>
  plan.followUps.length === 0 ? null : (
    <section className="sec" aria-label="Afterwards">
      <div className="sech">
        <h2>Afterwards</h2>
      </div>
      <ul className="plan-notes">
        {plan.followUps.map((followUp, at) => (
          // Follow-ups have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            <StatusShape state={followUp.status} />
            <span>
              {followUp.status === "blocked" ? "Waits for room" : "Looked at again"}
              {followUp.at === null ? "" : " "}
              {followUp.at === null ? null : <Time at={followUp.at} />}: {followUp.why}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
