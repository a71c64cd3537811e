import type { JobDetail } from "@longshore/api/jobs";
import type { Change } from "@longshore/api/plans";
import { useNavigate } from "react-router-dom";
import { keepDraft } from "../../lib/drafts.ts";
import { planPath } from "../../paths.ts";

/** Goes to the plan of a change. */
export const usePlanFirst = (): ((change: Change) => void) => {
  const navigate = useNavigate();
  return (change) => void navigate(planPath(keepDraft(change)));
};

/** Why something may not be done now; null when it may. */
export const whyNot = (permission: JobDetail["can"]["stop"]): string | null =>
  permission.ok ? null : (permission.why ?? "Your token may not do this");
