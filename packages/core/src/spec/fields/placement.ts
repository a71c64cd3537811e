import type { Affinity, Constraint, Spread, SpreadTarget } from "../../model/job-spec.ts";
import { inPlace, type FieldsOf } from "../field.ts";

const operators = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "version",
  "semver",
  "regexp",
  "set_contains",
  "set_contains_all",
  "set_contains_any",
  "is_set",
  "is_not_set",
  "distinct_hosts",
  "distinct_property",
];

export const constraintFields = {
  attribute: inPlace("LTarget", "string", "The node's attribute, such as ${attr.kernel.name}."),
  value: inPlace("RTarget", "string", "What it is compared with."),
  operator: { ...inPlace("Operand", "string", "How it is compared; = when left out."), values: operators },
} satisfies FieldsOf<Constraint>;

export const affinityFields = {
  ...constraintFields,
  weight: inPlace("Weight", "integer", "From -100 to 100; negative repels."),
} satisfies FieldsOf<Affinity>;

export const spreadTargetFields = {
  value: inPlace("Value", "string", "A value of the attribute."),
  percent: inPlace("Percent", "integer", "The share of instances that belongs there."),
} satisfies FieldsOf<SpreadTarget>;

export const spreadFields = {
  attribute: inPlace("Attribute", "string", "The node's attribute to spread over."),
  weight: inPlace("Weight", "integer", "From 1 to 100."),
  targets: inPlace(
    "SpreadTarget",
    { many: spreadTargetFields, word: "SpreadTarget" },
    "Shares per value; even when left out.",
  ),
} satisfies FieldsOf<Spread>;
