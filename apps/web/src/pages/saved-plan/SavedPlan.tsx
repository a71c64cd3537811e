import { useState } from "react";
import type { Change, PlanReply } from "@longshore/api/plans";
import type { PlanNow, SavedPlanDetail } from "@longshore/api/saved-plans";
import { isPending } from "@longshore/core/model";
import { LoadFailed } from "../../shell/LoadFailed.tsx";
import { MutationError } from "../../shell/MutationError.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SkeletonRows } from "../../ui/Skeleton.tsx";
import type { Verb } from "../../ui/VerbShape.tsx";
import { PlanView } from "../plan/PlanView.tsx";
import { PurgeDialog } from "../plan/PurgeDialog.tsx";
import { RehearsalSection } from "../rehearsal/RehearsalSection.tsx";
import { CompareSection } from "./CompareSection.tsx";
import { MovedBanner } from "./MovedBanner.tsx";
import { ReviewDialog } from "./ReviewDialog.tsx";
import { SavedPlanHeader } from "./SavedPlanHeader.tsx";
import { StaleApplyDialog } from "./StaleApplyDialog.tsx";
import { useApplying } from "./use-applying.ts";
import { useVerdict } from "./use-verdict.ts";
import { useWholePlan } from "./use-whole-plan.ts";
import "../plan/plan.css";

const Dialogs = ({
  saved,
  change,
  plan,
  applying,
}: {
  readonly saved: SavedPlanDetail;
  readonly change: Change;
  readonly plan: PlanReply | null;
  readonly applying: ReturnType<typeof useApplying>;
}) => {
  const { open, now, isStale, isSent, error, run } = applying;
  const close = (): void => applying.setOpen(null);
  if (open === "approve" || open === "reject")
    return <ReviewDialog saved={saved} approves={open === "approve"} isStale={isStale} onClose={close} />;
  if (open === "apply" && now !== undefined && plan !== null)
    return (
      <StaleApplyDialog
        saved={saved}
        plan={plan}
        change={change}
        now={now}
        error={error}
        isSent={isSent}
        onApply={run}
        onClose={close}
      />
    );
  return (
    <PurgeDialog id={saved.jobId} open={open === "purge"} pending={isSent} onClose={close} onPurge={() => run(null)} />
  );
};

const WhatItDoes = ({
  saved,
  change,
  now,
  filter,
  of: { whole, error, refetch },
}: {
  readonly saved: SavedPlanDetail;
  readonly change: Change;
  readonly now: PlanNow | undefined;
  readonly filter: Verb | null;
  readonly of: ReturnType<typeof useWholePlan>;
}) => {
  if (saved.plan === null)
    return <Empty title="What it would have done is not kept any more">Who saved it and what was said of it is.</Empty>;
  if (whole === null)
    return error === null ? <SkeletonRows rows={10} height={40} /> : <LoadFailed error={error} onRetry={refetch} />;
  return (
    <>
      <CompareSection saved={saved} plan={whole} now={now} />
      <PlanView
        plan={whole}
        change={change}
        filter={filter}
        rehearsal={isPending(saved.verdict) ? <RehearsalSection of={{ plan: saved.id }} jobType={whole.type} /> : null}
      />
    </>
  );
};

export const SavedPlan = ({ saved }: { readonly saved: SavedPlanDetail }) => {
  const change = saved.change as Change;
  const verdict = useVerdict(saved);
  const [filter, setFilter] = useState<Verb | null>(null);
  const what = useWholePlan(saved);
  const applying = useApplying(saved, change, verdict);
  const { now, isStale } = applying;
  return (
    <div className={isStale ? "plan is-stale" : "plan"}>
      <SavedPlanHeader
        saved={saved}
        verdict={verdict}
        plan={what.whole}
        change={change}
        now={now}
        filter={filter}
        onFilter={setFilter}
        applyWhy={applying.why}
        onApply={applying.onApply}
        onReview={(approves) => applying.setOpen(approves ? "approve" : "reject")}
      />
      {isStale && now !== undefined ? <MovedBanner saved={saved} now={now} /> : null}
      {applying.error === null || applying.open === "apply" ? null : (
        <div className="pad">
          <MutationError error={applying.error} />
        </div>
      )}
      <WhatItDoes saved={saved} change={change} now={now} filter={filter} of={what} />
      <Dialogs saved={saved} change={change} plan={what.whole} applying={applying} />
    </div>
  );
};
