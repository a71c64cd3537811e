import type { ApplySavedPlan } from "../command.ts";
import { happened, type Decided } from "../decision.ts";
import type { Event } from "../event.ts";
import { changeJob } from "../jobs/change-job.ts";
import { jobByName } from "../jobs/find-job.ts";
import type { SavedPlan } from "../model/saved-plan.ts";
import { planChange } from "../plan.ts";
import type { Rejection } from "../rejection.ts";
import { no } from "../result.ts";
import type { StateView } from "../state.ts";
import { planDigest } from "./digest.ts";
import { findPending } from "./review-plan.ts";
import { rulesOf } from "./rules.ts";
import { isStillTrue, movedJob } from "./truth.ts";

/** The digest of the plan as it is now; null when its change cannot be made. */
const digestNow = (
  view: StateView,
  plan: SavedPlan,
  { seen, now }: Pick<ApplySavedPlan, "seen"> & { readonly now: number },
): string | null => {
  if (seen?.index === view.index) return seen.digest;
  const planned = planChange(view, plan.change, now);
  return planned.ok ? planDigest(planned.value) : null;
};

/** [Y8] What the namespace's rule misses; `isReviewed`: what has changed since was looked at by whoever applies it. */
const missing = (
  view: StateView,
  plan: SavedPlan,
  by: { readonly applier: string; readonly isReviewed: boolean },
): Rejection | undefined => {
  const { namespace, jobId, author, change } = plan;
  if (change.type === "stopJob" || !rulesOf(view, namespace).approval) return undefined;
  const what = { kind: "approvalNeeded", namespace, id: jobId, plan: plan.id } as const;
  if (plan.status !== "approved") return { ...what, missing: "approval" };
  return by.isReviewed && by.applier === author.by ? { ...what, missing: "review" } : undefined;
};

const named = (plan: SavedPlan, event: Event): Event =>
  event.type === "jobVersioned" ? { ...event, version: { ...event.version, plan: plan.id } } : event;

/** The job's version once the change is made. */
const versionAfter = (view: StateView, plan: SavedPlan, events: readonly Event[]): number | null => {
  if (plan.change.type === "purgeJob") return null;
  const made = events.find((event) => event.type === "jobVersioned");
  if (made?.type === "jobVersioned") return made.version.version;
  return jobByName(view, { namespace: plan.namespace, id: plan.jobId })?.version ?? null;
};

/**
 * [Y6] Makes a plan's change while the plan is true, or as it is now when whoever applies it names that by its digest. [Y7] The same entry
 * says that the plan was applied.
 */
export const applySavedPlan = (view: StateView, command: ApplySavedPlan, now: number): Decided => {
  const found = findPending(view, command.plan, now);
  if (!found.ok) return found;
  const plan = found.value;
  const { origin, reviewed } = command;
  const digest = digestNow(view, plan, { seen: command.seen, now });
  const isTrue = isStillTrue(view, plan, digest);
  if (digest === null || !(reviewed === undefined ? isTrue : reviewed === digest)) {
    const job = jobByName(view, { namespace: plan.namespace, id: plan.jobId });
    const jobModifyIndex = job?.jobModifyIndex ?? 0;
    return no({ kind: "stalePlan", id: plan.id, digest, job: movedJob(view, plan), jobModifyIndex });
  }
  const refused = missing(view, plan, { applier: origin.by, isReviewed: !isTrue });
  if (refused !== undefined) return no(refused);
  const decided = changeJob(view, { ...plan.change, origin });
  if (!decided.ok) return decided;
  const { events, effects, settled } = decided.value;
  const version = versionAfter(view, plan, events);
  return happened(
    [
      ...events.map((event) => named(plan, event)),
      { type: "planApplied", plan: plan.key, version, reviewed: isTrue ? null : digest, origin },
    ],
    effects,
    settled,
  );
};
