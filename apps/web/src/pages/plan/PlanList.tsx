import { ArrowRight } from "lucide-react";
import { useMemo } from "react";
import type { PlanReply, PlannedInstance } from "@longshore/api/plans";
import { runsPerNode } from "@longshore/core/model";
import { number } from "../../lib/plural.ts";
import type { Verb } from "../../ui/VerbShape.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { GroupHead } from "./GroupHead.tsx";
import { planMark } from "./plan-mark.ts";
import { indexText, instanceKey, instancesByGroup, planRuns } from "./plan-runs.ts";
import "./plan-list.css";

/** Instances listed one by one under a run; the rest are named by the run's numbers. */
const mostListed = 100;

/** Nodes named in a run's head; it is cut off where the line ends. */
const mostNamed = 20;

const nodeName = (plan: PlanReply, node: string): string => plan.nodes[node] ?? node;

const Move = ({ plan, instance }: { readonly plan: PlanReply; readonly instance: PlannedInstance }) => {
  const { from, to } = instance;
  if (from === null) return to === null ? null : <>on {nodeName(plan, to.node)}</>;
  if (to === null) return <>from {nodeName(plan, from.node)}</>;
  if (from.node === to.node) return <>on {nodeName(plan, to.node)}</>;
  return (
    <>
      {nodeName(plan, from.node)} <ArrowRight className="i arrow" aria-hidden="true" />
      <span className="vh">to</span> {nodeName(plan, to.node)}
    </>
  );
};

const Run = ({
  plan,
  run,
  onSelect,
}: {
  readonly plan: PlanReply;
  readonly run: ReturnType<typeof planRuns>[number];
  readonly onSelect: (key: string) => void;
}) => (
  <details className="run">
    <summary>
      <VerbShape verb={run.verb} />
      <span className="what">
        {number(run.instances.length)} {verbWords[run.verb]}
      </span>
      <span className="m ell">
        {runsPerNode(plan.type)
          ? run.instances
              .slice(0, mostNamed)
              .map((instance) => planMark(plan, instance))
              .join(", ")
          : indexText(run.instances.map((instance) => instance.index))}
      </span>
      <span className="why">{run.reason}</span>
    </summary>
    <ul>
      {run.instances.slice(0, mostListed).map((instance) => (
        <li key={instanceKey(instance)}>
          <button
            type="button"
            className="link m"
            onClick={() => {
              onSelect(instanceKey(instance));
            }}
          >
            {instance.group}[{planMark(plan, instance)}]
          </button>
          <span className="two">
            <Move plan={plan} instance={instance} />
          </span>
        </li>
      ))}
      {run.instances.length > mostListed ? (
        <li className="two">and {number(run.instances.length - mostListed)} more</li>
      ) : null}
    </ul>
  </details>
);

/** The board as text: by group, then by what happens and why. */
export const PlanList = ({
  plan,
  filter,
  onSelect,
}: {
  readonly plan: PlanReply;
  readonly filter: Verb | null;
  readonly onSelect: (key: string) => void;
}) => {
  const groups = useMemo(() => instancesByGroup(plan.groups, plan.instances), [plan]);
  return (
    <div className="plist">
      {[...groups].map(([name, instances]) => (
        <section key={name} aria-label={`Group ${name}`}>
          <GroupHead name={name} type={plan.type} group={plan.groups.find((group) => group.name === name)} />
          {planRuns(instances, runsPerNode(plan.type) ? (instance) => planMark(plan, instance) : undefined)
            .filter((run) => filter === null || run.verb === filter)
            .map((run) => (
              <Run key={`${run.verb} ${run.reason}`} plan={plan} run={run} onSelect={onSelect} />
            ))}
        </section>
      ))}
    </div>
  );
};
