import { changed, given, oneOf, readPaged, writeBefore } from "../../lib/list-filter.ts";
import type { Paged, Query } from "../../lib/list-filter.ts";
import type { ListAddress } from "../../lib/use-list-filter.ts";
import { nodesPath } from "../../paths.ts";
import { nodeSorts, type NodeSort } from "./node-sorts.ts";

/** One word of the tabs: a status, or what is said of a node's eligibility. */
export const nodeStates = ["ready", "initializing", "down", "disconnected", "ineligible", "draining"] as const;
export type NodeState = (typeof nodeStates)[number];
const eligibilities: readonly NodeState[] = ["ineligible", "draining"];

export type NodeFilter = Paged & {
  readonly text: string;
  readonly state: NodeState | "";
  readonly datacenter: string;
  readonly nodeClass: string;
  readonly pool: string;
  readonly sort: NodeSort;
  readonly descending: boolean;
};

export const readNodeFilter = (params: URLSearchParams): NodeFilter => ({
  text: params.get("q") ?? "",
  state: oneOf(nodeStates, params.get("status") ?? params.get("eligibility")) ?? "",
  datacenter: params.get("datacenter") ?? "",
  nodeClass: params.get("class") ?? "",
  pool: params.get("pool") ?? "",
  sort: oneOf(nodeSorts, params.get("sort")) ?? "name",
  descending: params.get("order") === "desc",
  ...readPaged(params),
});

/** The filter as the server's query; the address carries the same words, and `before` besides. */
export const nodeQueryOf = (filter: NodeFilter): Query => {
  const isEligibility = filter.state !== "" && eligibilities.includes(filter.state);
  return {
    q: given(filter.text),
    status: isEligibility ? undefined : given(filter.state),
    eligibility: isEligibility ? filter.state : undefined,
    datacenter: given(filter.datacenter),
    class: given(filter.nodeClass),
    pool: given(filter.pool),
    sort: filter.sort === "name" ? undefined : filter.sort,
    order: filter.descending ? "desc" : undefined,
    cursor: given(filter.cursor),
  };
};

export const nodeAddressOf = (filter: NodeFilter): Query => ({
  ...nodeQueryOf(filter),
  before: writeBefore(filter),
});

export const nodeAddress: ListAddress<NodeFilter> = {
  read: readNodeFilter,
  pathOf: (filter) => nodesPath(nodeAddressOf(filter)),
  typedOf: ({ text }) => text,
};

export const clearNodeFilter = (filter: NodeFilter): NodeFilter =>
  changed(filter, { text: "", state: "", datacenter: "", nodeClass: "", pool: "" });

/** What else than the tabs narrows the list. */
export const isNodeFiltered = (filter: NodeFilter): boolean =>
  filter.text !== "" || filter.datacenter !== "" || filter.nodeClass !== "" || filter.pool !== "";
