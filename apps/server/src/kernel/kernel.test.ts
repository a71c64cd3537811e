import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeList } from "@longshore/api/nodes";
import { definitionOf, scriptOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

test(
  "[P8] a stop that makes room for another job names its own evaluation, and the other one is placed",
  { timeout: 60_000 },
  async () => {
    const { items } = (await server.ask("/api/nodes")).json<NodeList>();
    const memory = Math.floor((items[0]?.resources.memoryMb ?? 0) * 0.6);
    const failing = scriptOf("exit 1", { id: "failing", memory });
    const groups = failing.TaskGroups.map((group) => ({
      ...group,
      RestartPolicy: { Attempts: 5, Mode: "fail", Delay: "1h", Interval: "6h" },
    }));
    await server.register({ ...failing, TaskGroups: groups });
    const waiting = await until(
      () => server.allocations("failing"),
      (all) => all[0]?.description.includes("waiting to restart") === true,
    );
    await server.register(definitionOf({ id: "blocked", memory }));
    await until(
      () => server.job("blocked"),
      ({ evaluating, placementFailures }) => !evaluating && placementFailures.length === 1,
    );
    const stopped = await server.ask(`/api/allocations/${waiting[0]?.id ?? ""}/stop`, { method: "POST" });
    const { evaluationId } = stopped.json<{ readonly evaluationId: string }>();
    expect((await server.ask(`/v1/evaluation/${evaluationId}`)).json()).toMatchObject({ JobID: "failing" });
    const placed = await until(
      async () => [await server.job("blocked"), await server.job("failing")],
      (jobs) => jobs.some(({ health }) => health === "running" || health === "starting"),
    );
    expect(placed).toHaveLength(2);
  },
);

test("a server that ends takes nothing more, and restarts no task on its way", { timeout: 60_000 }, async () => {
  const ending = await startTestServer();
  const failing = scriptOf("exit 1", { id: "failing" });
  const groups = failing.TaskGroups.map((group) => ({
    ...group,
    Count: 5,
    RestartPolicy: { Attempts: 1000, Mode: "delay", Delay: "10ms", Interval: "1h" },
  }));
  await ending.register({ ...failing, TaskGroups: groups });
  await until(
    () => ending.allocations("failing"),
    (all) => all.some(({ restarts }) => restarts > 1),
  );
  await ending.dispose();
  const late = ending.running.kernel.submit({ type: "advanceEvaluation", evaluation: 1, limit: 1 });
  await expect(late).rejects.toThrow("The server is ending");
});
