import type { PlanNow, SavedPlanDetail } from "@longshore/api/saved-plans";
import { whyNot } from "../job/job-actions.ts";

export type Look = Pick<PlanNow, "truth" | "refused">;

/** Why it cannot be applied at this moment; null when it can, though a stale one only after what moved was looked at. */
export const whyNotApplied = (
  saved: Pick<SavedPlanDetail, "can" | "needsApproval" | "author">,
  at: {
    /** Null while nobody has looked yet. */
    readonly look: Look | null;
    readonly isSent: boolean;
    /** Who is signed in. */
    readonly who: string;
  },
): string | null => {
  if (at.isSent) return "Sent, waiting for the server";
  const why = whyNot(saved.can.apply);
  if (why !== null) return why;
  if (at.look === null) return "Looking whether it is still true";
  if (at.look.refused !== null) return `Cannot be made now: ${at.look.refused}`;
  if (at.look.truth === "stale" && saved.needsApproval && saved.author.by === at.who)
    return "What moved since has to be looked at by somebody other than its author";
  return null;
};
