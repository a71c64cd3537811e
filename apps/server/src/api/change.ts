import type { Change } from "@longshore/api/plans";
import type { JobChange } from "@longshore/core/command";
import type { Origin } from "@longshore/core/model";
import type { SpecProblem } from "@longshore/core/spec/problem";
import { parseDefinition, type CheckDriverConfig } from "@longshore/core/spec/parse";
import { cronCalculator } from "../cron-calculator.ts";
import type { Principal } from "../http/credentials.ts";
import { mayUse, refuseOtherUsers } from "./access.ts";
import { ApiProblem, definitionProblems, notFound, rejected } from "./problem.ts";

export type ReadChange = { readonly change: JobChange; readonly warnings: readonly SpecProblem[] };

const requireTarget = (principal: Principal, namespace: string, id: string): void => {
  if (!mayUse(principal, namespace)) throw notFound(`job "${id}" in namespace "${namespace}"`);
};

const register = (
  { definition, rollout }: Extract<Change, { readonly type: "register" }>,
  by: {
    readonly principal: Principal;
    readonly origin: Origin;
    readonly check: CheckDriverConfig;
    readonly checkIndex: number | undefined;
  },
): ReadChange => {
  const { spec, errors, warnings } = parseDefinition(definition, by.check, cronCalculator.check);
  if (spec === undefined)
    throw new ApiProblem("invalid-definition", "The definition has faults; nothing was changed", {
      problems: definitionProblems([...errors, ...warnings]),
    });
  if (!mayUse(by.principal, spec.namespace))
    throw new ApiProblem("forbidden", `Your token is not for namespace "${spec.namespace}"; nothing was changed`);
  const change: JobChange = {
    type: "registerJob",
    spec,
    rollout,
    origin: by.origin,
    checkIndex: by.checkIndex,
  };
  const refused = refuseOtherUsers(change, by.principal.role);
  if (refused !== undefined) throw rejected(refused);
  return { change, warnings };
};

/** From what the dashboard asks for to the command that does it. */
export const readChange = (
  change: Change,
  by: { readonly principal: Principal; readonly check: CheckDriverConfig; readonly checkIndex?: number | undefined },
): ReadChange => {
  const origin: Origin = { door: "dashboard", by: by.principal.name };
  const { checkIndex } = by;
  if (change.type === "register")
    return register(change, { principal: by.principal, origin, check: by.check, checkIndex });
  const { namespace, id } = change;
  requireTarget(by.principal, namespace, id);
  const target = { namespace, id, origin, checkIndex };
  switch (change.type) {
    case "stop":
      return { change: { type: "stopJob", ...target }, warnings: [] };
    case "start":
      return { change: { type: "startJob", ...target, rollout: change.rollout }, warnings: [] };
    case "restart":
      return {
        change: { type: "restartJob", ...target, instances: change.instances ?? null, rollout: change.rollout },
        warnings: [],
      };
    case "purge":
      return { change: { type: "purgeJob", ...target }, warnings: [] };
    case "scale":
      return { change: { type: "scaleJob", ...target, group: change.group, count: change.count }, warnings: [] };
    case "revert":
      return {
        change: { type: "revertJob", ...target, version: change.version, rollout: change.rollout },
        warnings: [],
      };
  }
};
