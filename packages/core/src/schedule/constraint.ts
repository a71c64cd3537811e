import type { Constraint } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { own } from "../own.ts";
import { regexpOf } from "./regexp.ts";
import { parseVersionConstraint, satisfiesVersion, type VersionPart, type VersionRules } from "./version-constraint.ts";

/** What `${…}` stands for on this node; undefined when the node has no such attribute. Text without `${` stands for itself. */
export const resolveTarget = (target: string, node: Node): string | undefined => {
  if (!isReference(target)) return target;
  const name = target.slice(2, -1);
  if (name === "node.unique.id") return node.id;
  if (name === "node.unique.name") return node.name;
  if (name === "node.datacenter") return node.datacenter;
  if (name === "node.class") return node.nodeClass;
  if (name === "node.pool") return node.nodePool;
  if (name.startsWith("attr.")) return own(node.attributes, name.slice(5));
  if (name.startsWith("meta.")) return own(node.meta, name.slice(5));
  return undefined;
};

export const isReference = (target: string): boolean => target.startsWith("${") && target.endsWith("}");

const isUnique = (target: string): boolean => isReference(target) && target.includes(".unique.");

/** Nodes of one computed class may differ in whether they satisfy it. */
export const escapesClass = ({ attribute, value }: Constraint): boolean => isUnique(attribute) || isUnique(value);

const integer = /^[+-]?\d+$/;
const float = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export const isNumber = (text: string): boolean => float.test(text);

/** Nomad's order: as whole numbers if both are, else as numbers if both are, else as text. */
export const compareValues = (left: string, right: string): number => {
  if (integer.test(left) && integer.test(right) && Math.max(left.length, right.length) > 15) {
    const difference = BigInt(left.replace("+", "")) - BigInt(right.replace("+", ""));
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
};

const setOf = (text: string): readonly string[] => text.split(",").map((item) => item.trim());

const versions: Readonly<Record<VersionRules, Map<string, readonly VersionPart[] | undefined>>> = {
  version: new Map(),
  semver: new Map(),
};
const keptVersions = 256;

const versionConstraintOf = (text: string, rules: VersionRules): readonly VersionPart[] | undefined => {
  const known = versions[rules];
  if (known.has(text)) return known.get(text);
  if (known.size >= keptVersions) known.clear();
  const parts = parseVersionConstraint(text, rules);
  known.set(text, parts);
  return parts;
};

const matchesVersion = (left: string, right: string, rules: VersionRules): boolean => {
  const parts = versionConstraintOf(right, rules);
  return parts !== undefined && satisfiesVersion(left, parts, rules);
};

const matchesRegexp = (left: string, right: string): boolean => {
  const compiled = regexpOf(right);
  return compiled.ok && compiled.value(left);
};

const containsAll = (left: string, right: string): boolean => setOf(right).every((item) => setOf(left).includes(item));

type Compare = (left: string, right: string) => boolean;

/** Those that need both sides. */
const comparisons: Readonly<Record<string, Compare>> = {
  "=": (left, right) => left === right,
  "==": (left, right) => left === right,
  is: (left, right) => left === right,
  "<": (left, right) => compareValues(left, right) < 0,
  "<=": (left, right) => compareValues(left, right) <= 0,
  ">": (left, right) => compareValues(left, right) > 0,
  ">=": (left, right) => compareValues(left, right) >= 0,
  version: (left, right) => matchesVersion(left, right, "version"),
  semver: (left, right) => matchesVersion(left, right, "semver"),
  regexp: matchesRegexp,
  set_contains: containsAll,
  set_contains_all: containsAll,
  set_contains_any: (left, right) => setOf(right).some((item) => setOf(left).includes(item)),
};

export const isEquality = (operator: string): boolean => ["=", "==", "is"].includes(operator);
export const isInequality = (operator: string): boolean => operator === "!=" || operator === "not";

/** The attribute has to be there for the constraint to hold; that `distinct_property` does as well is told by distinct.ts. */
export const needsAttribute = (operator: string): boolean =>
  operator === "is_set" || operator === "distinct_property" || own(comparisons, operator) !== undefined;

/** Whether a constraint holds for an attribute's value; undefined: there is none. Rules about where other instances are hold by themselves. */
export const holdsFor = (operator: string, left: string | undefined, right: string | undefined): boolean => {
  if (operator === "distinct_hosts") return true;
  if (operator === "is_set" || operator === "distinct_property") return left !== undefined;
  if (operator === "is_not_set") return left === undefined;
  // A missing attribute differs from everything: Nomad's rule.
  if (isInequality(operator)) return left !== right;
  const compare = own(comparisons, operator);
  return compare !== undefined && left !== undefined && right !== undefined && compare(left, right);
};

export const satisfies = ({ attribute, operator, value }: Constraint, node: Node): boolean =>
  holdsFor(operator, resolveTarget(attribute, node), resolveTarget(value, node));

const withoutValue = new Set(["is_set", "is_not_set"]);

export const constraintText = ({ attribute, operator, value }: Constraint): string => {
  if (operator === "distinct_hosts") return operator;
  return withoutValue.has(operator) || value === "" ? `${attribute} ${operator}` : `${attribute} ${operator} ${value}`;
};

const checkValue = ({ operator, value }: Constraint): readonly string[] => {
  if (own(comparisons, operator) !== undefined && value === "") return [`The operator ${operator} needs a value`];
  if (operator === "distinct_property" && value !== "" && !(/^\d{1,9}$/.test(value) && Number(value) > 0))
    return [`distinct_property allows a whole number of instances from 1 on, not "${value.slice(0, 50)}"`];
  if (isReference(value)) return [];
  if ((operator === "version" || operator === "semver") && parseVersionConstraint(value, operator) === undefined)
    return [`"${value.slice(0, 50)}" is not a ${operator} constraint such as ">= 1.2, < 2.0"`];
  const compiled = operator === "regexp" ? regexpOf(value) : undefined;
  return compiled === undefined || compiled.ok ? [] : [`The regular expression is not valid: ${compiled.rejection}`];
};

/** What is wrong with a constraint in itself, whatever the nodes are. */
export const checkConstraint = (constraint: Constraint): readonly string[] => {
  const { operator, attribute } = constraint;
  if (operator === "distinct_hosts")
    return ["", "1", "t", "true", "0", "f", "false"].includes(constraint.value.toLowerCase())
      ? []
      : [`distinct_hosts is true or false, not "${constraint.value.slice(0, 50)}"`];
  const isKnown = needsAttribute(operator) || isInequality(operator) || operator === "is_not_set";
  if (!isKnown) return [`Unknown constraint type "${operator.slice(0, 50)}"`];
  if (attribute === "") return ["No LTarget provided but is required by constraint"];
  return checkValue(constraint);
};
