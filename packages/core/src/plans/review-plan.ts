import type { ReviewPlan } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import type { SavedPlanKey } from "../model/ids.ts";
import { isPending, verdictOf, type SavedPlan } from "../model/saved-plan.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok, type Result } from "../result.ts";
import type { StateView } from "../state.ts";

/** A plan of which something may still come. */
export const findPending = (view: StateView, key: SavedPlanKey, now: number): Result<SavedPlan, Rejection> => {
  const plan = view.savedPlans.get(key);
  if (plan === undefined) return no({ kind: "planNotFound", id: String(key) });
  const verdict = verdictOf(plan, now);
  return isPending(verdict) ? ok(plan) : no({ kind: "planIsOver", id: plan.id, verdict });
};

/** [Y3] Said once: what is approved may still be rejected until it is applied. [Y4] Nobody approves a plan of their own. */
export const reviewPlan = (view: StateView, command: ReviewPlan, now: number): Decided => {
  const found = findPending(view, command.plan, now);
  if (!found.ok) return found;
  const plan = found.value;
  const { comment, origin } = command;
  const approves = command.type === "approvePlan";
  if (approves && plan.author.by === origin.by) return no({ kind: "planIsOwn", id: plan.id, by: origin.by });
  if (approves && plan.status === "approved") return ok(nothing);
  return happened([{ type: "planReviewed", plan: plan.key, approves, comment, origin }]);
};
