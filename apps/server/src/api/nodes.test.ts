import type { NodeAllocations, NodeDetail, NodeList } from "@longshore/api/nodes";
import type { SchedulerReply } from "@longshore/api/scheduler";
import { problem } from "@longshore/api/problem";
import { must } from "@longshore/core/invariant";
import type { Node } from "@longshore/core/model";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";

let server: TestServer;
let local: Node;

/** Takes no work, so that nothing is started for it. */
const register = async (at: number): Promise<void> => {
  const { kernel } = server.running;
  const id = `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
  const fingerprint = {
    ...local,
    name: `node-${String(at).padStart(3, "0")}`,
    nodeClass: at % 2 === 0 ? "large" : "small",
    nodePool: "other",
    resources: { cpuMhz: 1000 * (at + 1), memoryMb: 1000, diskMb: 1000 },
  };
  const { name, nodeClass, nodePool, attributes, meta, drivers, resources, ports } = fingerprint;
  await kernel.submit({
    type: "registerNode",
    id,
    datacenter: at < 5 ? "north" : "south",
    engine: "simulated",
    fingerprint: { name, nodeClass, nodePool, attributes, meta, drivers, resources, ports },
  });
};

const fleetSize = 11;

beforeAll(async () => {
  server = await startTestServer();
  local = must([...server.running.kernel.view().nodes.entries()][0], "node")[1];
  for (let at = 1; at < fleetSize; at++) await register(at);
  await server.register(definitionOf({ id: "lives" }));
  await server.whenState("lives", "running");
});
afterAll(() => server.dispose());

const list = async (query = "", token = server.token): Promise<NodeList> =>
  (await server.ask(`/api/nodes${query}`, { token })).json<NodeList>();
const names = ({ items }: NodeList): readonly string[] => items.map(({ name }) => name);
const detail = async (id = local.id, token = server.token): Promise<NodeDetail> =>
  (await server.ask(`/api/nodes/${id}`, { token })).json<NodeDetail>();
const drain = (body: object, id = local.id): Promise<Answer> =>
  server.ask(`/api/nodes/${id}/drain`, { method: "POST", body });
const cancel = (query = "", id = local.id): Promise<Answer> =>
  server.ask(`/api/nodes/${id}/drain${query}`, { method: "DELETE" });
const eligibility = (to: string, id = local.id): Promise<Answer> =>
  server.ask(`/api/nodes/${id}/eligibility`, { method: "PUT", body: { eligibility: to } });

const audited = (): readonly string[] => {
  const db = new DatabaseSync(join(server.dataDir, "longshore.db"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT action, object, who FROM audit ORDER BY seq").all();
    return rows.map(({ action, object, who }) => [action, object, who].map(String).join(" "));
  } finally {
    db.close();
  }
};

test.each(["name", "status", "cpu", "memory"])("[B6] the pages by %s hold every node once, in order", async (sort) => {
  for (const order of ["asc", "desc"]) {
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: NodeList = await list(`?sort=${sort}&order=${order}&limit=3&cursor=${next}`.replace(/&cursor=$/, ""));
      seen.push(...names(page));
      next = page.next;
    }
    expect(new Set(seen).size).toBe(fleetSize);
    expect(seen).toEqual(names(await list(`?sort=${sort}&order=${order}&limit=500`)));
    if (sort === "name") expect(seen).toEqual(order === "asc" ? seen.toSorted() : seen.toSorted().toReversed());
  }
});

test("[B6] nodes are filtered by words, place, class, pool, status and eligibility; counts are of what matches", async () => {
  expect(names(await list("?q=node-00+-node-001"))).toHaveLength(8);
  expect(names(await list(`?q=${local.id.slice(0, 8)}`))).toEqual([local.name]);
  expect((await list("?datacenter=north")).total).toBe(4);
  expect((await list("?class=large&pool=other")).total).toBe(5);
  expect((await list("?status=down,disconnected")).total).toBe(0);
  const id = (await list("?q=node-003")).items[0]?.id;
  expect((await eligibility("ineligible", id)).status).toBe(200);
  const some = await list("?eligibility=ineligible&datacenter=north");
  expect(names(some)).toEqual(["node-003"]);
  expect([some.total, some.all, some.counts]).toEqual([
    1,
    fleetSize,
    { initializing: 0, ready: 4, down: 0, disconnected: 0, ineligible: 1, draining: 0 },
  ]);
  expect(some.datacenters).toEqual(["dc1", "north", "south"]);
  expect(some.classes).toEqual(["large", "small"]);
  expect(problem.parse((await server.ask("/api/nodes?cursor=bm9uZQ")).json()).kind).toBe("bad-request");
});

test("[B8] a token that is bound to namespaces sees what a node has, and its own allocations alone", async () => {
  await server.register(definitionOf({ id: "hidden", namespace: "theirs" }));
  const mine = await makeToken(server, "operator", ["default"]);
  const [all, some] = [await detail(), await detail(local.id, mine)];
  expect(some.used).toEqual(all.used);
  expect([all.live.instances, some.live.instances, some.allocations]).toEqual([2, 1, 1]);
  const path = `/api/nodes/${local.id}/allocations`;
  const page = (await server.ask(path, { token: mine })).json<NodeAllocations>();
  expect([page.items.map(({ jobId }) => jobId), page.total]).toEqual([["lives"], 1]);
  expect((await server.ask(path)).json<NodeAllocations>().total).toBe(2);
  const first = (await server.ask(`${path}?limit=1`)).json<NodeAllocations>();
  const second = (await server.ask(`${path}?limit=1&cursor=${String(first.next)}`)).json<NodeAllocations>();
  expect([...first.items, ...second.items].map(({ jobId }) => jobId)).toEqual(["hidden", "lives"]);
  expect([second.next, some.can.drain.ok, some.can.makeIneligible.ok]).toEqual([null, false, false]);
});

test("[O20] a node is drained, the drain given other terms, and cancelled", async () => {
  expect((await drain({ deadlineMs: null, ignoreSystemJobs: true })).status).toBe(200);
  const draining = await detail();
  expect(draining.drain).toMatchObject({ deadlineAt: null, ignoreSystemJobs: true, isForced: false });
  expect([draining.eligibility, draining.can.makeEligible.ok, draining.can.drain.ok]).toEqual([
    "ineligible",
    false,
    true,
  ]);
  expect((await list("?eligibility=draining")).items.map(({ id }) => id)).toEqual([local.id]);
  expect(problem.parse((await eligibility("eligible")).json()).kind).toBe("conflict");
  expect((await drain({ deadlineMs: 3_600_000, ignoreSystemJobs: false })).status).toBe(200);
  expect((await detail()).drain?.deadlineAt).toBeGreaterThan(0);
  expect((await cancel("?eligible=true")).status).toBe(200);
  const after = await detail();
  expect([after.drain, after.eligibility]).toEqual([null, "eligible"]);
  expect(problem.parse((await cancel()).json()).kind).toBe("conflict");
});

test("[O20] terms that are none are refused, and change nothing", async () => {
  for (const body of [{}, { deadlineMs: -1, ignoreSystemJobs: false }, { deadlineMs: 1.5, ignoreSystemJobs: true }])
    expect((await drain(body)).status).toBe(400);
  expect((await eligibility("sometimes")).status).toBe(400);
  expect((await detail()).drain).toBeNull();
});

test("[O21] only a node that is down and empty is removed; what a reply says can be done is what the server does", async () => {
  const up = await detail();
  expect([up.can.remove.ok, up.can.cancelDrain.ok, up.can.makeEligible.ok]).toEqual([false, false, false]);
  const remove = (id: string) => server.ask(`/api/nodes/${id}`, { method: "DELETE" });
  expect(problem.parse((await remove(local.id)).json()).kind).toBe("conflict");
  const gone = must((await list("?q=node-010")).items[0], "node");
  const key = must(
    [...server.running.kernel.view().nodes.entries()].find(([, { id }]) => id === gone.id),
    "node",
  )[0];
  await server.running.kernel.submit({ type: "reportNode", node: key, status: "down", description: "gone" });
  const down = await detail(gone.id);
  expect([down.status, down.can.remove.ok, down.can.drain.ok]).toEqual(["down", true, false]);
  expect((await drain({ deadlineMs: null, ignoreSystemJobs: false }, gone.id)).status).toBe(409);
  expect((await remove(gone.id)).status).toBe(200);
  expect((await server.ask(`/api/nodes/${gone.id}`)).status).toBe(404);
});

test("[O22] everybody reads how the scheduler goes about it, an administrator changes it", async () => {
  const viewer = await makeToken(server, "viewer");
  const read = async (token = server.token) => (await server.ask("/api/scheduler", { token })).json<SchedulerReply>();
  const before = await read(viewer);
  expect([before.algorithm, before.can.change.ok, (await read()).can.change.ok]).toEqual(["binpack", false, true]);
  const settings = { algorithm: "spread", preemption: { ...before.preemption, service: true } };
  const put = (body: object, token = server.token) => server.ask("/api/scheduler", { method: "PUT", body, token });
  const operator = await makeToken(server, "operator");
  expect((await put(settings, operator)).status).toBe(403);
  expect((await put({ algorithm: "random", preemption: {} })).status).toBe(400);
  expect((await put(settings)).status).toBe(200);
  expect(await read(viewer)).toMatchObject(settings);
});

test("[O20] [O22] who changed a node or the scheduler is in the audit log", () => {
  const lines = audited();
  for (const action of ["drainNode", "cancelDrain", "setEligibility", "removeNode", "setScheduler"])
    expect([action, lines.filter((line) => line.startsWith(`${action} `)).length > 0]).toEqual([action, true]);
  expect(lines).toContain(`cancelDrain ${local.id} administrator (preset)`);
});
