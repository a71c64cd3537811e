import { problem } from "@longshore/api/problem";
import { documented } from "@longshore/api/openapi";
import { apiPath, apiRoutes, type ApiRouteName } from "@longshore/api/routes";
import type { EvaluationList } from "@longshore/api/evaluations";
import type { Change } from "@longshore/api/plans";
import type { SavedPlanReply } from "@longshore/api/saved-plans";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { definitionOf, scriptOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken, signIn } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

const id = "night/ly-ünï";
const namespace = "default";
let server: TestServer;
let allocation: string;
let node: string;
let evaluation: string;
let plan: string;
let deployment: string;

/** What of an answer is not as the route's reply is documented; undefined when it fits. */
const misfit = (name: ApiRouteName, answer: Answer): string | undefined => {
  const read = documented[name].reply?.safeParse(answer.json());
  return read?.success === true ? undefined : `${name}: ${String(read?.error)}: ${answer.text.slice(0, 1000)}`;
};

/** Two groups of two tasks, one of which fails for good; more memory in another than any machine has; then another version. */
const story = async (): Promise<void> => {
  const [group] = scriptOf("echo out; sleep 600", { id }).TaskGroups;
  const [main] = group?.Tasks ?? [];
  const failing = { ...main, Name: "fails", Config: { command: "/bin/sh", args: ["-c", "exit 3"] } };
  const huge = { ...main, Name: "huge", Resources: { CPU: 10, MemoryMB: 1_000_000_000 } };
  const groups = [
    group,
    { ...group, Name: "pair", Tasks: [main, failing] },
    { ...group, Name: "constructor", Tasks: [huge] },
  ];
  await server.register({ ...definitionOf({ id }), TaskGroups: groups });
  await server.register({ ...definitionOf({ id }), TaskGroups: groups, Priority: 60 });
  const found = await until(
    () => server.allocations(id),
    (all) => all.some(({ state }) => state === "failed") && all.some(({ state }) => state === "running"),
  );
  allocation = found.find(({ state }) => state === "running")?.id ?? "";
  node = found[0]?.nodeId ?? "";
  const blocked = await server.ask("/api/evaluations?status=blocked");
  evaluation = blocked.json<EvaluationList>().items[0]?.id ?? "";
  deployment = (await server.job(id)).deployment?.id ?? "";
  const change = { type: "scale", namespace, id, group: "pair", count: 2 };
  const saved = await server.ask("/api/plans", { body: { change } });
  plan = saved.json<SavedPlanReply>().saved.id;
};

beforeAll(async () => {
  server = await startTestServer();
  await server.register(definitionOf({ id: "another" }));
  await story();
});
afterAll(() => server.dispose());

/** Every route that reads and answers in JSON, with the queries it takes. */
const reads: Partial<Record<ApiRouteName, readonly string[]>> = {
  health: [""],
  session: [""],
  listTokens: [""],
  listJobs: ["", "?limit=1", "?q=night+-another&sort=changed&order=desc", "?health=-stopped&type=service&namespace=*"],
  getJob: [""],
  getDefinition: ["", "?version=0"],
  listVersions: ["", "?limit=1", "?diff=0"],
  compareVersions: ["?from=0", "?from=1&to=0"],
  listJobAllocations: ["", "?limit=1", "?state=failed,lost&group=pair"],
  listJobEvaluations: ["", "?limit=1"],
  getAllocation: [""],
  listEvaluations: ["", "?limit=1", "?status=blocked,pending&trigger=job-register&namespace=*", "?job=another"],
  getEvaluation: [""],
  listEvaluationAllocations: ["", "?limit=1"],
  listJobDeployments: ["", "?limit=1"],
  listDeployments: ["", "?limit=1", "?status=running,failed&namespace=*"],
  getDeployment: [""],
  listDeploymentInstances: ["", "?limit=1", "?group=group&health=moving"],
  listNodes: ["", "?limit=1&sort=memory&order=desc", "?status=ready&eligibility=eligible&datacenter=dc1&q=-nobody"],
  getNode: [""],
  listNodeAllocations: ["", "?limit=1"],
  getScheduler: [""],
  listPlans: ["", "?limit=1&state=open,expired&author=nobody&job=another&namespace=*"],
  getPlan: [""],
  listPlannedInstances: ["", "?limit=1"],
  getPlanNow: ["", "?from=0&limit=1"],
  comparePlans: [""],
  getNamespaceRules: [""],
  getRetention: [""],
  listAudit: ["", "?limit=1", "?who=nobody&door=dashboard&action=registerJob&namespace=default"],
  listJobAudit: ["", "?limit=1&action=registerJob"],
  definitionSchema: [""],
  openapi: [""],
};

