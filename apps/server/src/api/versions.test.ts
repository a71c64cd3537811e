import type { DefinitionReply, VersionList } from "@longshore/api/jobs";
import { compareReply, versionReply, type CompareReply, type VersionReply } from "@longshore/api/versions";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const A of ["0", "1", "2"]) await server.register(definitionOf({ id: "web", env: { A }, count: 0 }));
});
afterAll(() => server.dispose());

const job = "/api/jobs/default/web";
const put = (path: string, body: object, token?: string) =>
  server.ask(job + path, { method: "PUT", body, ...(token === undefined ? {} : { token }) });
const versions = async (query = "") => (await server.ask(`${job}/versions${query}`)).json<VersionList>();
const envOf = (definition: DefinitionReply["definition"]) => JSON.stringify(definition).match(/"Env":\{[^}]*\}/)?.[0];

test(
  "[V4] a version is tagged, shown with its tag, and read, compared and reverted to by it",
  { timeout: 60_000 },
  async () => {
    const tagged = await put("/tags/golden", { version: 0, description: "before the fair" });
    expect(versionReply.parse(tagged.json<VersionReply>())).toMatchObject({ version: 0 });
    const { items } = await versions();
    expect(items.map(({ tag }) => tag?.name)).toEqual([undefined, undefined, "golden"]);
    expect(items.at(-1)?.tag).toMatchObject({ description: "before the fair" });
    const draft = (await server.ask(`${job}/definition?version=golden`)).json<DefinitionReply>();
    expect(draft.version).toBe(0);
    expect(envOf(draft.definition)).toBe('"Env":{"A":"0"}');
    const compared = (await server.ask(`${job}/compare?from=golden`)).json<CompareReply>();
    expect(compareReply.parse(compared)).toMatchObject({ from: 0, to: 2 });
    expect(JSON.stringify(compared.diff)).toContain("Env[A]");
    const same = (await server.ask(`${job}/compare?from=1&to=1`)).json<CompareReply>();
    expect(same.diff.kind).toBe("none");
    const against = await versions("?diff=golden");
    expect(against.items.map(({ diff }) => diff?.kind)).toEqual(["edited", "edited", "none"]);
    const reverted = await server.apply({ type: "revert", namespace: "default", id: "web", version: "golden" });
    expect(reverted.json()).toMatchObject({ version: 3 });
    // What was read as a draft is what is in force again: to register it makes no version.
    expect(await server.register(draft.definition)).toMatchObject({ version: 3 });
    expect((await versions()).items[0]).toMatchObject({ version: 3, note: "reverted to version 0, golden" });
    const gone = await server.ask(`${job}/tags/golden`, { method: "DELETE" });
    expect(gone.status).toBe(200);
    expect((await versions()).items.every(({ tag }) => tag === null)).toBe(true);
  },
);

test("[V4] a version is said to work, or not", { timeout: 60_000 }, async () => {
  expect((await put("/versions/1/stable", { stable: true })).json()).toMatchObject({ version: 1 });
  expect(await server.job("web")).toMatchObject({ stableVersion: 1 });
  expect((await versions()).items.find(({ version }) => version === 1)).toMatchObject({ stable: true });
  await put("/versions/1/stable", { stable: false });
  expect(await server.job("web")).toMatchObject({ stableVersion: null });
});

test("[V4] who may not, and what is not there", { timeout: 60_000 }, async () => {
  const viewer = await makeToken(server, "viewer");
  expect((await put("/tags/mine", {}, viewer)).status).toBe(403);
  expect((await put("/tags/7", {})).json()).toMatchObject({ kind: "bad-request" });
  expect((await put("/tags/far", { version: 77 })).status).toBe(404);
  for (const path of ["/definition?version=none", "/compare?from=none", "/compare?from=0&to=99", "/versions?diff=x"])
    expect((await server.ask(job + path)).status).toBe(404);
  expect((await server.ask(`${job}/compare`)).status).toBe(400);
  expect((await server.ask(`${job}/tags/none`, { method: "DELETE" })).status).toBe(404);
});

test("[V5] a Nomad client tags, compares with and reads tags, and says what works", { timeout: 60_000 }, async () => {
  const ask = (path: string, method = "GET", body?: object) =>
    server.ask(`/v1/job/web${path}`, { method, ...(body === undefined ? {} : { body }) });
  const tagged = await ask("/versions/blue/tag", "PUT", { Version: 1, Description: "d" });
  expect(tagged.json()).toMatchObject({ Name: "blue", Description: "d" });
  const { Versions, Diffs } = (await ask("/versions?diffs=true&diff_tag=blue")).json<{
    readonly Versions: readonly { readonly Version: number; readonly VersionTag: object | null }[];
    readonly Diffs: readonly { readonly Type: string }[];
  }>();
  expect(Versions.find(({ Version }) => Version === 1)?.VersionTag).toMatchObject({ Name: "blue" });
  expect(Versions.find(({ Version }) => Version === 0)?.VersionTag).toBeNull();
  expect(Diffs).toHaveLength(Versions.length);
  expect(Diffs[Versions.findIndex(({ Version }) => Version === 1)]?.Type).toBe("None");
  expect((await ask("/versions?diffs=true&diff_tag=green")).text).toBe('tag "green" not found');
  expect((await ask("/versions/blue/tag", "PUT", { Version: 0 })).text).toBe(
    'tag "blue" already exists on a different version of job "web"',
  );
  expect((await ask("/versions/blue/tag", "DELETE")).status).toBe(200);
  expect((await ask("/versions/blue/tag", "DELETE")).text).toBe('tag "blue" not found on job "web"');
  expect((await ask("/stable", "PUT", { JobID: "web", JobVersion: 2, Stable: true })).status).toBe(200);
  expect(await server.job("web")).toMatchObject({ stableVersion: 2 });
});
