import { jsonText, sameJson } from "../equal.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { DiffKind, FieldDiff, ObjectDiff } from "../model/spec-diff.ts";

/** Values by name, as a job file flattens them: `Env[PORT]`, `args[0]`, `labels[0][k]`. Empty lists and blocks are values too. */
export type Flat = Map<string, Json>;

export const flattenJson = (into: Flat, name: string, value: Json): void => {
  if (Array.isArray(value) && value.length > 0)
    for (const [index, item] of value.entries()) flattenJson(into, `${name}[${String(index)}]`, item as Json);
  else if (typeof value === "object" && value !== null && Object.keys(value).length > 0)
    for (const [key, item] of Object.entries(value as JsonObject))
      flattenJson(into, name === "" ? key : `${name}[${key}]`, item);
  else if (name !== "") into.set(name, value);
};

const textOf = (value: Json | undefined): string => {
  if (value === undefined) return "";
  return typeof value === "string" ? value : jsonText(value);
};

/** Nomad's reading: what was empty is added, what becomes empty is deleted. */
const kindOfField = (before: Json | undefined, after: Json | undefined): DiffKind => {
  if (before === undefined || (before === "" && after !== undefined)) return "added";
  return after === undefined || after === "" ? "deleted" : "edited";
};

export const diffField = (name: string, before: Json | undefined, after: Json | undefined): FieldDiff => {
  const [old, now] = [textOf(before), textOf(after)];
  if (before !== undefined && after !== undefined && sameJson(before, after))
    return { kind: "none", name, old, new: now, annotations: [] };
  // The number 1 and the text "1" look the same.
  const isAmbiguous = before !== undefined && after !== undefined && old === now;
  return {
    kind: kindOfField(before, after),
    name,
    old: isAmbiguous ? jsonText(before) : old,
    new: isAmbiguous ? jsonText(after) : now,
    annotations: [],
  };
};

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const fieldOrder = (a: FieldDiff, b: FieldDiff): number =>
  inOrder(a.name, b.name) || inOrder(a.old, b.old) || inOrder(a.new, b.new);

const rank: Readonly<Record<DiffKind, number>> = { edited: 0, added: 1, deleted: 2, none: 3 };

/** By name, then what happened to them; of those in the order that they come in, since their sizes say nothing. */
export const objectOrder = (a: ObjectDiff, b: ObjectDiff): number =>
  inOrder(a.name, b.name) || rank[a.kind] - rank[b.kind];

/** `contextual`: unchanged fields are listed too, as Nomad does inside a changed object. */
export const diffFlat = (before: Flat, after: Flat, contextual: boolean): readonly FieldDiff[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => diffField(name, before.get(name), after.get(name)))
    .filter((field) => contextual || field.kind !== "none")
    .toSorted(fieldOrder);

export const kindOf = (parts: readonly { readonly kind: DiffKind }[]): DiffKind => {
  const kinds = new Set(parts.map((part) => part.kind));
  kinds.delete("none");
  if (kinds.size === 0) return "none";
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : "edited";
};

export const objectOf = (name: string, fields: readonly FieldDiff[], objects: readonly ObjectDiff[]): ObjectDiff => ({
  kind: kindOf([...fields, ...objects]),
  name,
  fields,
  objects,
});

/** Free JSON, flattened; where two values have the same flat form (the key `a[0]` and the list `a`) they are shown as text. */
export const diffJson = (name: string, before: Json | undefined, after: Json | undefined): readonly ObjectDiff[] => {
  if (sameJson(before, after)) return [];
  const [from, to]: [Flat, Flat] = [new Map(), new Map()];
  if (before !== undefined) flattenJson(from, Array.isArray(before) ? name : "", before);
  if (after !== undefined) flattenJson(to, Array.isArray(after) ? name : "", after);
  const fields = diffFlat(from, to, true);
  const isSeen = fields.some(({ kind }) => kind !== "none");
  return [objectOf(name, isSeen ? fields : [...fields, diffField(name, textOf(before), textOf(after))], [])];
};