const params = (): Readonly<Record<string, string>> => ({
  namespace,
  job: id,
  allocation,
  node,
  evaluation,
  deployment,
  plan,
  other: plan,
});

test("every reply of a read is as the contract says", { timeout: 60_000 }, async () => {
  for (const [name, queries] of Object.entries(reads) as [ApiRouteName, readonly string[]][]) {
    for (const query of queries) {
      const answer = await server.ask(apiPath(name, params()) + query);
      expect([name, query, answer.status, misfit(name, answer)]).toEqual([name, query, 200, undefined]);
    }
  }
});

test("every allocation's reply is as the contract says", { timeout: 60_000 }, async () => {
  for (const one of await server.allocations(id)) {
    const answer = await server.ask(apiPath("getAllocation", { allocation: one.id }));
    expect(misfit("getAllocation", answer)).toBeUndefined();
  }
});

test("no route that reads is left out", () => {
  const others = ["readLog", "live"];
  const reading = Object.entries(apiRoutes).flatMap(([name, { method }]) => (method === "GET" ? [name] : []));
  expect([...Object.keys(reads), ...others].toSorted()).toEqual(reading.toSorted());
});

test("what a route does not know is a problem as the contract says", { timeout: 60_000 }, async () => {
  const nowhere = {
    namespace: "no such",
    job: "no/such",
    allocation: "no-such",
    evaluation: "no-such",
    deployment: "no-such",
    node: "no-such",
    plan: "no-such",
    other: "no-such",
    task: "no",
    stream: "stdout",
  };
  const paths = Object.entries(apiRoutes).flatMap(([name, { method, path }]) =>
    method === "GET" && path.includes("{") ? [apiPath(name as ApiRouteName, nowhere)] : [],
  );
  for (const path of [
    ...paths,
    "/api/nothing",
    "/api/jobs?limit=0",
    "/api/jobs?cursor=none",
    "/api/nodes?cursor=none",
  ]) {
    const answer = await server.ask(path);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect([path, problem.parse(answer.json()).status]).toEqual([path, answer.status]);
  }
});

test("the pages of a list of one hold every job once", { timeout: 60_000 }, async () => {
  const seen: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const answer = await server.ask(`/api/jobs?limit=1${next === "" ? "" : `&cursor=${encodeURIComponent(next)}`}`);
    const page = answer.json<{ readonly items: { readonly id: string }[]; readonly next: string | null }>();
    seen.push(...page.items.map((job) => job.id));
    next = page.next;
  }
  expect(seen.toSorted()).toEqual(["another", id]);
});

const changes: readonly Change[] = [
  { type: "register", definition: definitionOf({ id: "changing", count: 2 }) },
  { type: "register", definition: { Job: definitionOf({ id: "changing", count: 2, memory: 20 }) } },
  { type: "scale", namespace, id: "changing", group: "group", count: 1 },
  { type: "revert", namespace, id: "changing", version: 0 },
  { type: "stop", namespace, id: "changing" },
  { type: "start", namespace, id: "changing" },
  { type: "purge", namespace, id: "changing" },
];

test("plans and what is applied of them are as the contract says", { timeout: 60_000 }, async () => {
  for (const change of changes) {
    const planned = await server.ask("/api/plan", { body: { change } });
    expect(misfit("plan", planned)).toBeUndefined();
    const { base } = planned.json<{ readonly base: { readonly jobModifyIndex: number } }>();
    const stale = await server.apply(change, base.jobModifyIndex + 1);
    expect(problem.parse(stale.json())).toMatchObject({ kind: "stale-plan", checkIndex: base.jobModifyIndex });
    const applied = await server.apply(change, base.jobModifyIndex);
    expect(misfit("apply", applied)).toBeUndefined();
  }
});

test("a definition with faults is refused as the contract says", { timeout: 60_000 }, async () => {
  for (const path of ["/api/plan", "/api/apply"]) {
    const answer = await server.ask(path, {
      body: { change: { type: "register", definition: { ID: "a b", Nonsense: 1 } } },
    });
    expect(answer.status).toBe(422);
    expect(problem.parse(answer.json()).problems?.length).toBeGreaterThan(0);
  }
});

