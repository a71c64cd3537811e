import { type JobHealth, jobHealths, type JobType } from "@longshore/core/model";
import type { JobFilter, Wanted } from "@longshore/core/reader";
import type { Value } from "./sqlite.ts";

const jobTypes: readonly JobType[] = ["service", "batch", "system", "sysbatch"];

const allowed = <T>(all: readonly T[], wanted: Wanted<T> | undefined): readonly T[] =>
  all.filter(
    (one) =>
      wanted === undefined ||
      ((wanted.include.length === 0 || wanted.include.includes(one)) && !wanted.exclude.includes(one)),
  );

/** What a filter allows; null where it allows everything. */
export type Allowed = {
  readonly namespaces: readonly string[] | null;
  readonly types: readonly JobType[] | null;
  /** Ranks in `jobHealths`. */
  readonly healths: readonly number[] | null;
  /** The values of `child`: 1 of what was launched from another job. */
  readonly children: readonly Child[];
};

export type Child = 0 | 1;

const childrenOf = ({ parent, withoutChildren = false }: JobFilter): readonly Child[] => [
  ...(parent === undefined ? [0 as const] : []),
  ...(withoutChildren ? [] : [1 as const]),
];

export const allowedBy = (filter: JobFilter): Allowed => {
  const types = allowed(jobTypes, filter.type);
  const healths = allowed<JobHealth>(jobHealths, filter.health);
  return {
    namespaces: filter.namespaces ?? null,
    types: types.length === jobTypes.length ? null : types,
    healths: healths.length === jobHealths.length ? null : healths.map((health) => jobHealths.indexOf(health)),
    children: childrenOf(filter),
  };
};

/** The filter looks into ids, names or parents, which no count is kept for. */
export const isSearch = (filter: JobFilter): boolean =>
  filter.parent !== undefined ||
  (filter.words?.include.length ?? 0) + (filter.words?.exclude.length ?? 0) > 0 ||
  (filter.prefix ?? "") !== "";

export type Condition = { readonly sql: string; readonly values: readonly Value[] };

const oneOf = (column: string, list: readonly (string | number)[] | null): readonly Condition[] =>
  list === null ? [] : [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(list)] }];

/** In lower case as JavaScript makes it, like the columns; SQLite's own knows ASCII only. */
const contains = (word: string, yes: boolean): Condition => {
  const lower = word.toLowerCase();
  return {
    sql: `${yes ? "" : "NOT "}(instr(sort_name, ?) > 0 OR instr(alias, ?) > 0)`,
    values: [lower, lower],
  };
};

/** No text that starts with `prefix` sorts above this. */
export const prefixEnd = (prefix: string): string => `${prefix}\u{10FFFF}`;

const startsWith = (prefix: string | undefined): readonly Condition[] =>
  prefix === undefined || prefix === "" ? [] : [{ sql: "id >= ? AND id <= ?", values: [prefix, prefixEnd(prefix)] }];

/** Of what is a child, or of what is none. */
export const conditionOf = (filter: JobFilter, child: Child): Condition => {
  const { namespaces, types, healths } = allowedBy(filter);
  const conditions = [
    { sql: "child = ?", values: [child] },
    ...oneOf("namespace", namespaces),
    ...oneOf("type", types),
    ...oneOf("health", healths),
    ...(filter.parent === undefined ? [] : [{ sql: "parent = ?", values: [filter.parent] }]),
    ...startsWith(filter.prefix),
    ...(filter.words?.include ?? []).map((word) => contains(word, true)),
    ...(filter.words?.exclude ?? []).map((word) => contains(word, false)),
  ];
  return {
    sql: conditions.map((condition) => condition.sql).join(" AND "),
    values: conditions.flatMap((condition) => condition.values),
  };
};
