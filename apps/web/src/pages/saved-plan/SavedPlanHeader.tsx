import type { Change, PlanReply } from "@longshore/api/plans";
import type { PlanNow, SavedPlanDetail } from "@longshore/api/saved-plans";
import { isPending } from "@longshore/core/model";
import type { PlanVerdict } from "@longshore/core/model";
import { CircleHelp, ShieldCheck, ShieldQuestionMark, ShieldX } from "lucide-react";
import { Link } from "react-router-dom";
import { number } from "../../lib/plural.ts";
import { jobPath } from "../../paths.ts";
import { Status, StatusShape } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import type { Verb } from "../../ui/VerbShape.tsx";
import { whyNot } from "../job/job-actions.ts";
import { PlanCounts } from "../plan/PlanCounts.tsx";
import { PlanVersions } from "../plan/PlanVersions.tsx";
import { isLaunched, planTitle } from "../plan/plan-words.ts";
import { verdictShapes } from "../plans/saved-plan-words.ts";
import { SavedPlanActions } from "./SavedPlanActions.tsx";
import type { SavedPlanActionsProps } from "./SavedPlanActions.tsx";
import "../plan/plan-header.css";
import "./saved-plan.css";

export type SavedPlanHeaderProps = SavedPlanActionsProps & {
  readonly verdict: PlanVerdict;
  /** Null: it is not kept any more. */
  readonly plan: PlanReply | null;
  readonly filter: Verb | null;
  readonly onFilter: (verb: Verb | null) => void;
};

const Truth = ({ saved, verdict, now }: Pick<SavedPlanHeaderProps, "saved" | "verdict" | "now">) => {
  const { base, createdAt, author, expiresAt } = saved;
  const isOpen = isPending(verdict);
  const truth: PlanNow["truth"] | "unknown" = !isOpen ? "over" : (now?.truth ?? "unknown");
  return (
    <div className="fact">
      {truth === "true" ? <StatusShape state="succeeded" /> : null}
      {truth === "stale" ? <StatusShape state="degraded" /> : null}
      {truth === "unknown" ? <CircleHelp className="i s" aria-hidden="true" /> : null}
      {truth === "over" ? <StatusShape state={verdictShapes[verdict]} /> : null}
      <b role="status" aria-label="Truth">
        {truth === "true" ? "True now" : null}
        {truth === "stale" ? "Stale" : null}
        {truth === "unknown" ? "Checking" : null}
        {truth === "over" ? "Nothing more comes of it" : null}
      </b>
      <span className="sub">
        {base.version === null ? "New job" : `Base v${String(base.version)}`}, index {number(base.index)}, saved by{" "}
        {author.by} <Time at={createdAt} />
      </span>
      {isOpen ? (
        <span className="sub">
          Expires <Time at={expiresAt} />
        </span>
      ) : null}
    </div>
  );
};

/** Who said or did what: the last of it. */
const Reviewed = ({ saved, verdict }: Pick<SavedPlanHeaderProps, "saved" | "verdict">) => {
  const { review, applied, needsApproval, author, can } = saved;
  if (applied !== null)
    return (
      <div className="fact">
        <ShieldCheck className="i s" aria-hidden="true" />
        <b>Applied by {applied.by.by}</b>
        <span className="sub">
          <Time at={applied.at} />
          {applied.version === null ? (
            ", the job is gone"
          ) : (
            <>
              , as{" "}
              <Link className="link" to={jobPath(saved.namespace, saved.jobId, "versions")}>
                v{applied.version}
              </Link>
            </>
          )}
          {applied.reviewed === null ? "" : ", after what had moved was looked at"}
        </span>
      </div>
    );
  if (review !== null)
    return (
      <div className="fact">
        {review.approves ? (
          <ShieldCheck className="i s" aria-hidden="true" />
        ) : (
          <ShieldX className="i s" aria-hidden="true" />
        )}
        <b>
          {review.approves ? "Approved" : "Rejected"} by {review.by.by}
        </b>
        <span className="sub">
          <Time at={review.at} />
        </span>
      </div>
    );
  return isPending(verdict) ? (
    <div className="fact">
      <ShieldQuestionMark className="i s" aria-hidden="true" />
      <b>{needsApproval ? "Waits for approval" : "Approval optional"}</b>
      <span className="sub">
        {!can.approve.ok
          ? whyNot(can.approve)
          : needsApproval
            ? `By somebody other than ${author.by}`
            : "Nobody has reviewed it yet"}
      </span>
    </div>
  ) : null;
};

/** What its author and who reviewed it had to say. */
const Said = ({ saved: { comment, author, review } }: { readonly saved: SavedPlanDetail }) => {
  const said = [
    ...(comment === "" ? [] : [{ by: author.by, text: comment }]),
    ...(review === null || review.comment === "" ? [] : [{ by: review.by.by, text: review.comment }]),
  ];
  return said.length === 0 ? null : (
    <dl className="sp-said">
      {said.map(({ by, text }, at) => (
        // The author's first, the review's second; both may be of one name.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at}>
          <dt>{by}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
};

const titleOf = (change: Change, jobId: string): string =>
  change.type === "register" ? jobId : `${planTitle(change)}: ${jobId}`;

export const SavedPlanHeader = (props: SavedPlanHeaderProps) => {
  const { saved, verdict, plan, change, filter, onFilter } = props;
  return (
    <header className="ph sp-h">
      <div className="ph1">
        <h1>{titleOf(change, saved.jobId)}</h1>
        <PlanVersions base={saved.base} version={saved.version} />
        <span className="tag" role="status" aria-label="State">
          <Status state={verdictShapes[verdict]} word={verdict} />
        </span>
        <SavedPlanActions {...props} />
      </div>
      <div className="ph2">
        {plan !== null && isLaunched(plan) ? (
          <p className="two">Places nothing now; launched by its schedule</p>
        ) : (
          <PlanCounts counts={saved.counts} filter={filter} onFilter={onFilter} />
        )}
        <div className="facts">
          <Truth saved={saved} verdict={verdict} now={props.now} />
          <Reviewed saved={saved} verdict={verdict} />
        </div>
      </div>
      <Said saved={saved} />
    </header>
  );
};
