import type { Plan, PlannedInstance, PlannedPreemption } from "../model/plan.ts";
import type { DiffLine, InstanceDifference, LineDifference, PlanComparison } from "../model/saved-plan.ts";
import type { GroupDiff, ObjectDiff, SpecDiff } from "../model/spec-diff.ts";
import { effectText, preemptionText } from "./digest.ts";

const keyOf = ({ group, index, isCanary }: PlannedInstance): string =>
  `${String(index)}/${isCanary ? "canary" : ""}/${group}`;

/** Those of which the plans do not say the same, in the order of group and number. */
const instanceDifferences = (a: Plan, b: Plan): readonly InstanceDifference[] => {
  const others = new Map(b.instances.map((one) => [keyOf(one), one]));
  const found: InstanceDifference[] = [];
  for (const one of a.instances) {
    const other = others.get(keyOf(one)) ?? null;
    others.delete(keyOf(one));
    if (other === null || effectText(one) !== effectText(other))
      found.push({ group: one.group, index: one.index, a: one, b: other });
  }
  for (const other of others.values()) found.push({ group: other.group, index: other.index, a: null, b: other });
  return found.toSorted((x, y) => (x.group === y.group ? x.index - y.index : x.group < y.group ? -1 : 1));
};

type Lines = Map<string, { readonly path: readonly string[]; readonly line: DiffLine }>;

const add = (lines: Lines, path: readonly string[], line: DiffLine): void =>
  void lines.set(JSON.stringify(path), { path, line });

/** Members of a list may have no name of their own: the second of a name is `name #2`. */
const numbered = (objects: readonly ObjectDiff[]): readonly (readonly [string, ObjectDiff])[] => {
  const seen = new Map<string, number>();
  return objects.map((object) => {
    const number = (seen.get(object.name) ?? 0) + 1;
    seen.set(object.name, number);
    return [number === 1 ? object.name : `${object.name} #${String(number)}`, object];
  });
};

const addObject = (lines: Lines, path: readonly string[], { kind, fields, objects }: ObjectDiff): void => {
  // A block that is added or deleted counts although it has no fields.
  if (kind === "added" || kind === "deleted") add(lines, path, { kind, old: "", new: "" });
  for (const field of fields)
    if (field.kind !== "none") add(lines, [...path, field.name], { kind: field.kind, old: field.old, new: field.new });
  for (const [name, object] of numbered(objects)) addObject(lines, [...path, name], object);
};

const addGroup = (lines: Lines, group: GroupDiff): void => {
  const path = [`group ${group.name}`];
  addObject(lines, path, group);
  for (const task of group.tasks) addObject(lines, [...path, `task ${task.name}`], task);
};

/** What a specification's difference says, line by line. */
const linesOf = (diff: SpecDiff): Lines => {
  const lines: Lines = new Map();
  addObject(lines, ["job"], { kind: diff.kind, name: diff.id, fields: diff.fields, objects: diff.objects });
  for (const group of diff.groups) addGroup(lines, group);
  return lines;
};

const isSameLine = (a: DiffLine | null, b: DiffLine | null): boolean =>
  a?.kind === b?.kind && a?.old === b?.old && a?.new === b?.new;

const lineDifferences = (a: SpecDiff, b: SpecDiff): readonly LineDifference[] => {
  const [left, right] = [linesOf(a), linesOf(b)];
  return [...new Map([...left, ...right])].flatMap(([key, { path }]) => {
    const [one, other] = [left.get(key)?.line ?? null, right.get(key)?.line ?? null];
    return isSameLine(one, other) ? [] : [{ path, a: one, b: other }];
  });
};

const onlyIn = (one: Plan, other: Plan): readonly PlannedPreemption[] => {
  const known = new Set(other.preemptions.map(preemptionText));
  return one.preemptions.filter((preemption) => !known.has(preemptionText(preemption)));
};

const nothingDifferent: PlanComparison = {
  isSame: true,
  instances: [],
  lines: [],
  preemptions: { a: [], b: [] },
};

/** [Y9] Two plans side by side, instance by instance and line by line of what they change in the definition. */
export const comparePlans = (a: Plan, b: Plan): PlanComparison => {
  if (a === b) return nothingDifferent;
  const instances = instanceDifferences(a, b);
  const lines = lineDifferences(a.diff, b.diff);
  const preemptions = { a: onlyIn(a, b), b: onlyIn(b, a) };
  const isSame = [instances, lines, preemptions.a, preemptions.b].every(({ length }) => length === 0);
  return { isSame, instances, lines, preemptions };
};
