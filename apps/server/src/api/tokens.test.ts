import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobList } from "@longshore/api/jobs";
import { clientOf } from "../testing/client.ts";
import { definitionOf } from "../testing/definitions.ts";
import { openLive } from "../testing/live-stream.ts";
import { temporaryData } from "../testing/temporary-data.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

const timeout = 60_000;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

type Listed = { readonly items: readonly { readonly id: string; readonly name: string }[] };

test(
  "[G4] an administrator of some namespaces makes, sees and deletes tokens of those alone",
  { timeout },
  async () => {
    const bound = clientOf(server.url, await makeToken(server, "administrator", ["a", "b"]));
    for (const namespaces of [null, [], ["c"], ["a", "c"]]) {
      const refused = await bound.ask("/api/tokens", { body: { name: "more", role: "viewer", namespaces } });
      expect(refused.status).toBe(403);
    }
    expect((await bound.ask("/api/tokens", { body: { name: "a's", role: "viewer", namespaces: ["a"] } })).status).toBe(
      200,
    );
    const seen = (await bound.ask("/api/tokens")).json<Listed>().items.map(({ name }) => name);
    expect(seen.toSorted()).toEqual(["a's", "administrator of a, b"]);
    const everything = (await server.ask("/api/tokens")).json<Listed>().items;
    const other = everything.find(({ name }) => !seen.includes(name))?.id ?? "";
    expect((await bound.ask(`/api/tokens/${other}`, { method: "DELETE" })).status).toBe(404);
  },
);

test("[G4] a token that is bound to namespaces counts the jobs of those alone", { timeout }, async () => {
  await server.register(definitionOf({ id: "elsewhere", count: 0 }));
  await server.register(definitionOf({ id: "own", namespace: "a", count: 0 }));
  const bound = clientOf(server.url, await makeToken(server, "viewer", ["a"]));
  const list = async (path: string) => (await bound.ask(path)).json<JobList>();
  expect(await list("/api/jobs")).toMatchObject({ total: 1, all: 1 });
  expect(await list("/api/jobs?namespace=default&q=elsewhere")).toMatchObject({ items: [], total: 0, all: 1 });
});

test("[G2] a token that is deleted is of no use at once, to its open streams neither", { timeout }, async () => {
  const secret = await makeToken(server, "viewer", ["soon gone"]);
  const live = await openLive(server, undefined, secret);
  await live.when("hello");
  const all = (await server.ask("/api/tokens")).json<Listed>().items;
  const id = all.find(({ name }) => name.includes("soon gone"))?.id ?? "";
  expect((await server.ask(`/api/tokens/${id}`, { method: "DELETE" })).status).toBe(200);
  expect((await server.ask("/api/jobs", { token: secret })).status).toBe(401);
  await until(live.isOver, (isOver) => isOver);
});

test("[G2] the first administrator's token does not come back once it was deleted", { timeout }, async () => {
  const data = temporaryData();
  const tokenOf = ({ running }: TestServer) => running.signInLink.split("#t=")[1] ?? "";
  const open = () => startTestServer({ dataDir: data.dataDir, token: undefined });
  const first = await open();
  const leaked = tokenOf(first);
  const admin = clientOf(first.url, leaked);
  const other = clientOf(first.url, await makeToken(admin, "administrator"));
  const [oldest] = (await admin.ask("/api/tokens")).json<Listed>().items;
  expect((await other.ask(`/api/tokens/${oldest?.id ?? ""}`, { method: "DELETE" })).status).toBe(200);
  await first.dispose();
  const second = await open();
  expect((await second.ask("/api/jobs", { token: leaked })).status).toBe(401);
  expect((await second.ask("/api/jobs", { token: tokenOf(second) })).status).toBe(200);
  expect((await second.ask("/api/jobs", { token: other.token })).status).toBe(200);
  const kept = tokenOf(second);
  await second.dispose();
  const third = await open();
  expect(tokenOf(third)).toBe(kept);
  await third.dispose();
  await data.remove();
});
