import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../testing/definitions.ts";
import { tasksOf } from "../testing/processes.ts";
import { makeToken } from "../testing/tokens.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const timeout = 120_000;

/** From now on whatever the server commits fails as a whole, as on a disk that is full. */
const occupy = () => {
  const other = new DatabaseSync(join(server.dataDir, "longshore.db"));
  other.exec("CREATE TRIGGER full BEFORE UPDATE ON meta BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  return {
    release: () => {
      other.exec("DROP TRIGGER full");
      other.close();
    },
  };
};

test(
  "[K1] a change that cannot be stored is refused, leaves nothing behind, and goes in later",
  { timeout },
  async () => {
    await server.register(definitionOf({ id: "kept" }));
    const kept = await server.whenState("kept", "running");
    const { kernel } = server.running;
    await kernel.settle();
    const [index, job] = [kernel.durableIndex(), await server.job("kept")];

    const disk = occupy();
    const refused = await server.apply({ type: "register", definition: definitionOf({ id: "refused" }) });
    const nomad = await server.ask("/v1/jobs", { method: "PUT", body: { Job: definitionOf({ id: "refused" }) } });
    const stopped = await server.apply({ type: "stop", namespace: "default", id: "kept" });
    disk.release();

    expect(refused.status).toBe(503);
    expect(refused.json()).toMatchObject({
      kind: "unavailable",
      title: expect.stringContaining("Nothing was changed"),
    });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect([nomad.status, nomad.headers.get("content-type")]).toEqual([500, "text/plain; charset=utf-8"]);
    expect(nomad.text).toContain("could not be stored");
    expect(stopped.status).toBe(503);

    expect((await server.ask("/api/jobs/default/refused")).status).toBe(404);
    expect((await server.ask("/v1/job/refused")).status).toBe(404);
    expect(await server.job("kept")).toEqual(job);
    expect(kernel.durableIndex()).toBe(index);
    expect(kernel.view().jobKeys.get("default\0refused")).toBeUndefined();
    await until(
      () => tasksOf(server.dataDir).length,
      (found) => found === 1,
    );

    const { jobModifyIndex } = await server.register(definitionOf({ id: "refused" }));
    expect(jobModifyIndex).toBeGreaterThan(index);
    await server.whenState("refused", "running");
    expect((await server.allocation(kept.id)).state).toBe("running");
  },
);

test("[K1] what the engine saw while nothing could be stored is stored afterwards", { timeout }, async () => {
  await server.register(definitionOf({ id: "ends", type: "batch", command: "/bin/sleep", args: ["600"] }));
  const { id } = await server.whenState("ends", "running");
  const [task] = await until(
    () => tasksOf(server.dataDir).filter(({ environment }) => environment.includes(`NOMAD_ALLOC_ID=${id}`)),
    (found) => found.length === 1,
  );
  if (task === undefined) throw new Error("nothing runs");
  const disk = occupy();
  process.kill(task.pid, "SIGKILL");
  await until(
    () => server.logged,
    (lines) => lines.some((line) => line.includes("is stored later")),
    "a report that could not be stored",
  );
  disk.release();
  const ended = await server.whenState("ends", "failed");
  expect(ended.tasks[0]).toMatchObject({ exitCode: 137, phase: "dead" });
});

test("[K1] nobody is locked out while nothing can be stored", { timeout }, async () => {
  const fresh = await makeToken(server, "viewer");
  const other = new DatabaseSync(join(server.dataDir, "longshore.db"));
  for (const event of ["INSERT", "UPDATE", "DELETE"])
    other.exec(`CREATE TRIGGER full_${event} BEFORE ${event} ON token BEGIN SELECT RAISE(ABORT, 'full'); END`);
  expect((await server.ask("/api/jobs", { token: fresh })).status).toBe(200);
  expect((await server.ask("/v1/jobs", { token: fresh })).status).toBe(200);
  expect((await server.ask("/api/session", { body: { token: fresh }, token: null })).status).toBe(200);
  const refused = await server.ask("/api/tokens", { body: { name: "another", role: "viewer" } });
  expect([refused.status, refused.json<{ kind: string }>().kind]).toEqual([503, "unavailable"]);
  for (const event of ["INSERT", "UPDATE", "DELETE"]) other.exec(`DROP TRIGGER full_${event}`);
  other.close();
  expect((await server.ask("/api/tokens", { body: { name: "another", role: "viewer" } })).status).toBe(200);
});

test("[K2] a plan shows what applying it does, and changes nothing", { timeout }, async () => {
  const { kernel } = server.running;
  const change = { type: "register", definition: definitionOf({ id: "planned", count: 3 }) } as const;
  const before = kernel.durableIndex();
  const planned = await server.ask("/api/plan", { body: { change } });
  expect(planned.json()).toMatchObject({ base: { jobModifyIndex: 0 }, counts: { create: 3 } });
  expect(kernel.durableIndex()).toBe(before);
  expect((await server.apply(change, 0)).status).toBe(200);
  await until(
    () => server.allocations("planned"),
    (all) => all.length === 3 && all.every(({ state }) => state === "running"),
  );
  const again = (await server.ask("/api/plan", { body: { change } })).json<{
    counts: Record<string, number>;
    diff: { kind: string };
  }>();
  expect(again.counts).toMatchObject({ create: 0, replace: 0, stop: 0, keep: 3 });
  const stale = await server.apply(change, 0);
  expect([stale.status, stale.json<{ kind: string }>().kind]).toEqual([409, "stale-plan"]);
});
