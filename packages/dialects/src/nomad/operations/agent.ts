import type { DialectRequest, Operation } from "../../dialect.ts";
import { mayEnter, permissionDenied } from "../inbound/query.ts";
import { jsonReply, readHeaders, refuse } from "../reply.ts";
import { after, exactly, operation, pathParam, readMethods } from "./operation.ts";

/** The version of Nomad whose replies these are: clients compare it. */
const spokenVersion = "1.10.0";
const leader = "127.0.0.1:4647";

/** Where the client reached us, which is where it reaches the node too. */
export const agentAddress = (request: DialectRequest): string => {
  const host = request.headers["host"] ?? "";
  return /^[\w.:[\]-]{1,255}$/.test(host) ? host : "127.0.0.1";
};

const constant = (
  name: string,
  path: string,
  given: { readonly role: Operation["role"]; readonly value: (request: DialectRequest) => unknown },
): Operation =>
  operation({
    name,
    methods: readMethods,
    pattern: path,
    match: exactly(path),
    role: given.role,
    handle: (_desk, request) => jsonReply(request, given.value(request)),
  });

const health = (request: DialectRequest) => {
  const fine = { ok: true, message: "ok" };
  const type = request.query.get("type") ?? "";
  return {
    ...(type === "server" ? {} : { client: fine }),
    ...(type === "client" ? {} : { server: fine }),
  };
};

const getSelf = operation({
  name: "getAgentSelf",
  methods: readMethods,
  pattern: "/v1/agent/self",
  match: exactly("/v1/agent/self"),
  role: "viewer",
  handle: (desk, request) => {
    const node = desk.reader.nodes()[0];
    const [address = "127.0.0.1", port = ""] = agentAddress(request).split(/:(?=\d+$)/);
    const version = { Version: spokenVersion, VersionPrerelease: "", VersionMetadata: "" };
    return jsonReply(request, {
      config: {
        Region: "global",
        Datacenter: node?.datacenter ?? "dc1",
        NodeName: node?.name ?? "",
        Version: version,
        ACL: { Enabled: true },
        Client: { Enabled: true },
        Server: { Enabled: true },
        UI: { Enabled: true, ShowCLIHints: false },
      },
      member: {
        Name: `${node?.name ?? "longshore"}.global`,
        Addr: address,
        Port: port === "" ? 0 : Number(port),
        Tags: { region: "global", dc: node?.datacenter ?? "dc1", role: "nomad", build: spokenVersion },
        Status: "alive",
        ProtocolMin: 1,
        ProtocolMax: 5,
        ProtocolCur: 2,
        DelegateMin: 2,
        DelegateMax: 5,
        DelegateCur: 4,
      },
      stats: {
        nomad: { server: "true", leader: "true", leader_addr: leader, bootstrap: "false", known_regions: "1" },
        raft: { state: "Leader", commit_index: String(desk.reader.index()), num_peers: "0" },
        client: { node_id: node?.id ?? "", known_servers: leader },
        runtime: {},
      },
    });
  },
});

const namespaceToWire = (name: string) => ({
  Name: name,
  Description: name === "default" ? "Default shared namespace" : "",
  Quota: "",
  Capabilities: null,
  NodePoolConfiguration: null,
  Meta: null,
  CreateIndex: 1,
  ModifyIndex: 1,
});

/** Namespaces need not be made before they are used: these are the ones that the actor is known to use. */
const namesFor = (request: DialectRequest): readonly string[] => request.actor.namespaces ?? ["default"];

const listNamespaces = operation({
  name: "listNamespaces",
  methods: readMethods,
  pattern: "/v1/namespaces",
  match: exactly("/v1/namespaces"),
  role: "viewer",
  handle: (_desk, request) => {
    const prefix = request.query.get("prefix") ?? "";
    const names = namesFor(request).filter((name) => name.startsWith(prefix));
    return jsonReply(request, names.toSorted().map(namespaceToWire), readHeaders(1));
  },
});

const getNamespace = operation({
  name: "getNamespace",
  methods: readMethods,
  pattern: "/v1/namespace/{namespace}",
  match: after("/v1/namespace/", "namespace"),
  role: "viewer",
  handle: (_desk, request, params) => {
    const name = pathParam(params, "namespace");
    if (!mayEnter(request.actor, name)) return permissionDenied;
    return namesFor(request).includes(name)
      ? jsonReply(request, namespaceToWire(name), readHeaders(1))
      : refuse(404, "Namespace not found", readHeaders(1));
  },
});

/** Nomad answers at once; here whoever asked is answered when it is done. */
const collectGarbage = operation({
  name: "collectGarbage",
  methods: ["PUT", "POST"],
  pattern: "/v1/system/gc",
  match: exactly("/v1/system/gc"),
  role: "administrator",
  handle: async (desk, request) => {
    if (request.actor.namespaces !== null) return permissionDenied;
    await desk.collectGarbage();
    return { status: 200, headers: {}, body: "" };
  },
});

export const agent: readonly Operation[] = [
  constant("getLeader", "/v1/status/leader", { role: "public", value: () => leader }),
  constant("listPeers", "/v1/status/peers", { role: "viewer", value: () => [leader] }),
  constant("getAgentHealth", "/v1/agent/health", { role: "public", value: health }),
  constant("listRegions", "/v1/regions", { role: "viewer", value: () => ["global"] }),
  constant("listDeployments", "/v1/deployments", { role: "viewer", value: () => [] }),
  collectGarbage,
  getSelf,
  listNamespaces,
  getNamespace,
];
