import { sameJson } from "../equal.ts";
import type { JobSpec, Task, TaskGroup } from "../model/job-spec.ts";
import type { JsonObject } from "../model/json.ts";
import type { DiffKind, FieldDiff, GroupDiff, SpecDiff, TaskDiff } from "../model/spec-diff.ts";
import { diffOrder, diffRecord } from "./diff-blocks.ts";
import { diffField, fieldOrder, kindOf } from "./diff-flat.ts";
import type { Match } from "./diff-match.ts";
import type { Fields } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { jobFields } from "./fields/job.ts";
import { taskFields } from "./fields/task.ts";
import { taskChange } from "./update-effect.ts";

type Sides<T> = { readonly before: T | undefined; readonly after: T | undefined };

const asJson = (value: object | undefined): JsonObject | undefined => value as JsonObject | undefined;

const without = (fields: Fields, words: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => !words.includes(field.word)));

/** The id names a job rather than describing it, and groups and tasks are compared by name. */
const comparedJobFields = without(jobFields, ["ID", "TaskGroups"]);
const comparedGroupFields = without(groupFields, ["Tasks"]);

const presence = (sides: Sides<unknown>, parts: readonly { readonly kind: DiffKind }[]): DiffKind => {
  if (sides.before === undefined) return "added";
  if (sides.after === undefined) return "deleted";
  return kindOf(parts) === "none" ? "none" : "edited";
};

const updateAnnotation = (group: Sides<TaskGroup>, task: Sides<Task>): readonly string[] => {
  if (task.before === undefined) return ["forces create"];
  if (task.after === undefined) return ["forces destroy"];
  if (group.before === undefined || group.after === undefined || sameJson(task.before, task.after)) return [];
  return [
    taskChange(task.before, task.after).effect === "destructive"
      ? "forces create/destroy update"
      : "forces in-place update",
  ];
};

const diffTask = (group: Sides<TaskGroup>, task: Sides<Task>): TaskDiff => {
  const { fields, objects } = diffRecord(taskFields, { before: asJson(task.before), after: asJson(task.after) }, false);
  const kind = presence(task, [...fields, ...objects]);
  return {
    kind,
    name: (task.after ?? task.before)?.name ?? "",
    fields,
    objects,
    annotations: kind === "none" ? [] : updateAnnotation(group, task),
  };
};

type Named = { readonly name: string };

const byName = <T extends Named>(before: readonly T[], after: readonly T[]): readonly Sides<T>[] => {
  const [was, is] = [before, after].map((list) => new Map(list.map((item) => [item.name, item])));
  return [...new Set([...before, ...after].map((item) => item.name))]
    .toSorted()
    .map((name) => ({ before: was?.get(name), after: is?.get(name) }));
};

const orderOf = (word: string, before: readonly Named[], after: readonly Named[]): readonly FieldDiff[] => {
  const places = new Map(after.map(({ name }, place) => [name, place]));
  const matches = before.map(({ name }, place): Match => ({ before: place, after: places.get(name) }));
  return diffOrder(word, matches, (place) => before[place]?.name ?? "");
};

const annotateCount = (field: FieldDiff): FieldDiff => {
  if (field.name !== "Count" || field.kind === "none") return field;
  const by = Number(field.new || 0) - Number(field.old || 0);
  return { ...field, annotations: by === 0 ? [] : [by > 0 ? "forces create" : "forces destroy"] };
};

const diffGroup = (group: Sides<TaskGroup>, updates: Readonly<Record<string, number>>): GroupDiff => {
  const [before, after] = [group.before?.tasks ?? [], group.after?.tasks ?? []];
  const parts = diffRecord(comparedGroupFields, { before: asJson(group.before), after: asJson(group.after) }, false);
  const fields = [...parts.fields.map(annotateCount), ...orderOf("Tasks", before, after)].toSorted(fieldOrder);
  const tasks = byName(before, after).map((task) => diffTask(group, task));
  return {
    kind: presence(group, [...fields, ...parts.objects, ...tasks]),
    name: (group.after ?? group.before)?.name ?? "",
    fields,
    objects: parts.objects,
    tasks,
    updates,
  };
};

/**
 * The structural difference of two specifications in Nomad's shape, over every field of the dictionary. A missing side is a job that is
 * not there. `updates`: what happens to the instances of each group, by Nomad's words.
 */
export const diffSpecs = (
  before: JobSpec | undefined,
  after: JobSpec | undefined,
  updates: ReadonlyMap<string, Record<string, number>> = new Map(),
): SpecDiff => {
  const [was, is] = [before?.taskGroups ?? [], after?.taskGroups ?? []];
  const parts = diffRecord(comparedJobFields, { before: asJson(before), after: asJson(after) }, false);
  const isRenamed = before !== undefined && after !== undefined && before.id !== after.id;
  const fields = [
    ...parts.fields,
    ...(isRenamed ? [diffField("ID", before.id, after.id)] : []),
    ...orderOf("TaskGroups", was, is),
  ].toSorted(fieldOrder);
  const groups = byName(was, is).map((group) =>
    diffGroup(group, updates.get((group.after ?? group.before)?.name ?? "") ?? {}),
  );
  return {
    kind: presence({ before, after }, [...fields, ...parts.objects, ...groups]),
    id: (after ?? before)?.id ?? "",
    fields,
    objects: parts.objects,
    groups,
  };
};

/** A difference of specifications, and that of whether the job is stopped: a stop or a start changes nothing else. */
export const withStop = (diff: SpecDiff, stop: { readonly from: boolean; readonly to: boolean }): SpecDiff =>
  stop.from === stop.to
    ? diff
    : {
        ...diff,
        kind: diff.kind === "none" ? "edited" : diff.kind,
        fields: [...diff.fields, diffField("Stop", stop.from, stop.to)].toSorted(fieldOrder),
      };
