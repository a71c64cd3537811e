import type { Constraint } from "@longshore/core/model";
import type * as wire from "../wire.ts";

export const hostnameAttribute = "${node.unique.name}";
export const hostAttribute = (key: string): string => (key === "hostname" ? hostnameAttribute : `\${meta.${key}}`);

/** The label that stands for the job's own pods where they have none of their own. */
export const ownLabel = (jobId: string): wire.Label => ({ key: "job_id", value: jobId });

const isSame = (a: wire.Label, b: wire.Label): boolean =>
  (a.key ?? "") === (b.key ?? "") && (a.value ?? "") === (b.value ?? "");

type Own = { readonly labels: readonly wire.Label[] };

/** "At least one such label", "none", or something that a node's attributes cannot say. */
const senseOf = ({ condition, requirement = 0 }: wire.LabelConstraint): "some" | "none" | "other" => {
  if (condition === "LABEL_CONSTRAINT_CONDITION_GREATER_THAN") return requirement === 0 ? "some" : "other";
  if (condition === "LABEL_CONSTRAINT_CONDITION_LESS_THAN") return requirement === 1 ? "none" : "other";
  // A host has a label once or not at all.
  return requirement === 1 ? "some" : requirement === 0 ? "none" : "other";
};

const readLabel = (constraint: wire.LabelConstraint, own: Own): readonly Constraint[] => {
  const { label = {} } = constraint;
  const sense = senseOf(constraint);
  if (sense === "other" || !label.key) return [];
  if (constraint.kind === "LABEL_CONSTRAINT_KIND_HOST")
    return [{ attribute: hostAttribute(label.key), operator: sense === "some" ? "=" : "!=", value: label.value ?? "" }];
  const isOwn = own.labels.some((one) => isSame(one, label));
  return sense === "none" && isOwn ? [{ attribute: "", operator: "distinct_hosts", value: "" }] : [];
};

const labelsIn = (constraint: wire.Constraint): number =>
  constraint.label_constraint === undefined
    ? (constraint.and_constraint?.constraints ?? []).reduce((sum, one) => sum + labelsIn(one), 0)
    : 1;

const hasChoice = ({ or_constraint: or, and_constraint: and }: wire.Constraint): boolean =>
  or !== undefined || (and?.constraints ?? []).some(hasChoice);

/** Whether nodes are held to all of it. */
export const isHonoured = (constraint: wire.Constraint, own: Own): boolean =>
  !hasChoice(constraint) && labelsIn(constraint) === readConstraint(constraint, own).length;

/** The part of a constraint that nodes can be held to: labels of hosts, and keeping away from the job's own pods. */
export const readConstraint = (constraint: wire.Constraint | undefined, own: Own): readonly Constraint[] => {
  if (constraint?.label_constraint !== undefined) return readLabel(constraint.label_constraint, own);
  return (constraint?.and_constraint?.constraints ?? []).flatMap((one) => readConstraint(one, own));
};
