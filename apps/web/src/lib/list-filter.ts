/** What the addresses of all lists have in common: words of a query, and which page it is. */
export type Query = Readonly<Record<string, string | undefined>>;

export type Paged = {
  /** Where the page begins; empty is the first page. */
  readonly cursor: string;
  /** How many rows come before this page, for its numbering; only the address carries it. */
  readonly before: number;
};

export const readPaged = (params: URLSearchParams): Paged => ({
  cursor: params.get("cursor") ?? "",
  before: Math.max(0, Number.parseInt(params.get("before") ?? "0", 10) || 0),
});

export const writeBefore = ({ before }: Paged): string | undefined => (before === 0 ? undefined : String(before));

/** Any change of a filter goes back to the first page. */
export const changed = <Filter extends Paged>(filter: Filter, change: Partial<Filter>): Filter => ({
  ...filter,
  cursor: "",
  before: 0,
  ...change,
});

/** What is empty is left out. */
export const given = (text: string): string | undefined => (text === "" ? undefined : text);

export const oneOf = <T extends string>(all: readonly T[], value: string | null): T | undefined =>
  all.find((each) => each === value);

/** The same column again turns the order round. */
export const sortedBy = <Sort extends string, Filter extends Paged & { sort: Sort | null; descending: boolean }>(
  filter: Filter,
  sort: Sort,
): Filter => ({ ...changed(filter, {}), sort, descending: filter.sort === sort && !filter.descending });
