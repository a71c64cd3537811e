import type { Change, PlanReply } from "@longshore/api/plans";
import type { PlanCause, PlanCounts } from "@longshore/core/model";
import { plural } from "../../lib/plural.ts";
import type { Verb } from "../../ui/VerbShape.tsx";

/** What is behind it when it is not this change itself. */
export const causeWords: { readonly [cause in PlanCause]?: string } = {
  drained: "Its node is being drained.",
  rescheduled: "It had failed, and its reschedule policy allows another try.",
  lost: "Its node is gone.",
  disconnected: "Its node is out of sight.",
  reconnected: "Its node came back.",
  preempts: "It needs the room of less important work, which is pushed out first.",
};

/** Destructive first, as the headline shows them. */
export const headlineVerbs: readonly Verb[] = ["stop", "replace", "inPlace", "create", "wait", "keep"];

/** `wait` is shown only when something does; the others say 0 as well. */
export const shownVerbs = (counts: PlanCounts): readonly Verb[] =>
  headlineVerbs.filter((verb) => verb !== "wait" || counts.wait > 0);

export const planTitle = (change: Change): string => {
  switch (change.type) {
    case "register":
      return "Plan";
    case "stop":
      return "Stop";
    case "start":
      return "Start";
    case "restart":
      return "Restart";
    case "scale":
      return `Scale ${change.group} to ${String(change.count)}`;
    case "revert":
      return `Revert to v${String(change.version)}`;
    case "purge":
      return "Purge";
  }
};

/** What the apply button says: the consequence, in its own words for what is not a plain change. */
export const applyWords = (change: Change): string => {
  switch (change.type) {
    case "register":
      return "Apply plan";
    case "stop":
      return "Stop it";
    case "start":
      return "Start it";
    case "restart":
      return "Restart it";
    case "scale":
      return "Scale";
    case "revert":
      return "Revert";
    case "purge":
      return "Purge…";
  }
};

export const changesRun = (plan: PlanReply): boolean =>
  plan.counts.stop + plan.counts.replace + plan.counts.inPlace + plan.counts.create + plan.counts.wait > 0;

/** Applied, it is launched by its schedule: the plan has times in place of instances. */
export const isLaunched = (plan: PlanReply): boolean => plan.instances.length === 0 && plan.nextLaunches.length > 0;

/** Nothing at all would change: neither what runs nor what is kept. */
export const isNothing = (change: Change, plan: PlanReply): boolean =>
  change.type !== "purge" && !changesRun(plan) && plan.diff.kind === "none";

/** One sentence over the board. */
export const planSentence = (change: Change, plan: PlanReply): string => {
  if (isNothing(change, plan)) return "This changes nothing: the job is like that already.";
  if (!changesRun(plan)) return "Only the definition changes; what runs stays as it is.";
  if (plan.counts.wait > 0)
    return `${plural(plan.counts.wait, "instance")} would wait for room; the reason is with each group.`;
  return "";
};

type Pausable = Extract<Change, { readonly type: "register" | "revert" | "start" | "restart" }>;

const isPausable = (change: Change): change is Pausable =>
  change.type === "register" || change.type === "revert" || change.type === "start" || change.type === "restart";

/** It was asked for with a rollout that begins paused. */
export const isAskedPaused = (change: Change): boolean => isPausable(change) && change.rollout?.startPaused === true;

/** Instances are brought to the new version by a rollout, which can begin paused. */
export const isRolledOut = (change: Change, plan: PlanReply): boolean =>
  isPausable(change) &&
  (plan.type === "service" || plan.type === "system") &&
  plan.version !== plan.base.version &&
  changesRun(plan);

/** The same change with a rollout that waits to be resumed, or does not. */
export const withPause = (change: Change, startPaused: boolean): Change =>
  isPausable(change) && startPaused !== isAskedPaused(change)
    ? { ...change, rollout: { ...change.rollout, startPaused } }
    : change;
