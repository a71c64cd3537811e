import { ArrowRight, CircleCheck, CircleHelp } from "lucide-react";
import type { Change, PlanReply } from "@longshore/api/plans";
import { Link, useNavigate } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { editJobPath, jobPath, jobsPath, newJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import type { Verb } from "../../ui/VerbShape.tsx";
import { VerbShape, verbWords } from "../../ui/VerbShape.tsx";
import { tip } from "../../ui/tip.ts";
import { applyWords, isLaunched, planTitle, shownVerbs } from "./plan-words.ts";
import type { Base } from "./use-plan.ts";
import "./plan-header.css";
import "./plan-counts.css";

export type PlanHeaderProps = {
  readonly plan: PlanReply;
  readonly change: Change;
  readonly plannedAt: number;
  readonly base: Base;
  readonly filter: Verb | null;
  readonly onFilter: (verb: Verb | null) => void;
  readonly onApply: () => void;
  /** Whether the rollout is to begin paused; null where there will be none. */
  readonly isPaused: boolean | null;
  readonly onPaused: (isPaused: boolean) => void;
  /** Why it cannot be applied now; null when it can. */
  readonly applyWhy: string | null;
};

const Versions = ({ plan }: { readonly plan: PlanReply }) => (
  <span className="tag m">
    {plan.base.version === null ? "new" : `v${String(plan.base.version)}`}
    {plan.base.version === plan.version ? null : (
      <>
        <ArrowRight className="i arrow" aria-hidden="true" />
        <span className="vh">becomes</span>v{plan.version}
      </>
    )}
  </span>
);

const editPath = ({ plan }: PlanHeaderProps): string =>
  plan.base.version === null ? newJobPath() : editJobPath(plan.namespace, plan.id);

const Actions = (props: PlanHeaderProps) => {
  const { plan, change, onApply, applyWhy, isPaused, onPaused } = props;
  const navigate = useNavigate();
  const danger = change.type === "stop" || change.type === "purge";
  return (
    <div className="acts">
      <Button
        variant="ghost"
        onClick={() => void navigate(plan.base.version === null ? jobsPath() : jobPath(plan.namespace, plan.id))}
      >
        Discard
      </Button>
      <span className="gap" />
      {change.type === "register" ? (
        <Link className={buttonClass()} to={editPath(props)} state={{ keepDraft: true }}>
          Edit
        </Link>
      ) : null}
      {isPaused === null ? null : (
        <label className="row nowrap" {...tip("Nothing that runs is changed until somebody resumes the rollout")}>
          <input
            className="check"
            type="checkbox"
            checked={isPaused}
            onChange={(event) => onPaused(event.target.checked)}
          />
          Start paused
        </label>
      )}
      <Button variant={danger ? "danger-solid" : "primary"} disabledWhy={applyWhy} onClick={onApply}>
        {applyWords(change)}
        <span className="kb" aria-hidden="true">
          ⌃↵
        </span>
      </Button>
    </div>
  );
};

const Counts = ({ plan, filter, onFilter }: PlanHeaderProps) => (
  <ul className="counts" aria-label="What would happen; each is a filter">
    {shownVerbs(plan.counts).map((verb) => (
      <li key={verb}>
        {verb === "inPlace" ? <span className="sep" /> : null}
        <button
          type="button"
          className={plan.counts[verb] === 0 || verb === "keep" ? "quiet" : undefined}
          aria-pressed={filter === verb}
          onClick={() => {
            onFilter(filter === verb ? null : verb);
          }}
        >
          <VerbShape verb={verb} />
          <b>{number(plan.counts[verb])}</b> {verbWords[verb]}
        </button>
      </li>
    ))}
  </ul>
);

const TrueNow = ({ plan, base, plannedAt }: PlanHeaderProps) => (
  <div className="facts">
    <div className="fact">
      {base.type === "same" ? <StatusShape state="succeeded" /> : null}
      {base.type === "moved" ? <StatusShape state="degraded" /> : null}
      {base.type === "unknown" ? <CircleHelp className="i s" aria-hidden="true" /> : null}
      <b role="status">
        {base.type === "same" ? "True now" : null}
        {base.type === "moved" ? "Stale" : null}
        {base.type === "unknown" ? "Checking" : null}
      </b>
      <span className="sub">
        {plan.base.version === null ? "New job" : `Base v${String(plan.base.version)}`}, index {number(plan.base.index)}
        , planned <Time at={plannedAt} />
      </span>
    </div>
  </div>
);

export const PlanHeader = (props: PlanHeaderProps) => {
  const { plan, change, applyWhy } = props;
  return (
    <header className="ph">
      <div className="ph1">
        <h1>{change.type === "register" ? plan.id : `${planTitle(change)}: ${plan.id}`}</h1>
        <Versions plan={plan} />
        <span className="why">
          {applyWhy === null ? (
            <>
              <CircleCheck className="i s" aria-hidden="true" /> Nothing has run yet
            </>
          ) : (
            applyWhy
          )}
        </span>
        <Actions {...props} />
      </div>
      <div className="ph2">
        {isLaunched(plan) ? <p className="two">Places nothing now; launched by its schedule</p> : <Counts {...props} />}
        <TrueNow {...props} />
      </div>
    </header>
  );
};
