import type { Constraint } from "@longshore/core/model";
import { hostnameAttribute } from "../inbound/read-constraint.ts";
import type * as wire from "../wire.ts";

const keyOf = (attribute: string): string | undefined =>
  attribute === hostnameAttribute ? "hostname" : /^\$\{meta\.(.+)\}$/.exec(attribute)?.[1];

const labelOf = (constraint: Constraint, own: wire.Label): wire.LabelConstraint | undefined => {
  const { attribute, operator, value } = constraint;
  if (operator === "distinct_hosts")
    return {
      kind: "LABEL_CONSTRAINT_KIND_POD",
      condition: "LABEL_CONSTRAINT_CONDITION_LESS_THAN",
      label: own,
      requirement: 1,
    };
  const key = keyOf(attribute);
  if (key === undefined || (operator !== "=" && operator !== "!=")) return undefined;
  return {
    kind: "LABEL_CONSTRAINT_KIND_HOST",
    condition: "LABEL_CONSTRAINT_CONDITION_EQUAL",
    label: { key, value },
    ...(operator === "=" ? { requirement: 1 } : {}),
  };
};

/** The constraints that Peloton has a word for; the others are not told. */
export const constraintToWire = (constraints: readonly Constraint[], own: wire.Label): wire.Constraint | undefined => {
  const labels = constraints.flatMap((one): readonly wire.Constraint[] => {
    const label = labelOf(one, own);
    return label === undefined ? [] : [{ type: "CONSTRAINT_TYPE_LABEL", label_constraint: label }];
  });
  return labels.length < 2 ? labels[0] : { type: "CONSTRAINT_TYPE_AND", and_constraint: { constraints: labels } };
};
