import type { Json, JsonObject } from "@longshore/core/model";
import { sameJson } from "@longshore/core/equal";
import type { SpecProblem } from "@longshore/core/spec/problem";

/**
 * How a door reads back what it wrote. What a foreign definition says and the specification cannot is kept beside it
 * (`About.foreign`) as a merge patch: the part of the definition in which it differs from what would be written for the
 * specification alone. Null takes a member away (RFC 7396); a list is patched member by member, by number, while its length is the same.
 *
 * Laws: `merge(base, difference(base, wanted))` is `wanted`; `putBack` of a definition's own left-over gives that definition.
 */
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const entriesOf = (value: JsonObject | readonly Json[]): readonly (readonly [string, Json])[] =>
  isList(value) ? value.map((item, at) => [String(at), item] as const) : Object.entries(value);

const memberOf = (value: JsonObject | readonly Json[], key: string): Json | undefined =>
  Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;

/** What has to be merged over `base` to make it `wanted`; undefined when nothing has to. Neither holds a null, and a member is a list in both or in neither. */
export const difference = (base: Json | undefined, wanted: Json): Json | undefined => {
  if (sameJson(base, wanted)) return undefined;
  const isPatch = isObject(wanted) ? isObject(base) : isList(wanted) && isList(base) && wanted.length === base.length;
  if (!isPatch) return wanted;
  const [from, to] = [base as JsonObject, wanted as JsonObject];
  const gone = entriesOf(from).flatMap(([key]) => (memberOf(to, key) === undefined ? [[key, null] as const] : []));
  const changed = entriesOf(to).flatMap(([key, value]) => {
    const part = difference(memberOf(from, key), value);
    return part === undefined ? [] : [[key, part] as const];
  });
  return Object.fromEntries([...gone, ...changed]);
};

export const merge = (base: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch;
  if (isList(base)) return base.map((item, at) => (Object.hasOwn(patch, at) ? merge(item, patch[at] as Json) : item));
  const members = new Map(Object.entries(isObject(base) ? base : {}));
  for (const [key, value] of Object.entries(patch))
    if (value === null) members.delete(key);
    else members.set(key, merge(members.get(key), value));
  return Object.fromEntries(members);
};

type Path = readonly string[];

const at = (path: Path, patch: Json): Json => path.reduceRight<Json>((inner, key) => ({ [key]: inner }), patch);

const isLeaf = (patch: Json): patch is Exclude<Json, JsonObject> => !isObject(patch) || Object.keys(patch).length === 0;

/** The places that a patch changes. */
export const leavesOf = (patch: Json, path: Path = []): readonly Path[] =>
  isLeaf(patch) ? [path] : Object.entries(patch).flatMap(([key, value]) => leavesOf(value, [...path, key]));

type Part = { readonly path: Path; readonly value: Json };

const partsOf = ({ path, value }: Part): readonly Part[] =>
  isLeaf(value) ? [] : Object.entries(value).map(([key, part]) => ({ path: [...path, key], value: part }));

/** Whether a definition still means the same; undefined when that has been asked often enough. */
type Judge = (of: JsonObject) => boolean | undefined;

/**
 * As much of a patch as leaves the meaning as it is: all of it, else all but as much as can be of one part, since parts may mean something
 * only together, else as much as can be of each.
 */
const mergeKept = (base: JsonObject, patch: Part, judge: Judge): JsonObject => {
  const withAll = (parts: readonly Part[]): JsonObject =>
    parts.reduce<Json>((so, { path, value }) => merge(so, at(path, value)), base) as JsonObject;
  const whole = withAll([patch]);
  if (judge(whole)) return whole;
  const parts = partsOf(patch);
  for (const culprit of parts) {
    const rest = withAll(parts.filter((part) => part !== culprit));
    const verdict = judge(rest);
    if (verdict === undefined) return base;
    if (verdict) return mergeKept(rest, culprit, judge);
  }
  return parts.reduce((so, part) => mergeKept(so, part, judge), base);
};

/** How often the meaning may be asked for: a large definition, which is slow to read, less often. What is not found by then is left out. */
const looksAt = (leftOver: Json): number => Math.min(200, 8 + Math.floor(4000 / leavesOf(leftOver).length));

/**
 * What would be written for the specification, with the left-over put back as far as the definition still means the same: a field that another
 * door has changed since shows its new value.
 */
export const putBack = (
  written: JsonObject,
  leftOver: Json | undefined,
  reads: (of: JsonObject) => unknown,
): JsonObject => {
  if (leftOver === undefined) return written;
  const meaning = reads(written);
  let looks = looksAt(leftOver);
  const judge: Judge = (of) => (looks-- > 0 ? sameJson(reads(of), meaning) : undefined);
  return mergeKept(written, { path: [], value: leftOver }, judge);
};

/** Fields that are kept and change nothing: a path with `*` for any member, and why. */
export type WithoutEffect = readonly (readonly [path: string, why: string])[];

const fits = (pattern: readonly string[], path: Path): boolean =>
  pattern.length <= path.length && pattern.every((word, at) => word === "*" || word === path[at]);

/** What of a left-over has no effect, in words: shown with the plan and in the reply where the door has a place for warnings. */
export const warningsOf = (leftOver: Json | undefined, table: WithoutEffect): readonly SpecProblem[] => {
  if (leftOver === undefined) return [];
  const patterns = table.map(([path, why]) => ({ pattern: path.split("."), why }));
  const found = new Map<string, SpecProblem>();
  for (const path of leavesOf(leftOver)) {
    const match = patterns.find(({ pattern }) => fits(pattern, path));
    if (match === undefined) continue;
    const place = path.slice(0, match.pattern.length);
    found.set(place.join("."), {
      path: place,
      message: `${place.at(-1) ?? ""} has no effect: ${match.why}`,
      severity: "warning",
    });
  }
  return [...found.values()];
};
