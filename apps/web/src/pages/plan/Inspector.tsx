import { ArrowRight, ChevronDown, ChevronUp } from "lucide-react";
import type { PlanReply, PlannedInstance } from "@longshore/api/plans";
import { Link } from "react-router-dom";
import { allocationPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { Score, Shortages } from "./Score.tsx";
import { planMark } from "./plan-mark.ts";
import { instanceKey } from "./plan-runs.ts";
import { causeWords } from "./plan-words.ts";
import "./inspector.css";

type End = { readonly node: string; readonly version: number } | null;

const EndOf = ({
  label,
  end,
  plan,
  allocation,
  empty,
}: {
  readonly label: string;
  readonly end: End;
  readonly plan: PlanReply;
  readonly allocation: string | null;
  /** What stands where there is no end. */
  readonly empty: string;
}) => (
  <span className="end">
    {label}
    {end === null ? (
      <b>{empty}</b>
    ) : (
      <>
        <b>{plan.nodes[end.node] ?? end.node}</b>
        <span>v{end.version}</span>
      </>
    )}
    {allocation === null ? null : (
      <Link className="link m" to={allocationPath(allocation)}>
        {allocation.slice(0, 8)}
      </Link>
    )}
  </span>
);

const Steps = ({
  list,
  at,
  onSelect,
}: {
  readonly list: readonly PlannedInstance[];
  readonly at: number;
  readonly onSelect: (key: string) => void;
}) => {
  const step = (by: number) => () => {
    const next = list[at + by];
    if (next !== undefined) onSelect(instanceKey(next));
  };
  return (
    <>
      <span className="meta">
        {at < 0 ? "–" : at + 1} of {list.length}
      </span>
      <Button
        variant="ghost"
        size="small"
        icon
        aria-label="Previous instance"
        disabledWhy={at <= 0 ? "This is the first" : null}
        onClick={step(-1)}
      >
        <ChevronUp className="i s" aria-hidden="true" />
      </Button>
      <Button
        variant="ghost"
        size="small"
        icon
        aria-label="Next instance"
        disabledWhy={at >= list.length - 1 ? "This is the last" : null}
        onClick={step(1)}
      >
        <ChevronDown className="i s" aria-hidden="true" />
      </Button>
    </>
  );
};

const Why = ({ instance, failure }: { readonly instance: PlannedInstance; readonly failure: string | null }) => (
  <section>
    <h3>Why</h3>
    <p>{instance.reason === "" ? "Nothing about it changes." : instance.reason}</p>
    {causeWords[instance.cause] === undefined ? null : <p className="two">{causeWords[instance.cause]}</p>}
    {instance.verb === "wait" && failure !== null && failure !== instance.reason ? (
      <p className="two">{failure}</p>
    ) : null}
  </section>
);

const NothingChosen = ({ empty }: { readonly empty: boolean }) => (
  <aside className="insp" aria-label="Instance">
    <p className="insp-none two">
      {empty ? "No instance is placed, moved or stopped." : "Choose an instance to see where it goes and why."}
    </p>
  </aside>
);

/** Why it has no node to go to. */
const nowhere = ({ verb, isLater }: PlannedInstance): string => {
  if (verb === "wait") return "waits";
  return isLater ? "found when the rollout comes to it" : "nothing";
};

/** All about one instance of the plan: from where to where, why, and how its node was chosen. */
export const Inspector = ({
  plan,
  instance,
  among,
  onSelect,
}: {
  readonly plan: PlanReply;
  readonly instance: PlannedInstance | null;
  /** The instances that the present filter shows. */
  readonly among: readonly PlannedInstance[];
  readonly onSelect: (key: string) => void;
}) => {
  if (instance === null) return <NothingChosen empty={plan.instances.length === 0} />;
  const group = plan.groups.find((each) => each.name === instance.group);
  const metrics = instance.to?.metrics ?? null;
  return (
    <aside className="insp" aria-label="Instance">
      <div className="ih">
        <h2 className="ell">
          {instance.group}[{planMark(plan, instance)}]
        </h2>
        <span className="badge" data-v={instance.verb}>
          <VerbShape verb={instance.verb} />
          {verbWords[instance.verb]}
        </span>
        <span className="grow" />
        <Steps list={among} at={among.indexOf(instance)} onSelect={onSelect} />
      </div>
      <section>
        <div className="move">
          <EndOf
            label="From"
            end={instance.from}
            plan={plan}
            allocation={instance.from?.allocation ?? null}
            empty="nothing"
          />
          <ArrowRight className="i s" aria-hidden="true" />
          <EndOf label="To" end={instance.to} plan={plan} allocation={null} empty={nowhere(instance)} />
        </div>
      </section>
      <Why instance={instance} failure={group?.failureText ?? null} />
      {instance.verb === "wait" && group?.failure ? <Shortages metrics={group.failure} /> : null}
      {metrics === null || metrics.scores.length === 0 ? null : (
        <Score metrics={metrics} plan={plan} chosen={instance.to?.node ?? ""} />
      )}
    </aside>
  );
};
