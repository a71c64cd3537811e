import type { JobChange, MarkVersion, SetNamespaceRules } from "../command.ts";
import { happened, nothing, type Decided } from "../decision.ts";
import { sameJson } from "../equal.ts";
import { limits } from "../limits.ts";
import type { JobName } from "../model/ids.ts";
import { defaultRules, type NamespaceRules } from "../model/settings.ts";
import { own } from "../own.ts";
import type { Rejection } from "../rejection.ts";
import { no, ok } from "../result.ts";
import type { StateView } from "../state.ts";

/** The name of the job that a change is of. */
export const nameOfChange = (change: JobChange): JobName => (change.type === "registerJob" ? change.spec : change);

export const rulesOf = (view: Pick<StateView, "settings">, namespace: string): NamespaceRules =>
  own(view.settings.namespaces, namespace) ?? defaultRules;

/**
 * [Y8] Why a change may not be made as it comes: its namespace asks for a plan that somebody else approved. A stop is left to whoever is
 * called at night.
 */
export const refusedByRules = (view: StateView, change: JobChange): Rejection | undefined => {
  const { namespace, id } = nameOfChange(change);
  if (change.type === "stopJob" || !rulesOf(view, namespace).approval) return undefined;
  return { kind: "approvalNeeded", namespace, id, plan: null, missing: "plan" };
};

/** [Y8] A version that is called stable is one that a failed rollout may put in force: that is no way around a review. */
export const markRefusedByRules = (view: StateView, { namespace, id, stable }: MarkVersion): Rejection | undefined =>
  stable && rulesOf(view, namespace).approval
    ? { kind: "approvalNeeded", namespace, id, plan: null, missing: "plan" }
    : undefined;

export const setNamespaceRules = (view: StateView, command: SetNamespaceRules): Decided => {
  const { namespace, rules } = command;
  if (sameJson(rulesOf(view, namespace), rules)) return ok(nothing);
  const max = limits.ruledNamespaces;
  if (own(view.settings.namespaces, namespace) === undefined && Object.keys(view.settings.namespaces).length >= max)
    return no({ kind: "tooManyRules", max });
  return happened([{ type: "namespaceRulesChanged", namespace, rules }]);
};
