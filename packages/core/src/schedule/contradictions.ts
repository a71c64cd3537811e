import type { Constraint } from "../model/job-spec.ts";
import {
  compareValues,
  constraintText,
  holdsFor,
  isEquality,
  isInequality,
  isNumber,
  isReference,
  needsAttribute,
} from "./constraint.ts";
import { compareVersions, parseVersionConstraint, type Version } from "./version-constraint.ts";

/** Two constraints, by their places in the list, that no node can satisfy together. */
export type Contradiction = { readonly first: number; readonly second: number; readonly message: string };

/** Of an equality: any other constraint can be tried on the value that it demands. */
const equalityExcludes = (equality: Constraint, other: Constraint): boolean =>
  isEquality(equality.operator) &&
  !isReference(equality.value) &&
  !isReference(other.value) &&
  !holdsFor(other.operator, equality.value, other.value);

type Bound<T> = { readonly at: T; readonly isStrict: boolean };

/** Nothing is above the one and below the other. */
const leavesNothing = <T>(lower: Bound<T>, upper: Bound<T>, compare: (a: T, b: T) => number): boolean => {
  const order = compare(lower.at, upper.at);
  return order > 0 || (order === 0 && (lower.isStrict || upper.isStrict));
};

const boundOf = ({ operator, value }: Constraint, direction: "<" | ">"): Bound<string> | undefined =>
  operator === direction || operator === `${direction}=` ? { at: value, isStrict: operator === direction } : undefined;

/** A number and a text set bounds in different orders, which cannot be compared. */
const orderExcludes = (one: Constraint, other: Constraint): boolean => {
  const [lower, upper] = [boundOf(one, ">"), boundOf(other, "<")];
  if (lower === undefined || upper === undefined || isNumber(lower.at) !== isNumber(upper.at)) return false;
  return leavesNothing(lower, upper, compareValues);
};

const versionBounds = (
  { operator, value }: Constraint,
  wanted: readonly string[],
): readonly Bound<Version>[] | undefined => {
  if (operator !== "version" && operator !== "semver") return undefined;
  return parseVersionConstraint(value, operator)
    ?.filter((part) => part.operator === "=" || wanted.includes(part.operator))
    .map((part) => ({ at: part.version, isStrict: part.operator === ">" || part.operator === "<" }));
};

const versionExcludes = (one: Constraint, other: Constraint): boolean => {
  if (one.operator !== other.operator) return false;
  const lower = versionBounds(one, [">", ">=", "~>"]) ?? [];
  const upper = versionBounds(other, ["<", "<="]) ?? [];
  return lower.some((a) => upper.some((b) => leavesNothing(a, b, compareVersions)));
};

const excludes = (one: Constraint, other: Constraint): boolean =>
  (one.operator === "is_not_set" && needsAttribute(other.operator)) ||
  equalityExcludes(one, other) ||
  (isEquality(one.operator) && isInequality(other.operator) && one.value === other.value) ||
  (!isReference(one.value) && !isReference(other.value) && (orderExcludes(one, other) || versionExcludes(one, other)));

/** Pairs of constraints that no node can ever satisfy together. What depends on two attributes of a node is left alone. */
export const contradictions = (constraints: readonly Constraint[]): readonly Contradiction[] =>
  constraints.flatMap((one, first) =>
    constraints.slice(first + 1).flatMap((other, offset): readonly Contradiction[] => {
      const isSame = isReference(one.attribute) && one.attribute === other.attribute;
      if (!isSame || !(excludes(one, other) || excludes(other, one))) return [];
      const message = `No node satisfies both ${constraintText(one)} and ${constraintText(other)}`;
      return [{ first, second: first + 1 + offset, message }];
    }),
  );
