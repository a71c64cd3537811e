import { nodeSorts, type NodeSort } from "./node-sorts.ts";

/** One word of the tabs: a status, or what is said of a node's eligibility. */
export const nodeStates = ["ready", "initializing", "down", "disconnected", "ineligible", "draining"] as const;
export type NodeState = (typeof nodeStates)[number];
const eligibilities: readonly NodeState[] = ["ineligible", "draining"];

export type NodeFilter = {
  readonly text: string;
  readonly state: NodeState | "";
  readonly datacenter: string;
  readonly nodeClass: string;
  readonly pool: string;
  readonly sort: NodeSort;
  readonly descending: boolean;
  /** Where the page begins; empty is the first page. */
  readonly cursor: string;
  /** How many nodes come before this page, for its numbering. */
  readonly before: number;
};

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | undefined =>
  all.find((each) => each === value);

export const readNodeFilter = (params: URLSearchParams): NodeFilter => ({
  text: params.get("q") ?? "",
  state: oneOf(nodeStates, params.get("status") ?? params.get("eligibility")) ?? "",
  datacenter: params.get("datacenter") ?? "",
  nodeClass: params.get("class") ?? "",
  pool: params.get("pool") ?? "",
  sort: oneOf(nodeSorts, params.get("sort")) ?? "name",
  descending: params.get("order") === "desc",
  cursor: params.get("cursor") ?? "",
  before: Math.max(0, Number.parseInt(params.get("before") ?? "0", 10) || 0),
});

type Query = Readonly<Record<string, string | undefined>>;

const none = (text: string): string | undefined => (text === "" ? undefined : text);

/** The filter as the server's query; the address carries the same words, and `before` besides. */
export const nodeQueryOf = (filter: NodeFilter): Query => {
  const isEligibility = filter.state !== "" && eligibilities.includes(filter.state);
  return {
    q: none(filter.text),
    status: isEligibility ? undefined : none(filter.state),
    eligibility: isEligibility ? filter.state : undefined,
    datacenter: none(filter.datacenter),
    class: none(filter.nodeClass),
    pool: none(filter.pool),
    sort: filter.sort === "name" ? undefined : filter.sort,
    order: filter.descending ? "desc" : undefined,
    cursor: none(filter.cursor),
  };
};

export const nodeAddressOf = (filter: NodeFilter): Query => ({
  ...nodeQueryOf(filter),
  before: filter.before === 0 ? undefined : String(filter.before),
});

/** Any change of the filter goes back to the first page. */
export const changeNodeFilter = (filter: NodeFilter, change: Partial<NodeFilter>): NodeFilter => ({
  ...filter,
  cursor: "",
  before: 0,
  ...change,
});

export const clearNodeFilter = (filter: NodeFilter): NodeFilter =>
  changeNodeFilter(filter, { text: "", state: "", datacenter: "", nodeClass: "", pool: "" });

/** What else than the tabs narrows the list. */
export const isNodeFiltered = (filter: NodeFilter): boolean =>
  filter.text !== "" || filter.datacenter !== "" || filter.nodeClass !== "" || filter.pool !== "";
