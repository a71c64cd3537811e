import type { JobList } from "@longshore/api/jobs";
import { collectReply, retentionReply, type CollectReply, type RetentionReply } from "@longshore/api/retention";
import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptOf, definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const collect = async (): Promise<CollectReply> =>
  collectReply.parse((await server.ask("/api/system/gc", { method: "POST" })).json<CollectReply>());
const ids = async () =>
  (await server.ask("/api/jobs"))
    .json<JobList>()
    .items.map(({ id }) => id)
    .toSorted();
const ended = (id: string) =>
  until(
    () => server.job(id),
    ({ health, evaluating }) => health === "succeeded" && !evaluating,
    `the end of ${id}`,
  );
/** Whether anything below the data directory is called so. */
const isOnDisk = (name: string): boolean =>
  existsSync(server.dataDir) &&
  (readdirSync(server.dataDir, { recursive: true }) as string[]).some((path) => path.split("/").includes(name));

test(
  "[V15] on request what is past goes at once with its files, and neither what runs nor what is tagged",
  { timeout: 60_000 },
  async () => {
    await server.register(scriptOf("echo hello", { id: "done", type: "batch" }));
    await server.register(scriptOf("echo hello", { id: "kept", type: "batch" }));
    await server.register(definitionOf({ id: "runs" }));
    await ended("done");
    await ended("kept");
    await server.ask("/api/jobs/default/kept/tags/golden", { method: "PUT", body: {} });
    await until(
      () => server.job("runs"),
      ({ health }) => health === "running",
    );
    const [gone] = await server.allocations("done");
    const [stays] = await server.allocations("kept");
    expect(isOnDisk(gone?.id ?? "")).toBe(true);
    expect(await collect()).toMatchObject({ jobs: 1, allocations: 1, names: 1 });
    expect(await ids()).toEqual(["kept", "runs"]);
    expect((await server.ask(`/api/allocations/${gone?.id ?? ""}`)).status).toBe(404);
    expect(isOnDisk(gone?.id ?? "")).toBe(false);
    expect((await server.ask(`/api/allocations/${stays?.id ?? ""}`)).status).toBe(200);
    expect(isOnDisk(stays?.id ?? "")).toBe(true);
    expect(await collect()).toMatchObject({ jobs: 0, allocations: 0, evaluations: 0, names: 0 });
    expect((await server.job("runs")).health).toBe("running");
  },
);

test("[V15] by time it goes by itself, as the settings say", { timeout: 60_000 }, async () => {
  const { can, ...settings } = retentionReply.parse((await server.ask("/api/retention")).json<RetentionReply>());
  expect(can).toEqual({ change: { ok: true } });
  expect(settings).toMatchObject({ versions: 6, jobsMs: 4 * 3_600_000, evaluationsMs: 3_600_000 });
  const shorter = { ...settings, jobsMs: 0, everyMs: 1000 };
  expect((await server.ask("/api/retention", { method: "PUT", body: shorter })).status).toBe(200);
  await server.register(scriptOf("exit 0", { id: "brief", type: "batch" }));
  await until(ids, (all) => !all.includes("brief"), "the end of what was brief");
  expect(await ids()).toContain("runs");
  const put = (body: object, token?: string) =>
    server.ask("/api/retention", { method: "PUT", body, ...(token === undefined ? {} : { token }) });
  expect((await put({ ...settings, versions: 0 })).status).toBe(400);
  expect((await put(settings, await makeToken(server, "operator"))).status).toBe(403);
  expect((await put(settings, await makeToken(server, "administrator", ["team"]))).status).toBe(403);
  expect((await put(settings)).status).toBe(200);
});

test("[V15] a Nomad client asks for it too, and only an administrator may", { timeout: 60_000 }, async () => {
  await server.register(scriptOf("exit 0", { id: "past", type: "batch" }));
  await ended("past");
  const operator = await makeToken(server, "operator");
  expect((await server.ask("/v1/system/gc", { method: "PUT", token: operator })).status).toBe(403);
  expect((await server.ask("/api/system/gc", { method: "POST", token: operator })).status).toBe(403);
  expect((await server.ask("/v1/system/gc", { method: "PUT" })).status).toBe(200);
  expect(await ids()).not.toContain("past");
});
