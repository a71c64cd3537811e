import type { SavedPlanItem } from "@longshore/api/saved-plans";
import { isPending } from "@longshore/core/model";
import type { PlanVerdict } from "@longshore/core/model";
import { useNow } from "../../lib/use-now.ts";

/** What was said of it, or came of it, at this moment: it expires by itself. */
export const useVerdict = ({ verdict, expiresAt }: Pick<SavedPlanItem, "verdict" | "expiresAt">): PlanVerdict => {
  const now = useNow();
  return isPending(verdict) && now >= expiresAt ? "expired" : verdict;
};
