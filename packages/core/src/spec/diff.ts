import { jsonText, sameJson } from "../equal.ts";
import type { JobSpec, Task, TaskGroup } from "../model/job-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { DiffKind, FieldDiff, GroupDiff, ObjectDiff, SpecDiff, TaskDiff } from "../model/spec-diff.ts";
import { nanoseconds } from "./duration.ts";
import type { Field, Fields } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { jobFields } from "./fields/job.ts";
import { taskFields } from "./fields/task.ts";
import { updateChange } from "./update-effect.ts";

/** Values by name, as a job file flattens them: `Env[PORT]`, `args[0]`, `labels[0][k]`. */
type Flat = Map<string, string>;

const flattenJson = (into: Flat, name: string, value: Json): void => {
  if (value === null) return;
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) flattenJson(into, `${name}[${String(index)}]`, item as Json);
  else if (typeof value === "object")
    for (const [key, item] of Object.entries(value))
      flattenJson(into, name === "" ? key : `${name}[${key}]`, item as Json);
  else into.set(name, String(value));
};

const isScalar = (field: Field): boolean =>
  typeof field.type === "string" && field.type !== "object" && field.type !== "stringList";

const flattenField = (into: Flat, field: Field, value: unknown): void => {
  if (value === null || value === undefined) return;
  if (field.type === "duration") into.set(field.word, String(nanoseconds(value as number)));
  else flattenJson(into, field.word, value as Json);
};

const flattenFields = (fields: Fields, record: JsonObject | undefined): Flat => {
  const flat: Flat = new Map();
  if (record !== undefined)
    for (const [key, field] of Object.entries(fields)) if (isScalar(field)) flattenField(flat, field, record[key]);
  return flat;
};

const kindOfField = (before: string, after: string): DiffKind => {
  if (before === after) return "none";
  if (before === "") return "added";
  return after === "" ? "deleted" : "edited";
};

/** `contextual`: unchanged fields are listed too, as Nomad does inside a changed object. */
const diffFlat = (before: Flat, after: Flat, contextual: boolean): readonly FieldDiff[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((name): FieldDiff => {
      const [from, to] = [before.get(name) ?? "", after.get(name) ?? ""];
      return { kind: kindOfField(from, to), name, old: from, new: to, annotations: [] };
    })
    .filter((field) => contextual || field.kind !== "none")
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const kindOf = (parts: readonly { readonly kind: DiffKind }[]): DiffKind => {
  const kinds = new Set(parts.map((part) => part.kind));
  kinds.delete("none");
  if (kinds.size === 0) return "none";
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : "edited";
};

const objectOf = (name: string, fields: readonly FieldDiff[], objects: readonly ObjectDiff[]): ObjectDiff => ({
  kind: kindOf([...fields, ...objects]),
  name,
  fields,
  objects,
});

const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

const diffOne = (
  name: string,
  fields: Fields,
  pair: { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined },
): ObjectDiff[] => {
  const object = objectOf(
    name,
    diffFlat(flattenFields(fields, pair.before), flattenFields(fields, pair.after), true),
    diffBlocks(fields, pair),
  );
  return object.kind === "none" ? [] : [object];
};

/** Members have no name of their own: one that is not found unchanged on the other side was deleted, or added. */
const diffMany = (
  word: string,
  fields: Fields,
  pair: { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] },
): ObjectDiff[] => {
  const [before, after] = [new Set(pair.before.map(jsonText)), new Set(pair.after.map(jsonText))];
  const added = pair.after.filter((item) => !before.has(jsonText(item)));
  const deleted = pair.before.filter((item) => !after.has(jsonText(item)));
  return [
    ...added.flatMap((item) => diffOne(word, fields, { before: undefined, after: item })),
    ...deleted.flatMap((item) => diffOne(word, fields, { before: item, after: undefined })),
  ];
};

const diffJson = (name: string, before: Json | undefined, after: Json | undefined): ObjectDiff[] => {
  const [from, to]: [Flat, Flat] = [new Map(), new Map()];
  if (before !== undefined) flattenJson(from, Array.isArray(before) ? name : "", before);
  if (after !== undefined) flattenJson(to, Array.isArray(after) ? name : "", after);
  const object = objectOf(name, diffFlat(from, to, true), []);
  return object.kind === "none" ? [] : [object];
};

const asStrings = (value: unknown): readonly string[] => (value ?? []) as readonly string[];

/** A list whose order does not matter: one field per member, all under the list's own name. */
const diffSet = (name: string, before: readonly string[], after: readonly string[]): ObjectDiff[] => {
  const [was, is] = [new Set(before), new Set(after)];
  const fields = [...new Set([...before, ...after])].map((value): FieldDiff => {
    const [old, now] = [was.has(value) ? value : "", is.has(value) ? value : ""];
    return { kind: kindOfField(old, now), name, old, new: now, annotations: [] };
  });
  const object = objectOf(
    name,
    fields.toSorted((a, b) => (`${a.old}\0${a.new}` < `${b.old}\0${b.new}` ? -1 : 1)),
    [],
  );
  return object.kind === "none" ? [] : [object];
};

