import { runsPerNode, type Affinity, type Constraint, type JobType, type Spread } from "../../model/job-spec.ts";
import { limits } from "../../limits.ts";
import { checkConstraint } from "../../schedule/constraint.ts";
import { contradictions } from "../../schedule/contradictions.ts";
import { each, quoted, type Complain } from "./complain.ts";

const isDistinct = ({ operator }: Constraint): boolean =>
  operator === "distinct_hosts" || operator === "distinct_property";

/** `isTask`: rules about other instances are the group's or the job's. */
export const checkConstraints = (complain: Complain, constraints: readonly Constraint[], isTask: boolean): void => {
  each(complain, { word: "Constraints", items: constraints }, (at, one) => {
    for (const message of checkConstraint(one)) at([], message);
    if (isTask && isDistinct(one)) at([], `Constraint has disallowed Operand at task level: ${one.operator}`);
  });
};

/** Constraints that apply together, and where they stand. */
export type ConstraintBlock = {
  readonly complain: Complain;
  readonly constraints: readonly Constraint[];
};

/**
 * What no node can satisfy. Within one block it is a fault of the definition. Across blocks it is told: definitions are put together
 * from parts, and such a job waits like any other that nothing satisfies today.
 * `others`: blocks that apply to the same node and whose own contradictions are told elsewhere.
 */
export const checkContradictions = (own: readonly ConstraintBlock[], others: readonly ConstraintBlock[]): void => {
  const places = [...others, ...own].flatMap((block) =>
    block.constraints.map((constraint, index) => ({ block, constraint, index })),
  );
  if (places.length > limits.constraintsPerGroup) {
    own[0]?.complain(
      ["Constraints"],
      `At most ${String(limits.constraintsPerGroup)} constraints apply to a group (${String(places.length)})`,
    );
    return;
  }
  for (const { first, second, message } of contradictions(places.map(({ constraint }) => constraint))) {
    const [one, other] = [places[first], places[second]];
    if (one === undefined || other === undefined || others.includes(other.block)) continue;
    const severity = one.block === other.block ? "error" : "warning";
    other.block.complain(["Constraints", other.index], message, severity);
  }
};

const checkAffinity = (complain: Complain, affinity: Affinity): void => {
  if (isDistinct(affinity)) complain([], `Unknown affinity operator ${quoted(affinity.operator)}`);
  else for (const message of checkConstraint(affinity)) complain([], message);
  if (affinity.weight === 0) complain(["Weight"], "Affinity weight cannot be zero");
  if (Math.abs(affinity.weight) > 100) complain(["Weight"], "Affinity weight must be within the range [-100,100]");
};

const checkSpread = (complain: Complain, spread: Spread): void => {
  if (spread.attribute === "") complain(["Attribute"], "Missing spread attribute");
  if (spread.weight <= 0 || spread.weight > 100)
    complain(["Weight"], "Spread block must have a positive weight from 0 to 100");
  const seen = new Set<string>();
  each(complain, { word: "SpreadTarget", items: spread.targets }, (at, { value, percent }) => {
    if (seen.has(value)) at(["Value"], `Spread target value ${quoted(value)} already defined`);
    seen.add(value);
    if (percent < 0 || percent > 100)
      at(["Percent"], `Spread target percentage for value ${quoted(value)} must be between 0 and 100`);
  });
  const sum = spread.targets.reduce((total, { percent }) => total + percent, 0);
  if (sum > 100)
    complain(["SpreadTarget"], `Sum of spread target percentages must not be greater than 100%; got ${String(sum)}%`);
};

/** Preferences among nodes: a job that runs on every node has none. */
export const checkPreferences = (
  complain: Complain,
  type: JobType,
  given: { readonly affinities: readonly Affinity[]; readonly spreads?: readonly Spread[] },
): void => {
  const { affinities, spreads = [] } = given;
  for (const [word, what, items] of [
    ["Affinities", "an affinity", affinities],
    ["Spreads", "a spread", spreads],
  ] as const) {
    if (items.length === 0 || !runsPerNode(type)) continue;
    if (type === "system") complain([word], `System jobs may not have ${what} block`);
    else complain([word], `${word} has no effect: one instance runs on every node`, "warning");
  }
  each(complain, { word: "Affinities", items: affinities }, checkAffinity);
  each(complain, { word: "Spreads", items: spreads }, checkSpread);
};
