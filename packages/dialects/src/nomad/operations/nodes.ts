import type { Operation } from "../../dialect.ts";
import { readFlag } from "../inbound/query.ts";
import { nodeStubToWire, nodeToWire } from "../outbound/node.ts";
import { isRefused, jsonReply, readHeaders, refuse } from "../reply.ts";
import { agentAddress } from "./agent.ts";
import { after, blocking, exactly, operation, pathParam, readMethods } from "./operation.ts";

const listNodes = operation({
  name: "listNodes",
  methods: readMethods,
  pattern: "/v1/nodes",
  match: exactly("/v1/nodes"),
  role: "viewer",
  handle: (desk, request) => {
    const os = readFlag(request, "os");
    if (isRefused(os)) return os;
    const resources = readFlag(request, "resources");
    if (isRefused(resources)) return resources;
    const prefix = (request.query.get("prefix") ?? "").toLowerCase();
    return blocking(desk, request, {
      index: () => desk.reader.tableIndex("nodes"),
      answer: (index) => {
        const nodes = desk.reader.nodes().filter((node) => node.id.startsWith(prefix));
        return jsonReply(
          request,
          nodes.map((node) => nodeStubToWire(node, { os, resources })),
          readHeaders(index),
        );
      },
    });
  },
});

const getNode = operation({
  name: "getNode",
  methods: readMethods,
  pattern: "/v1/node/{node}",
  match: after("/v1/node/", "node"),
  role: "viewer",
  handle: (desk, request, params) => {
    const find = () => desk.reader.node(pathParam(params, "node"));
    return blocking(desk, request, {
      index: () => find()?.modifyIndex ?? desk.reader.tableIndex("nodes"),
      answer: (index) => {
        const node = find();
        return node === undefined
          ? refuse(404, "node not found", readHeaders(index))
          : jsonReply(request, nodeToWire(node, agentAddress(request)), readHeaders(index));
      },
    });
  },
});

export const nodes: readonly Operation[] = [listNodes, getNode];