const diffCarried = (before: JsonObject, after: JsonObject): ObjectDiff[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((word) =>
    diffJson(word, before[word], after[word]),
  );

function diffBlocks(
  fields: Fields,
  pair: { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined },
): ObjectDiff[] {
  const { before, after } = pair;
  const blocks = Object.entries(fields).flatMap(([key, field]): ObjectDiff[] => {
    const { type, word } = field;
    if (typeof type === "object") {
      if ("one" in type)
        return diffOne(word, type.one, { before: asObject(before?.[key]), after: asObject(after?.[key]) });
      if ("map" in type) return diffJson(word, before?.[key], after?.[key]);
      if (word === "TaskGroups" || word === "Tasks") return [];
      return diffMany(type.word, type.many, {
        before: (before?.[key] ?? []) as readonly JsonObject[],
        after: (after?.[key] ?? []) as readonly JsonObject[],
      });
    }
    if (type === "stringList") return diffSet(word, asStrings(before?.[key]), asStrings(after?.[key]));
    if (type === "object") return diffJson(word, before?.[key], after?.[key]);
    return [];
  });
  const carried = diffCarried(asObject(before?.["carried"]) ?? {}, asObject(after?.["carried"]) ?? {});
  return [...blocks, ...carried].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const asJson = (value: object | undefined): JsonObject | undefined => value as JsonObject | undefined;

const without = (fields: Fields, words: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => !words.includes(field.word)));

type Sides<T> = { readonly before: T | undefined; readonly after: T | undefined };

const presence = (sides: Sides<unknown>, parts: readonly { readonly kind: DiffKind }[]): DiffKind => {
  if (sides.before === undefined) return "added";
  if (sides.after === undefined) return "deleted";
  return kindOf(parts) === "none" ? "none" : "edited";
};

const updateAnnotation = (group: Sides<TaskGroup>, task: Sides<Task>): readonly string[] => {
  if (task.before === undefined) return ["forces create"];
  if (task.after === undefined) return ["forces destroy"];
  if (group.before === undefined || group.after === undefined || sameJson(task.before, task.after)) return [];
  const specs = {
    before: { ...bareJob, taskGroups: [{ ...group.before, tasks: [task.before] }] },
    after: { ...bareJob, taskGroups: [{ ...group.before, tasks: [task.after] }] },
  };
  return [
    updateChange(specs, group.before.name, -1).effect === "destructive"
      ? "forces create/destroy update"
      : "forces in-place update",
  ];
};

/** A job with nothing in it, so that one task can be judged by itself. */
const bareJob: JobSpec = {
  id: "",
  name: "",
  namespace: "",
  region: "",
  type: "service",
  priority: 50,
  allAtOnce: false,
  datacenters: [],
  nodePool: "",
  constraints: [],
  affinities: [],
  spreads: [],
  update: null,
  periodic: null,
  parameterized: null,
  payload: null,
  meta: {},
  taskGroups: [],
  about: null,
  carried: {},
};

const diffTask = (group: Sides<TaskGroup>, task: Sides<Task>): TaskDiff => {
  const fields = diffFlat(
    flattenFields(taskFields, asJson(task.before)),
    flattenFields(taskFields, asJson(task.after)),
    false,
  );
  const objects = diffBlocks(taskFields, { before: asJson(task.before), after: asJson(task.after) });
  const kind = presence(task, [...fields, ...objects]);
  return {
    kind,
    name: (task.after ?? task.before)?.name ?? "",
    fields,
    objects,
    annotations: kind === "none" ? [] : updateAnnotation(group, task),
  };
};

const byName = <T extends { readonly name: string }>(before: readonly T[], after: readonly T[]): readonly Sides<T>[] =>
  [...new Set([...before, ...after].map((item) => item.name))].toSorted().map((name) => ({
    before: before.find((item) => item.name === name),
    after: after.find((item) => item.name === name),
  }));

const annotateCount = (field: FieldDiff): FieldDiff => {
  if (field.name !== "Count" || field.kind === "none") return field;
  const by = Number(field.new || 0) - Number(field.old || 0);
  return { ...field, annotations: by === 0 ? [] : [by > 0 ? "forces create" : "forces destroy"] };
};

const diffGroup = (group: Sides<TaskGroup>, updates: Readonly<Record<string, number>>): GroupDiff => {
  const fields = diffFlat(
    flattenFields(groupFields, asJson(group.before)),
    flattenFields(groupFields, asJson(group.after)),
    false,
  ).map(annotateCount);
  const objects = diffBlocks(groupFields, { before: asJson(group.before), after: asJson(group.after) });
  const tasks = byName(group.before?.tasks ?? [], group.after?.tasks ?? []).map((task) => diffTask(group, task));
  return {
    kind: presence(group, [...fields, ...objects, ...tasks]),
    name: (group.after ?? group.before)?.name ?? "",
    fields,
    objects,
    tasks,
    updates,
  };
};

/** The job's own update block is spread over its groups, where it is compared. */
const comparedJobFields = without(jobFields, ["ID", "Update"]);

/**
 * The structural difference of two specifications in Nomad's shape, over every field of the dictionary. A missing side is a job that is
 * not there. `updates`: what happens to the instances of each group, by Nomad's words.
 */
export const diffSpecs = (
  before: JobSpec | undefined,
  after: JobSpec | undefined,
  updates: ReadonlyMap<string, Record<string, number>> = new Map(),
): SpecDiff => {
  const pair = { before: asJson(before), after: asJson(after) };
  const fields = diffFlat(
    flattenFields(comparedJobFields, pair.before),
    flattenFields(comparedJobFields, pair.after),
    false,
  );
  const objects = diffBlocks(comparedJobFields, pair);
  const groups = byName(before?.taskGroups ?? [], after?.taskGroups ?? []).map((group) =>
    diffGroup(group, updates.get((group.after ?? group.before)?.name ?? "") ?? {}),
  );
  return {
    kind: presence({ before, after }, [...fields, ...objects, ...groups]),
    id: (after ?? before)?.id ?? "",
    fields,
    objects,
    groups,
  };
};
