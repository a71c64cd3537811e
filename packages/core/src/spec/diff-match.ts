import { jsonText } from "../equal.ts";
import type { JsonObject } from "../model/json.ts";
import type { Fields } from "./field.ts";
import { checkFields, networkFields, portFields, serviceFields } from "./fields/network.ts";
import { templateFields } from "./fields/task.ts";

/** Two members that are the same one before and after; a missing side: it was added, or deleted. */
export type Match = { readonly before: number | undefined; readonly after: number | undefined };

/** How well two members match; 0: they are different ones. */
type Score = (before: JsonObject, after: JsonObject, isSamePlace: boolean) => number;

const sameField =
  (key: string): Score =>
  (before, after) =>
    before[key] === after[key] ? 1 : 0;

/** Nomad's: the name says most, then the port; the place alone says nothing. */
const serviceScore: Score = (before, after, isSamePlace) => {
  const score =
    (before["name"] === after["name"] ? 3 : 0) +
    (before["portLabel"] === after["portLabel"] ? 2 : 0) +
    (isSamePlace ? 1 : 0);
  return score > 2 ? score : 0;
};

const scores: ReadonlyMap<Fields, Score> = new Map<Fields, Score>([
  [portFields, sameField("label")],
  [checkFields, sameField("name")],
  [networkFields, (_before, _after, isSamePlace) => (isSamePlace ? 1 : 0)],
  [serviceFields, serviceScore],
  [templateFields, sameField("destination")],
]);

/** Of these a single one before and a single one after are the same one, whatever changed. */
const onlyOnes: ReadonlySet<Fields> = new Set<Fields>([serviceFields, templateFields, networkFields]);

type Lists = { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] };
type Pair = { readonly before: number; readonly after: number };

const equalPairs = ({ before, after }: Lists): readonly Pair[] => {
  const places = new Map<string, number[]>();
  for (const [index, item] of after.entries()) {
    const text = jsonText(item);
    const same = places.get(text);
    if (same === undefined) places.set(text, [index]);
    else same.push(index);
  }
  return before.flatMap((item, index) => {
    const found = places.get(jsonText(item))?.shift();
    return found === undefined ? [] : [{ before: index, after: found }];
  });
};

/** The best pairs first; of equally good ones those that moved least. So the way back gives the same pairs. */
const bestPairs = (lists: Lists, score: Score, taken: readonly Pair[]): readonly Pair[] => {
  const gone = { before: new Set(taken.map((pair) => pair.before)), after: new Set(taken.map((pair) => pair.after)) };
  const candidates = lists.before
    .flatMap((one, before) =>
      lists.after.map((other, after) => ({ before, after, score: score(one, other, before === after) })),
    )
    .filter((pair) => pair.score > 0)
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        Math.abs(a.before - a.after) - Math.abs(b.before - b.after) ||
        a.before + a.after - b.before - b.after,
    );
  return candidates.filter(({ before, after }) => {
    if (gone.before.has(before) || gone.after.has(after)) return false;
    gone.before.add(before);
    gone.after.add(after);
    return true;
  });
};

/** Which members of two lists are the same ones: equal ones first, then by what this sort of block goes by, if by anything. */
export const matchMembers = (fields: Fields, lists: Lists): readonly Match[] => {
  if (onlyOnes.has(fields) && lists.before.length === 1 && lists.after.length === 1) return [{ before: 0, after: 0 }];
  const equal = equalPairs(lists);
  const score = scores.get(fields);
  const pairs = score === undefined ? equal : [...equal, ...bestPairs(lists, score, equal)];
  const known = {
    before: new Set(pairs.map(({ before }) => before)),
    after: new Set(pairs.map(({ after }) => after)),
  };
  return [
    ...pairs,
    ...lists.after.flatMap((_, after) => (known.after.has(after) ? [] : [{ before: undefined, after }])),
    ...lists.before.flatMap((_, before) => (known.before.has(before) ? [] : [{ before, after: undefined }])),
  ];
};

/** The members that are on both sides, in the order of each side; undefined where the two are the same. */
export const movedOrder = (
  matches: readonly Match[],
): { readonly before: readonly number[]; readonly after: readonly number[] } | undefined => {
  const both = matches.flatMap(({ before, after }) =>
    before === undefined || after === undefined ? [] : [{ before, after }],
  );
  const before = both.toSorted((a, b) => a.before - b.before);
  const after = both.toSorted((a, b) => a.after - b.after);
  return before.every((pair, index) => pair === after[index])
    ? undefined
    : { before: before.map((pair) => pair.before), after: after.map((pair) => pair.before) };
};
