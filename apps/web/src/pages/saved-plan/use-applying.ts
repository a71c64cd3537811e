import { useState } from "react";
import type { Change } from "@longshore/api/plans";
import type { SavedPlanDetail } from "@longshore/api/saved-plans";
import { isPending } from "@longshore/core/model";
import type { PlanVerdict } from "@longshore/core/model";
import { useNavigate } from "react-router-dom";
import { useApplySavedPlan, usePlanNow } from "../../api/saved-plans.ts";
import { useSessionState } from "../../api/use-session.ts";
import { showToast } from "../../lib/toasts.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { jobPath } from "../../paths.ts";
import { whyNotApplied } from "./apply-state.ts";

export type OpenDialog = "approve" | "reject" | "apply" | "purge" | null;

const useName = (): string => {
  const state = useSessionState();
  return state.type === "signed-in" ? state.session.name : "";
};

/** Whether it is still true, whether it can be applied, and the way there: at once while it is true, else through what moved. */
export const useApplying = (saved: SavedPlanDetail, change: Change, verdict: PlanVerdict) => {
  const { data: now } = usePlanNow(saved.id, isPending(verdict));
  const [open, setOpen] = useState<OpenDialog>(null);
  const apply = useApplySavedPlan(saved);
  const navigate = useNavigate();
  const who = useName();
  const isSent = apply.isPending || apply.isSuccess;
  const why = whyNotApplied(saved, { look: now ?? null, isSent, who });
  const isStale = isPending(verdict) && now?.truth === "stale" && !isSent;
  const run = (reviewed: string | null): void => {
    apply.mutate(reviewed, {
      onSuccess: () => {
        showToast({ state: "succeeded", text: "The plan is applied." });
        if (change.type !== "purge") void navigate(jobPath(saved.namespace, saved.jobId));
      },
    });
  };
  const onApply = (): void => {
    if (why !== null) return;
    if (isStale) setOpen("apply");
    else if (change.type === "purge") setOpen("purge");
    else run(null);
  };
  useShortcuts([
    { keys: "mod+Enter", label: "Apply the plan", section: "This page", run: onApply },
    {
      keys: "a",
      label: "Approve the plan",
      section: "This page",
      run: () => {
        if (isPending(verdict) && saved.can.approve.ok) setOpen("approve");
      },
    },
  ]);
  return { now, open, setOpen, why, isStale, isSent, error: apply.error, run, onApply };
};
