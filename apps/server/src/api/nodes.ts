import { nodeAllocationsQuery, nodeListQuery, type NodeAllocations, type NodeList } from "@longshore/api/nodes";
import type { Node } from "@longshore/core/model";
import { fleetOf } from "@longshore/core/schedule/fleet";
import { decodeCursor, encodeCursor } from "@longshore/store/cursor";
import { allocationItem } from "./allocation-view.ts";
import { json, type ApiRequest, type ApiServices, type Handler } from "./handler.ts";
import { principalOf, queryOf } from "./input.ts";
import { readPage } from "./jobs.ts";
import { listOfNodes, namesOf } from "./node-list.ts";
import { nodeDetail, nodeItem, visibleOnNode } from "./node-view.ts";
import { nodesById } from "./nodes-by-id.ts";
import { notFound } from "./problem.ts";

const pageSize = 50;

export const listNodes: Handler = ({ kernel, reader }, request) => {
  const query = queryOf(nodeListQuery, request);
  const principal = principalOf(request);
  const view = kernel.view();
  const { all } = fleetOf(view);
  const page = readPage(() => listOfNodes(view, query, query.limit ?? pageSize));
  const list: NodeList = {
    items: page.nodes.map((node) => nodeItem(view, node, principal)),
    next: page.next,
    total: page.total,
    all: all.length,
    counts: page.counts,
    datacenters: namesOf(all, ({ datacenter }) => datacenter),
    classes: namesOf(all, ({ nodeClass }) => nodeClass),
    pools: namesOf(all, ({ nodePool }) => nodePool),
    index: reader.tableIndex("nodes"),
  };
  return json(list);
};

export const findNode = ({ kernel }: Pick<ApiServices, "kernel">, request: ApiRequest): Node => {
  const id = request.params["node"] ?? "";
  const node = nodesById(kernel.view()).get(id);
  if (node === undefined) throw notFound(`node ${id.slice(0, 50)}`);
  return node;
};

export const getNode: Handler = (services, request) =>
  json(nodeDetail(services.kernel.view(), findNode(services, request), principalOf(request)));

const route = "node/allocations";

export const listNodeAllocations: Handler = (services, request) => {
  const { cursor, limit = pageSize } = queryOf(nodeAllocationsQuery, request);
  const node = findNode(services, request);
  const live = visibleOnNode(services.kernel.view(), node, principalOf(request)).toReversed();
  const before =
    cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(readPage(() => decodeCursor(route, cursor, [0]))[0]);
  const rest = live.filter(({ key }) => key < before);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const list: NodeAllocations = {
    items: shown.map((allocation) => allocationItem(allocation, () => node)),
    next: rest.length > shown.length && last !== undefined ? encodeCursor(route, [last.key]) : null,
    total: live.length,
    index: services.reader.tableIndex("allocations"),
  };
  return json(list);
};
