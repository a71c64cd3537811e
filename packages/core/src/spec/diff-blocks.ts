import { jsonText, sameJson } from "../equal.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { FieldDiff, ObjectDiff } from "../model/spec-diff.ts";
import {
  diffField,
  diffFlat,
  diffJson,
  fieldOrder,
  flattenJson,
  objectOf,
  objectOrder,
  type Flat,
} from "./diff-flat.ts";
import { matchMembers, movedOrder, type Match } from "./diff-match.ts";
import { nanoseconds } from "./duration.ts";
import type { Field, Fields } from "./field.ts";
import { writeField } from "./write.ts";

/** A record before and after; a missing side: it was not there. */
export type Pair = { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined };

type Parts = { readonly fields: readonly FieldDiff[]; readonly objects: readonly ObjectDiff[] };

const isScalar = ({ type }: Field): boolean => typeof type === "string" && type !== "object" && type !== "stringList";

const flattenFields = (fields: Fields, record: JsonObject | undefined): Flat => {
  const flat: Flat = new Map();
  for (const [key, field] of Object.entries(fields)) {
    const value = record?.[key] ?? null;
    if (value === null || !isScalar(field)) continue;
    if (field.type === "duration") flat.set(field.word, nanoseconds(value as number));
    else if (field.type !== "stringMap" || Object.keys(value).length > 0) flattenJson(flat, field.word, value);
  }
  return flat;
};

/** What is there on both sides in another order; a difference of its own, since it makes another version. */
export const diffOrder = (name: string, matches: readonly Match[], nameOf: (before: number) => Json): FieldDiff[] => {
  const moved = movedOrder(matches);
  if (moved === undefined) return [];
  return [diffField(`${name} order`, jsonText(moved.before.map(nameOf)), jsonText(moved.after.map(nameOf)))];
};

const asObject = (value: Json | undefined): JsonObject | undefined => (value ?? undefined) as JsonObject | undefined;
const asList = <T>(value: Json | undefined): readonly T[] => (value ?? []) as readonly T[];

const diffOne = (name: string, fields: Fields, pair: Pair): readonly ObjectDiff[] => {
  const parts = diffRecord(fields, pair, true);
  const object = objectOf(name, parts.fields, parts.objects);
  return object.kind === "none" ? [] : [object];
};

const diffMany = (
  field: Field,
  type: { readonly many: Fields; readonly word: string },
  lists: { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] },
): Parts => {
  const matches = matchMembers(type.many, lists);
  return {
    fields: diffOrder(field.word, matches, (place) => place + 1),
    objects: matches.flatMap(({ before, after }) =>
      diffOne(type.word, type.many, {
        before: before === undefined ? undefined : lists.before[before],
        after: after === undefined ? undefined : lists.after[after],
      }),
    ),
  };
};

/** A list whose order does not matter: one field per member, all under the list's own name. */
const diffSet = (name: string, before: readonly string[], after: readonly string[]): readonly ObjectDiff[] => {
  const wrap = (list: readonly string[]): readonly JsonObject[] => list.map((value) => ({ value }));
  const matches = matchMembers({}, { before: wrap(before), after: wrap(after) });
  const fields = matches.map((match) =>
    diffField(
      name,
      match.before === undefined ? undefined : before[match.before],
      match.after === undefined ? undefined : after[match.after],
    ),
  );
  const order = diffOrder(name, matches, (place) => before[place] ?? "");
  const object = objectOf(name, [...fields, ...order].toSorted(fieldOrder), []);
  return object.kind === "none" ? [] : [object];
};

const diffCarried = (before: JsonObject, after: JsonObject): readonly ObjectDiff[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((word) =>
    diffJson(word, before[word], after[word]),
  );

const diffBlock = (field: Field, before: Json | undefined, after: Json | undefined): Parts => {
  const { type, word } = field;
  const only = (objects: readonly ObjectDiff[]): Parts => ({ fields: [], objects });
  if (before !== undefined && after !== undefined && sameJson(before, after)) return only([]);
  if (typeof type === "object") {
    if ("one" in type) return only(diffOne(word, type.one, { before: asObject(before), after: asObject(after) }));
    if ("many" in type) return diffMany(field, type, { before: asList(before), after: asList(after) });
    return only(diffJson(word, writeField(field, before ?? {}), writeField(field, after ?? {})));
  }
  if (type === "object" || field.isOrdered === true) {
    const none: Json = type === "object" ? {} : [];
    return only(diffJson(word, before ?? none, after ?? none));
  }
  return type === "stringList" ? only(diffSet(word, asList(before), asList(after))) : only([]);
};

/** Every field and block of a table, and what the record carries. `contextual`: unchanged fields are listed too. */
export function diffRecord(fields: Fields, pair: Pair, contextual: boolean): Parts {
  const blocks = Object.entries(fields).map(([key, field]) => diffBlock(field, pair.before?.[key], pair.after?.[key]));
  const carried = diffCarried(asObject(pair.before?.["carried"]) ?? {}, asObject(pair.after?.["carried"]) ?? {});
  return {
    fields: [
      ...diffFlat(flattenFields(fields, pair.before), flattenFields(fields, pair.after), contextual),
      ...blocks.flatMap((block) => block.fields),
    ].toSorted(fieldOrder),
    objects: [...blocks.flatMap((block) => block.objects), ...carried].toSorted(objectOrder),
  };
}
