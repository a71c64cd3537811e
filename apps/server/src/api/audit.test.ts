import type { AuditList } from "@longshore/api/audit";
import { auditList } from "@longshore/api/audit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const read = async (path: string, token?: string): Promise<AuditList> =>
  auditList.parse((await server.ask(path, token === undefined ? {} : { token })).json());
const actions = ({ items }: AuditList) => items.map(({ action, object, door }) => `${door} ${action} ${object}`);

test(
  "[A1] of a job it says who asked for which change through which door, newest first",
  { timeout: 60_000 },
  async () => {
    const operator = await makeToken(server, "operator");
    await server.register(definitionOf({ id: "web" }));
    const nomad = { method: "POST", body: { Target: { Group: "group" }, Count: 2 }, token: operator };
    expect((await server.ask("/v1/job/web/scale", nomad)).status).toBe(200);
    const [allocation] = await server.allocations("web");
    await server.ask(`/api/allocations/${allocation?.id ?? ""}/stop`, { method: "POST" });
    await server.apply({ type: "purge", namespace: "default", id: "web" });
    await server.register(definitionOf({ id: "web" }));
    const all = await read("/api/jobs/default/web/audit");
    expect(actions(all)).toEqual([
      "dashboard registerJob web",
      "dashboard purgeJob web",
      `dashboard stopAllocation ${allocation?.id ?? ""}`,
      "nomad scaleJob web",
      "dashboard registerJob web",
    ]);
    expect(all.items.find(({ door }) => door === "nomad")).toMatchObject({
      who: "operator of everything",
      job: "web",
      namespace: "default",
      address: "127.0.0.1",
      plan: null,
    });
    const viewer = await makeToken(server, "viewer");
    const seen = await read("/api/jobs/default/web/audit?action=scaleJob", viewer);
    expect(seen.items).toMatchObject([{ who: "operator of everything", address: null }]);
  },
);

test("[A2] in whole it is an administrator's, filtered and paged", { timeout: 60_000 }, async () => {
  for (const id of ["a", "b", "c"]) await server.register(definitionOf({ id, count: 0 }));
  const first = await read("/api/audit?action=registerJob&limit=2");
  expect(actions(first)).toEqual(["dashboard registerJob c", "dashboard registerJob b"]);
  const second = await read(`/api/audit?action=registerJob&limit=1&cursor=${first.next ?? ""}`);
  expect(actions(second)).toEqual(["dashboard registerJob a"]);
  expect(actions(await read("/api/audit?job=b&namespace=default"))).toEqual(["dashboard registerJob b"]);
  expect(actions(await read("/api/audit?job=b&door=nomad"))).toEqual([]);
  expect(actions(await read("/api/audit?who=nobody"))).toEqual([]);
  expect(actions(await read("/api/audit?door=dashboard&limit=1"))).toEqual(["dashboard registerJob c"]);
  expect(actions(await read("/api/audit?plan=none"))).toEqual([]);
  expect((await server.ask("/api/audit", { token: await makeToken(server, "operator") })).status).toBe(403);
  expect((await server.ask("/api/audit?cursor=none")).status).toBe(400);
});

test("[A3] whoever is bound to namespaces sees what was done in those", { timeout: 60_000 }, async () => {
  await server.register(definitionOf({ id: "theirs", namespace: "team", count: 0 }));
  const bound = await makeToken(server, "administrator", ["team"]);
  expect(actions(await read("/api/audit", bound))).toEqual(["dashboard registerJob theirs"]);
  expect(actions(await read("/api/audit?namespace=default", bound))).toEqual([]);
  expect((await server.ask("/api/jobs/default/a/audit", { token: bound })).status).toBe(404);
});

test("[A1] what was planned of a job, and what came of that, is told with it", { timeout: 60_000 }, async () => {
  const change = { type: "register", definition: definitionOf({ id: "planned", count: 0 }) };
  const saved = await server.ask("/api/plans", { body: { change } });
  const { id } = saved.json<{ saved: { id: string } }>().saved;
  const reviewer = await makeToken(server, "operator");
  expect((await server.ask(`/api/plans/${id}/approve`, { body: {}, token: reviewer })).status).toBe(200);
  expect((await server.ask(`/api/plans/${id}/apply`, { body: {} })).status).toBe(200);
  const { items } = await read("/api/audit?job=planned&namespace=default");
  expect(items.map(({ action }) => action)).toEqual(["registerJob", "approvePlan", "savePlan"]);
});
