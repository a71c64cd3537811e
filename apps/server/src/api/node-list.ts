import type { NodeList, NodeListQuery, NodeSort } from "@longshore/api/nodes";
import { usedOn } from "@longshore/core/capacity";
import type { Node } from "@longshore/core/model";
import type { PageRequest } from "@longshore/core/reader";
import { fleetOf } from "@longshore/core/schedule/fleet";
import type { StateView } from "@longshore/core/state";
import { decodeCursor, encodeCursor } from "@longshore/store/cursor";

/** What the list filters by: being drained is said instead of being ineligible, which follows from it. */
const eligibilityOf = (node: Node): "eligible" | "ineligible" | "draining" =>
  node.drain === null ? node.eligibility : "draining";

const listed = (text: string | undefined): readonly string[] => (text ?? "").split(",").filter((one) => one !== "");

const isAmong = (one: string, wanted: readonly string[]): boolean => wanted.length === 0 || wanted.includes(one);

const hasWord = (node: Node, word: string): boolean =>
  node.name.toLowerCase().includes(word) || node.id.startsWith(word);

const hasWords = (node: Node, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "-")
    .every((word) => (word.startsWith("-") ? !hasWord(node, word.slice(1)) : hasWord(node, word)));

/** The filter less its status and eligibility, which the counts are of. */
const isInPlace = (node: Node, query: NodeListQuery): boolean =>
  (query.datacenter === undefined || query.datacenter === node.datacenter) &&
  (query.class === undefined || query.class === node.nodeClass) &&
  (query.pool === undefined || query.pool === node.nodePool) &&
  hasWords(node, query.q ?? "");

const ranks: Readonly<Record<Node["status"], number>> = { down: 0, disconnected: 1, initializing: 2, ready: 3 };

/** What needs somebody's attention comes first. */
const statusRank = (node: Node): number =>
  node.status === "ready" && eligibilityOf(node) !== "eligible"
    ? ranks.ready + (node.drain === null ? 1 : 0)
    : ranks[node.status] + (node.status === "ready" ? 2 : 0);

const share = (view: StateView, node: Node, dimension: "cpuMhz" | "memoryMb"): number =>
  node.resources[dimension] === 0 ? 0 : usedOn(view, node.key)[dimension] / node.resources[dimension];

type Value = string | number;

const sortValue: Readonly<Record<NodeSort, (view: StateView, node: Node) => Value>> = {
  name: (_view, node) => node.name,
  status: (_view, node) => statusRank(node),
  cpu: (view, node) => share(view, node, "cpuMhz"),
  memory: (view, node) => share(view, node, "memoryMb"),
};

type Row = { readonly node: Node; readonly value: Value };

const compare = (
  a: { readonly value: Value; readonly key: number },
  b: { readonly value: Value; readonly key: number },
) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.key - b.key);

/** The rows of one page, by sort value and key, and the cursor of the next. */
const pageOf = (rows: readonly Row[], query: NodeListQuery, request: PageRequest) => {
  const { sort = "name", order = "asc" } = query;
  const sign = order === "desc" ? -1 : 1;
  const route = `nodes/${sort}/${order}`;
  const after =
    request.cursor === undefined ? undefined : decodeCursor(route, request.cursor, [sort === "name" ? "" : 0, 0]);
  const place = ({ node, value }: Row) => ({ value, key: node.key });
  const rest =
    after === undefined
      ? rows
      : rows.filter((row) => sign * compare(place(row), { value: after[0] ?? "", key: Number(after[1]) }) > 0);
  const sorted = rest.toSorted((a, b) => sign * compare(place(a), place(b)));
  const shown = sorted.slice(0, request.limit);
  const last = shown.at(-1);
  return {
    nodes: shown.map(({ node }) => node),
    next: sorted.length > shown.length && last !== undefined ? encodeCursor(route, [last.value, last.node.key]) : null,
  };
};

const countsOf = (nodes: readonly Node[]): NodeList["counts"] => {
  const counts = { initializing: 0, ready: 0, down: 0, disconnected: 0, ineligible: 0, draining: 0 };
  for (const node of nodes) {
    counts[node.status] += 1;
    const eligibility = eligibilityOf(node);
    if (eligibility !== "eligible") counts[eligibility] += 1;
  }
  return counts;
};

/** One page of a fleet of thousands: looked through in memory, where every node is anyway. */
export const listOfNodes = (view: StateView, query: NodeListQuery, limit: number) => {
  const { all: fleet } = fleetOf(view);
  const inPlace = fleet.filter((node) => isInPlace(node, query));
  const [statuses, eligibilities] = [listed(query.status), listed(query.eligibility)];
  const found = inPlace.filter((node) => isAmong(node.status, statuses) && isAmong(eligibilityOf(node), eligibilities));
  const { sort = "name" } = query;
  const rows = found.map((node) => ({ node, value: sortValue[sort](view, node) }));
  return { ...pageOf(rows, query, { cursor: query.cursor, limit }), total: found.length, counts: countsOf(inPlace) };
};

const mostNames = 100;

/** The distinct values of a fleet, to choose from. */
export const namesOf = (fleet: readonly Node[], read: (node: Node) => string): string[] =>
  [...new Set(fleet.map(read))]
    .filter((name) => name !== "")
    .toSorted()
    .slice(0, mostNames);
