import { jobHealths } from "@longshore/core/model";
import type { JobHealth } from "@longshore/core/model";
import { changed, given, oneOf, readPaged, writeBefore } from "../../lib/list-filter.ts";
import type { Paged, Query } from "../../lib/list-filter.ts";
import type { ListAddress } from "../../lib/use-list-filter.ts";
import { jobsPath } from "../../paths.ts";

export const jobTypes = ["service", "batch", "system", "sysbatch"] as const;
export type JobTypeWord = (typeof jobTypes)[number];
export const sorts = ["health", "name", "changed"] as const;
export type Sort = (typeof sorts)[number];

/** One word of a filter: wanted, or not wanted. */
export type Term<T extends string> = { readonly value: T; readonly not: boolean };

export type JobFilter = Paged & {
  readonly text: string;
  readonly health: readonly Term<JobHealth>[];
  readonly type: readonly Term<JobTypeWord>[];
  readonly namespace: string;
  /** Only what was launched from this job, which is in `namespace`; empty is no matter. */
  readonly parent: string;
  /** Also what was launched from other jobs; with a `parent` it is of no matter. */
  readonly children: boolean;
  /** Null: what was launched from a job, newest first. */
  readonly sort: Sort | null;
  readonly descending: boolean;
};

/** `failed,-stopped`; words that are not known are left out. */
const readTerms = <T extends string>(all: readonly T[], text: string | null): readonly Term<T>[] =>
  (text ?? "").split(",").flatMap((word) => {
    const not = word.startsWith("-");
    const value = oneOf(all, not ? word.slice(1) : word);
    return value === undefined ? [] : [{ value, not }];
  });

const writeTerms = (terms: readonly Term<string>[]): string | undefined =>
  terms.length === 0 ? undefined : terms.map((term) => (term.not ? "-" : "") + term.value).join(",");

const defaultSort = (parent: string): Sort | null => (parent === "" ? "health" : null);

export const readFilter = (params: URLSearchParams): JobFilter => ({
  text: params.get("q") ?? "",
  health: readTerms(jobHealths, params.get("health")),
  type: readTerms(jobTypes, params.get("type")),
  namespace: params.get("namespace") ?? "",
  parent: params.get("parent") ?? "",
  children: params.get("children") === "shown",
  sort: oneOf(sorts, params.get("sort")) ?? defaultSort(params.get("parent") ?? ""),
  descending: params.get("order") === "desc",
  ...readPaged(params),
});

const words = (filter: JobFilter): Query => ({
  q: given(filter.text),
  health: writeTerms(filter.health),
  type: writeTerms(filter.type),
  namespace: given(filter.namespace),
  parent: given(filter.parent),
  sort: filter.sort === defaultSort(filter.parent) ? undefined : (filter.sort ?? undefined),
  order: filter.descending ? "desc" : undefined,
  cursor: given(filter.cursor),
});

const areHidden = ({ children, parent }: JobFilter): boolean => !children && parent === "";

/** The filter as the server's query, which hides children only where it is told to. */
export const filterQuery = (filter: JobFilter): Query => ({
  ...words(filter),
  children: areHidden(filter) ? "hidden" : undefined,
});

/** In the address children are hidden unless it says otherwise. */
export const addressQuery = (filter: JobFilter): Query => ({
  ...words(filter),
  children: filter.children ? "shown" : undefined,
  before: writeBefore(filter),
});

export const jobAddress: ListAddress<JobFilter> = {
  read: readFilter,
  pathOf: (filter) => jobsPath(addressQuery(filter)),
  typedOf: ({ text }) => text,
};

/** Children that are hidden are said beside it. */
export const isFiltered = (filter: JobFilter): boolean =>
  filter.text !== "" ||
  filter.health.length > 0 ||
  filter.type.length > 0 ||
  filter.namespace !== "" ||
  filter.parent !== "";

export const clearFilter = (filter: JobFilter): JobFilter =>
  changed(filter, {
    text: "",
    health: [],
    type: [],
    namespace: "",
    parent: "",
    sort: filter.sort ?? "health",
  });

/** A parent is found by its name in a namespace: without that there is no parent either. */
export const withoutNamespace = (filter: JobFilter): JobFilter =>
  changed(filter, { namespace: "", parent: "", sort: filter.sort ?? "health" });

/** The one health that a tab shows, empty for all; null for anything more intricate. */
export const tabOf = (filter: JobFilter): JobHealth | "" | null => {
  const [first, ...rest] = filter.health;
  if (first === undefined) return "";
  return rest.length === 0 && !first.not ? first.value : null;
};

const sameValue =
  <T extends string>(term: Term<T>) =>
  (other: Term<T>): boolean =>
    other.value === term.value;

/** Adds a term, replacing what was said about the same word. */
export const withTerm = <T extends string>(terms: readonly Term<T>[], term: Term<T>): readonly Term<T>[] => [
  ...terms.filter((each) => !sameValue(term)(each)),
  term,
];

export const withoutTerm = <T extends string>(terms: readonly Term<T>[], term: Term<T>): readonly Term<T>[] =>
  terms.filter((each) => !sameValue(term)(each));
