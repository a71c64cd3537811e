import type { EvaluationAllocations, EvaluationDetail, EvaluationList } from "@longshore/api/evaluations";
import { must } from "@longshore/core/invariant";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;

const list = async (query = "", token = server.token): Promise<EvaluationList> =>
  (await server.ask(`/api/evaluations${query}`, { token })).json<EvaluationList>();
const detail = async (id: string): Promise<EvaluationDetail> =>
  (await server.ask(`/api/evaluations/${id}`)).json<EvaluationDetail>();

beforeAll(async () => {
  server = await startTestServer();
  await server.register(definitionOf({ id: "fits" }));
  await server.register(definitionOf({ id: "theirs", namespace: "other" }));
  await server.register(definitionOf({ id: "huge", memory: 1_000_000_000, count: 3 }));
  await server.whenState("fits", "running");
  await until(
    () => list("?status=blocked"),
    ({ total }) => total === 1,
    "the blocked evaluation",
  );
});
afterAll(() => server.dispose());

test("[B7] the evaluations of all jobs come newest first, by page, and counts agree", async () => {
  const whole = await list("?limit=500");
  const seen: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const page: EvaluationList = await list(`?limit=1&cursor=${next}`.replace(/&cursor=$/, ""));
    seen.push(...page.items.map(({ id }) => id));
    next = page.next;
  }
  expect(seen).toEqual(whole.items.map(({ id }) => id));
  const indexes = whole.items.map(({ createIndex }) => createIndex);
  expect(indexes).toEqual(indexes.toSorted((a, b) => b - a));
  expect([whole.total, whole.all]).toEqual([seen.length, seen.length]);
  expect(whole.counts.blocked).toBe(1);
  const some = await list("?status=blocked,failed&job=huge&trigger=queued-allocs,job-register");
  expect(some.items.map(({ jobId, status }) => [jobId, status])).toEqual([["huge", "blocked"]]);
  expect((await list("?trigger=no-such-trigger")).total).toBe(0);
});

test("[B7] a token that is bound to namespaces sees those of its own", async () => {
  const mine = await makeToken(server, "viewer", ["other"]);
  const seen = await list("", mine);
  expect([...new Set(seen.items.map(({ jobId }) => jobId))]).toEqual(["theirs"]);
  expect((await list("?namespace=default", mine)).total).toBe(0);
});

test("[B9] an evaluation tells what it follows, what follows it, and why instances fit nowhere", async () => {
  const blocked = must((await list("?status=blocked")).items[0], "evaluation");
  const told = await detail(blocked.id);
  const [failure] = told.failedGroups;
  expect(failure).toMatchObject({ queued: 3 });
  expect(failure?.why).toContain("1,000,000,000 MiB asked");
  expect(failure?.metrics.nodesEvaluated).toBe(1);
  const before = await detail(must(told.previous, "link").id);
  expect([before.status, before.triggeredBy, before.blocked?.id]).toEqual(["complete", "job-register", blocked.id]);
  const job = await server.job("huge");
  expect(job.placementFailures).toMatchObject([{ queued: 3, evaluationId: blocked.id }]);
});

test("[B9] what was placed under an evaluation is listed with it", async () => {
  const running = await server.whenState("fits", "running");
  const path = `/api/evaluations/${must(running.evaluationId, "evaluation")}/allocations`;
  const page = (await server.ask(path)).json<EvaluationAllocations>();
  expect(page.items.map(({ id }) => id)).toEqual([running.id]);
});

test("[B10] an allocation tells how its node was found", async () => {
  const { placement, nodeId, nodeName } = await server.whenState("fits", "running");
  expect(placement?.metrics.nodesEvaluated).toBe(1);
  expect(placement?.metrics.scores.map((score) => score.nodeId)).toContain(nodeId);
  expect(placement?.nodes[nodeId]).toBe(nodeName);
});

test("[O23] a job is looked at again on request, and nothing of it is changed", async () => {
  const before = await server.job("fits");
  const asked = await server.ask("/api/jobs/default/fits/evaluate", { method: "POST" });
  const { evaluationId } = asked.json<{ readonly evaluationId: string }>();
  const done = await until(
    () => detail(evaluationId),
    ({ status }) => status === "complete",
  );
  expect(done.jobId).toBe("fits");
  const after = await server.job("fits");
  expect([after.version, after.jobModifyIndex]).toEqual([before.version, before.jobModifyIndex]);
  expect(await server.allocations("fits")).toHaveLength(1);
});

test("[B9] what is to be moved and finds no room says why, although it runs", async () => {
  const { nodeId } = await server.whenState("fits", "running");
  const drain = `/api/nodes/${nodeId}/drain`;
  await server.ask(drain, { body: { deadlineMs: null, ignoreSystemJobs: false } });
  const waiting = await until(
    () => server.job("fits"),
    ({ placementFailures }) => placementFailures.length > 0,
    "word of why it does not move",
  );
  expect(waiting.health).toBe("running");
  expect(waiting.placementFailures).toMatchObject([{ queued: 0 }]);
  expect((await server.ask(`${drain}?eligible=true`, { method: "DELETE" })).status).toBe(200);
});
