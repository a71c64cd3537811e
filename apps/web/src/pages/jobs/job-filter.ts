import { jobHealths } from "@longshore/core/model";
import type { JobHealth } from "@longshore/core/model";

export const jobTypes = ["service", "batch", "system", "sysbatch"] as const;
export type JobTypeWord = (typeof jobTypes)[number];
export const sorts = ["health", "name", "changed"] as const;
export type Sort = (typeof sorts)[number];

/** What every child that a schedule launched has in its id, and nothing else is likely to. */
const launchedMark = "/periodic-";

/** One word of a filter: wanted, or not wanted. */
export type Term<T extends string> = { readonly value: T; readonly not: boolean };

export type JobFilter = {
  readonly text: string;
  readonly health: readonly Term<JobHealth>[];
  readonly type: readonly Term<JobTypeWord>[];
  readonly namespace: string;
  /** Only what was launched from this job, which is in `namespace`; empty is no matter. */
  readonly parent: string;
  /** Without what schedules launched. */
  readonly withoutLaunched: boolean;
  /** Null: what was launched from a job, newest first. */
  readonly sort: Sort | null;
  readonly descending: boolean;
  /** Where the page begins; empty is the first page. */
  readonly cursor: string;
  /** How many jobs come before this page, for its numbering. */
  readonly before: number;
};

const oneOf = <T extends string>(all: readonly T[], value: string): T | undefined => all.find((each) => each === value);

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
  withoutLaunched: params.get("launched") === "hidden",
  sort: oneOf(sorts, params.get("sort") ?? "") ?? defaultSort(params.get("parent") ?? ""),
  descending: params.get("order") === "desc",
  cursor: params.get("cursor") ?? "",
  before: Math.max(0, Number.parseInt(params.get("before") ?? "0", 10) || 0),
});

export type FilterQuery = Readonly<Record<string, string | undefined>>;

const none = (text: string): string | undefined => (text === "" ? undefined : text);

/** The filter as the server's query. */
export const filterQuery = (filter: JobFilter): FilterQuery => ({
  q: none([filter.text, ...(filter.withoutLaunched ? [`-${launchedMark}`] : [])].join(" ").trim()),
  health: writeTerms(filter.health),
  type: writeTerms(filter.type),
  namespace: none(filter.namespace),
  parent: none(filter.parent),
  sort: filter.sort === defaultSort(filter.parent) ? undefined : (filter.sort ?? undefined),
  order: filter.descending ? "desc" : undefined,
  cursor: none(filter.cursor),
});

/** The address carries the server's words, and what only this page knows. */
export const addressQuery = (filter: JobFilter): FilterQuery => ({
  ...filterQuery(filter),
  q: none(filter.text),
  launched: filter.withoutLaunched ? "hidden" : undefined,
  before: filter.before === 0 ? undefined : String(filter.before),
});

export const isFiltered = (filter: JobFilter): boolean =>
  filter.text !== "" ||
  filter.health.length > 0 ||
  filter.type.length > 0 ||
  filter.namespace !== "" ||
  filter.parent !== "" ||
  filter.withoutLaunched;

/** Any change of the filter goes back to the first page. */
export const changeFilter = (filter: JobFilter, change: Partial<JobFilter>): JobFilter => ({
  ...filter,
  cursor: "",
  before: 0,
  ...change,
});

export const clearFilter = (filter: JobFilter): JobFilter =>
  changeFilter(filter, {
    text: "",
    health: [],
    type: [],
    namespace: "",
    parent: "",
    withoutLaunched: false,
    sort: filter.sort ?? "health",
  });

/** A parent is found by its name in a namespace: without that there is no parent either. */
export const withoutNamespace = (filter: JobFilter): JobFilter =>
  changeFilter(filter, { namespace: "", parent: "", sort: filter.sort ?? "health" });

/** The one health that a tab shows, or null for all and for anything more intricate. */
export const tabOf = (filter: JobFilter): JobHealth | "all" | null => {
  const [first, ...rest] = filter.health;
  if (first === undefined) return "all";
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
