import { BookmarkPlus, CircleCheck, CircleHelp } from "lucide-react";
import type { Change, PlanReply } from "@longshore/api/plans";
import { Link, useNavigate } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { editJobPath, jobPath, jobsPath, newJobPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import type { Verb } from "../../ui/VerbShape.tsx";
import { tip } from "../../ui/tip.ts";
import { PlanCounts } from "./PlanCounts.tsx";
import { PlanVersions } from "./PlanVersions.tsx";
import { applyWords, isLaunched, planTitle } from "./plan-words.ts";
import type { Base } from "./use-plan.ts";
import "./plan-header.css";

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
  /** The namespace asks for somebody else's approval: it can only be saved. */
  readonly needsApproval: boolean;
  readonly onSave: () => void;
  readonly saveWhy: string | null;
};

const Key = ({ of }: { readonly of: string }) => (
  <span className="kb" aria-hidden="true">
    {of}
  </span>
);

const editPath = ({ plan }: PlanHeaderProps): string =>
  plan.base.version === null ? newJobPath() : editJobPath(plan.namespace, plan.id);

const Actions = (props: PlanHeaderProps) => {
  const { plan, change, onApply, applyWhy, isPaused, onPaused, needsApproval, onSave, saveWhy } = props;
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
      <Button variant={needsApproval ? "primary" : "plain"} disabledWhy={saveWhy} onClick={onSave}>
        <BookmarkPlus className="i s" aria-hidden="true" />
        {needsApproval ? "Save for approval" : "Save plan"}
        <Key of={needsApproval ? "⌃↵" : "s"} />
      </Button>
      <Button
        variant={needsApproval ? "plain" : danger ? "danger-solid" : "primary"}
        disabledWhy={applyWhy}
        onClick={onApply}
      >
        {applyWords(change)}
        {needsApproval ? null : <Key of="⌃↵" />}
      </Button>
    </div>
  );
};

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
  const { plan, change, applyWhy, filter, onFilter } = props;
  return (
    <header className="ph">
      <div className="ph1">
        <h1>{change.type === "register" ? plan.id : `${planTitle(change)}: ${plan.id}`}</h1>
        <PlanVersions base={plan.base} version={plan.version} />
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
        {isLaunched(plan) ? (
          <p className="two">Places nothing now; launched by its schedule</p>
        ) : (
          <PlanCounts counts={plan.counts} filter={filter} onFilter={onFilter} />
        )}
        <TrueNow {...props} />
      </div>
    </header>
  );
};
