import type { Constraint } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { own } from "../own.ts";

/** What `${…}` stands for on this node; undefined when the node has no such attribute. Text without `${` stands for itself. */
export const resolveTarget = (target: string, node: Node): string | undefined => {
  if (!target.startsWith("${") || !target.endsWith("}")) return target;
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

type Compare = (left: string, right: string) => boolean;

const numeric = (left: string, right: string): number => {
  const [a, b] = [Number(left), Number(right)];
  if (left !== "" && right !== "" && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
};

const setOf = (text: string): readonly string[] => text.split(",").map((item) => item.trim());

const comparisons: Readonly<Record<string, Compare>> = {
  "=": (left, right) => left === right,
  "==": (left, right) => left === right,
  is: (left, right) => left === right,
  "<": (left, right) => numeric(left, right) < 0,
  "<=": (left, right) => numeric(left, right) <= 0,
  ">": (left, right) => numeric(left, right) > 0,
  ">=": (left, right) => numeric(left, right) >= 0,
  set_contains: (left, right) => setOf(right).every((item) => setOf(left).includes(item)),
  set_contains_all: (left, right) => setOf(right).every((item) => setOf(left).includes(item)),
  set_contains_any: (left, right) => setOf(right).some((item) => setOf(left).includes(item)),
};

const unequal = new Set(["!=", "not"]);

/** Rules about where the other instances are: see distinct.ts. */
const distinct = new Set(["distinct_hosts", "distinct_property"]);

/** Operators whose meaning is known and not honoured: refused rather than taken for satisfied. */
const unhonoured = new Set(["version", "semver", "regexp"]);

export const satisfies = (constraint: Constraint, node: Node): boolean => {
  const left = resolveTarget(constraint.attribute, node);
  const right = resolveTarget(constraint.value, node);
  if (constraint.operator === "distinct_hosts") return true;
  if (constraint.operator === "is_set" || constraint.operator === "distinct_property") return left !== undefined;
  if (constraint.operator === "is_not_set") return left === undefined;
  // A missing attribute differs from everything: Nomad's rule.
  if (unequal.has(constraint.operator)) return left !== right;
  const compare = own(comparisons, constraint.operator);
  return compare !== undefined && left !== undefined && right !== undefined && compare(left, right);
};

export const constraintText = (constraint: Constraint): string =>
  constraint.operator === "distinct_hosts"
    ? "distinct_hosts"
    : constraint.operator === "is_set" || constraint.operator === "is_not_set"
      ? `${constraint.attribute} ${constraint.operator}`
      : `${constraint.attribute} ${constraint.operator} ${constraint.value}`;

/** What is wrong with a constraint in itself, whatever the nodes are. */
export const checkConstraint = (constraint: Constraint): readonly string[] => {
  if (unhonoured.has(constraint.operator))
    return [
      `The operator ${constraint.operator} cannot be honoured: use =, !=, <, <=, >, >=, set_contains, is_set or is_not_set`,
    ];
  const known =
    own(comparisons, constraint.operator) !== undefined ||
    unequal.has(constraint.operator) ||
    distinct.has(constraint.operator) ||
    constraint.operator === "is_set" ||
    constraint.operator === "is_not_set";
  if (!known) return [`Unknown constraint type "${constraint.operator.slice(0, 50)}"`];
  if (constraint.operator === "distinct_hosts") return [];
  return constraint.attribute === "" ? ["No LTarget provided but is required by constraint"] : [];
};
