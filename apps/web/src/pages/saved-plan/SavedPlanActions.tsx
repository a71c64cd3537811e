import type { Change } from "@longshore/api/plans";
import type { PlanNow, SavedPlanDetail } from "@longshore/api/saved-plans";
import { isPending } from "@longshore/core/model";
import type { PlanVerdict } from "@longshore/core/model";
import { Check } from "lucide-react";
import { Link, useNavigate } from "react-router-dom";
import { useMayNot } from "../../api/use-may-not.ts";
import { keepDraft, keepEdit } from "../../lib/drafts.ts";
import { editJobPath, jobPath, newJobPath, planPath } from "../../paths.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { whyNot } from "../job/job-actions.ts";
import { applyWords } from "../plan/plan-words.ts";

export type SavedPlanActionsProps = {
  readonly saved: SavedPlanDetail;
  readonly verdict: PlanVerdict;
  readonly change: Change;
  readonly now: PlanNow | undefined;
  /** Why it cannot be applied now; null when it can. */
  readonly applyWhy: string | null;
  readonly onApply: () => void;
  readonly onReview: (approves: boolean) => void;
};

/** Its definition as a text to go on with, whichever tab made it. */
const useEditAgain = ({ saved, change }: Pick<SavedPlanActionsProps, "saved" | "change">) => {
  const navigate = useNavigate();
  return (): void => {
    if (change.type !== "register") return;
    const isNew = saved.base.version === null;
    keepEdit(isNew ? "new" : `${saved.namespace}/${saved.jobId}`, `${JSON.stringify(change.definition, null, 2)}\n`);
    void navigate(isNew ? newJobPath() : editJobPath(saved.namespace, saved.jobId));
  };
};

const Again = ({ saved, change, verdict, now }: SavedPlanActionsProps) => {
  const navigate = useNavigate();
  const mayNot = useMayNot();
  const edit = useEditAgain({ saved, change });
  const isUseful = verdict === "rejected" || verdict === "expired" || now?.truth === "stale";
  return (
    <>
      {change.type === "register" ? (
        <Button disabledWhy={mayNot} onClick={edit}>
          Edit
        </Button>
      ) : null}
      {isUseful ? (
        <Button disabledWhy={mayNot} onClick={() => void navigate(planPath(keepDraft(change)))}>
          Plan again
        </Button>
      ) : null}
    </>
  );
};

const Key = ({ of }: { readonly of: string }) => (
  <span className="kb" aria-hidden="true">
    {of}
  </span>
);

/** What may be done with the plan now; what may not says why. */
export const SavedPlanActions = (props: SavedPlanActionsProps) => {
  const { saved, verdict, change, now, applyWhy, onApply, onReview } = props;
  if (!isPending(verdict))
    return (
      <div className="acts">
        <Again {...props} />
        {saved.applied?.version === null ? null : (
          <Link className={buttonClass()} to={jobPath(saved.namespace, saved.jobId)}>
            Go to the job
          </Link>
        )}
      </div>
    );
  const danger = change.type === "stop" || change.type === "purge";
  const isNext = saved.can.approve.ok && saved.needsApproval;
  return (
    <>
      {applyWhy === null ? null : <span className="why">{applyWhy}</span>}
      <div className="acts">
        <Button
          variant="ghost"
          className="danger"
          disabledWhy={whyNot(saved.can.reject)}
          onClick={() => onReview(false)}
        >
          Reject…
        </Button>
        <span className="gap" />
        <Again {...props} />
        {verdict === "approved" ? null : (
          <Button
            variant={isNext ? "primary" : "plain"}
            disabledWhy={whyNot(saved.can.approve)}
            onClick={() => onReview(true)}
          >
            <Check className="i s" aria-hidden="true" />
            Approve…
            <Key of="a" />
          </Button>
        )}
        <Button
          variant={isNext ? "plain" : danger ? "danger-solid" : "primary"}
          disabledWhy={applyWhy}
          onClick={onApply}
        >
          {now?.truth === "stale" ? "Review and apply…" : applyWords(change)}
          <Key of="⌃↵" />
        </Button>
      </div>
    </>
  );
};
