import type { Constraint, JobSpec, TaskGroup } from "../model/job-spec.ts";
import { presenceOf, tallyFor, type Claims } from "./claims.ts";
import { constraintText } from "./constraint.ts";

/** A rule about where the other instances are. `scope`: the group whose instances count, null for all of the job's. */
export type DistinctRule = {
  readonly scope: string | null;
  /** The attribute that nodes share; null: the node itself. */
  readonly attribute: string | null;
  /** So many instances at most. */
  readonly most: number;
  readonly text: string;
};

const isSwitchedOff = (value: string): boolean => ["0", "f", "false"].includes(value.toLowerCase());

const ruleOf = (constraint: Constraint, scope: string | null): readonly DistinctRule[] => {
  const text = constraintText(constraint);
  if (constraint.operator === "distinct_hosts")
    return isSwitchedOff(constraint.value) ? [] : [{ scope, attribute: null, most: 1, text }];
  if (constraint.operator !== "distinct_property") return [];
  const most = constraint.value === "" ? 1 : Number(constraint.value);
  return [{ scope, attribute: constraint.attribute, most: Number.isNaN(most) ? 1 : most, text }];
};

/** A task's rules are its group's. */
export const distinctRules = (spec: JobSpec, group: TaskGroup): readonly DistinctRule[] => [
  ...spec.constraints.flatMap((one) => ruleOf(one, null)),
  ...[...group.constraints, ...group.tasks.flatMap((task) => task.constraints)].flatMap((one) =>
    ruleOf(one, group.name),
  ),
];

/** Whether one more instance on the node at this position keeps the rule. */
export type DistinctCheck = { readonly text: string; readonly allows: (position: number) => boolean };

export const distinctCheck = (claims: Claims, rule: DistinctRule): DistinctCheck => {
  const { scope, attribute, most, text } = rule;
  if (attribute === null) {
    const { here } = presenceOf(claims, scope);
    return { text, allows: (position) => (here[position] ?? 0) < most };
  }
  const { valueAt, counts } = tallyFor(claims, scope, attribute);
  return {
    text,
    allows: (position) => {
      const value = valueAt[position] ?? -1;
      return value !== -1 && (counts[value] ?? 0) < most;
    },
  };
};