test("restarts and what is asked of their rollouts answer as the contract says", { timeout: 60_000 }, async () => {
  const body = { instances: [{ from: 0, to: 0 }], rollout: { startPaused: true, maxParallel: 1 } };
  const restarted = await server.ask(apiPath("restartJob", { namespace, job: "another" }), { body });
  expect(misfit("restartJob", restarted)).toBeUndefined();
  const { deploymentId } = restarted.json<{ readonly deploymentId: string }>();
  const begun = { deployment: deploymentId };
  for (const name of ["resumeDeployment", "pauseDeployment", "abortDeployment"] as const) {
    const answer = await server.ask(apiPath(name, begun), { method: "POST" });
    expect([answer.status, misfit(name, answer)]).toEqual([200, undefined]);
  }
  expect(misfit("getDeployment", await server.ask(apiPath("getDeployment", begun)))).toBeUndefined();
});

test("tokens, sessions and stopping an allocation answer as the contract says", { timeout: 60_000 }, async () => {
  const made = await server.ask("/api/tokens", { body: { name: "one", role: "viewer", namespaces: ["a"] } });
  expect(misfit("createToken", made)).toBeUndefined();
  const token = made.json<{ readonly id: string }>().id;
  const deleted = await server.ask(apiPath("deleteToken", { token }), { method: "DELETE" });
  expect(misfit("deleteToken", deleted)).toBeUndefined();
  const { cookie } = await signIn(server);
  const session = await server.ask("/api/session", { token: null, headers: { Cookie: cookie } });
  expect(misfit("session", session)).toBeUndefined();
  const running = (await server.whenState("another", "running")).id;
  const stopped = await server.ask(apiPath("stopAllocation", { allocation: running }), { method: "POST" });
  expect(misfit("stopAllocation", stopped)).toBeUndefined();
});

test(
  "what is done with saved plans, rules and what-ifs answers as the contract says",
  { timeout: 60_000 },
  async () => {
    const change = { type: "register", definition: definitionOf({ id: "planned" }) };
    const other = await makeToken(server, "operator");
    const saved = await server.ask("/api/plans", { body: { change }, token: other });
    expect(misfit("savePlan", saved)).toBeUndefined();
    const mine = saved.json<SavedPlanReply>().saved.id;
    const approved = await server.ask(apiPath("approvePlan", { plan: mine }), { body: {} });
    expect(misfit("approvePlan", approved)).toBeUndefined();
    const applied = await server.ask(apiPath("applyPlan", { plan: mine }), { body: {} });
    expect(misfit("applyPlan", applied)).toBeUndefined();
    const rejected = await server.ask(apiPath("rejectPlan", { plan }), { body: { comment: "no" } });
    expect(misfit("rejectPlan", rejected)).toBeUndefined();
    for (const one of [plan, mine])
      expect(misfit("getPlan", await server.ask(apiPath("getPlan", { plan: one })))).toBeUndefined();
    const rules = apiPath("setNamespaceRules", { namespace: "ruled" });
    expect(
      misfit("setNamespaceRules", await server.ask(rules, { method: "PUT", body: { approval: true } })),
    ).toBeUndefined();
    for (const body of [
      { type: "drain", node },
      { type: "lose", node },
      { type: "count", namespace, id, group: "pair", count: 3 },
    ])
      expect(misfit("whatIf", await server.ask("/api/what-if", { body }))).toBeUndefined();
  },
);

test("a log is read by range, and downloaded under a plain name", { timeout: 60_000 }, async () => {
  const path = apiPath("readLog", { allocation, task: "main", stream: "stdout" });
  const range = await until(
    () => server.ask(`${path}?offset=-3&limit=2`),
    ({ text }) => text !== "",
  );
  expect(range.text).toBe("ut");
  const extent = ["x-log-head", "x-log-offset", "x-log-size"].map((name) => range.headers.get(name));
  expect(extent).toEqual(["0", "1", "4"]);
  const whole = await server.ask(`${path}?download=true`);
  expect(whole.text).toBe("out\n");
  expect(whole.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+"$/);
});

test("the OpenAPI document lists every route", { timeout: 60_000 }, async () => {
  const { paths } = (await server.ask("/api/openapi.json")).json<{
    readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
  }>();
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => `${operationId}: ${method.toUpperCase()} ${path}`),
  );
  const routes = Object.entries(apiRoutes).map(([name, { method, path }]) => `${name}: ${method} ${path}`);
  expect(listed.toSorted()).toEqual(routes.toSorted());
});
