import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { DeploymentDetail, DeploymentInstances, DeploymentList, RestartReply } from "@longshore/api/deployments";
import { must } from "@longshore/core/invariant";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { definitionOf, quickly, scriptOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const timeout = 120_000;

const list = async (query = "", token = server.token): Promise<DeploymentList> =>
  (await server.ask(`/api/deployments${query}`, { token })).json<DeploymentList>();
const listOf = async (job: string, query = ""): Promise<DeploymentList> =>
  (await server.ask(`/api/jobs/default/${job}/deployments${query}`)).json<DeploymentList>();
const detail = async (id: string): Promise<DeploymentDetail> =>
  (await server.ask(`/api/deployments/${id}`)).json<DeploymentDetail>();
const instances = async (id: string, query = ""): Promise<DeploymentInstances> =>
  (await server.ask(`/api/deployments/${id}/instances${query}`)).json<DeploymentInstances>();
const ask = (id: string, verb: string, body?: object, token = server.token): Promise<Answer> =>
  server.ask(`/api/deployments/${id}/${verb}`, { method: "POST", token, ...(body === undefined ? {} : { body }) });

/** The job's newest rollout. */
const newestOf = async (job: string): Promise<DeploymentDetail> => {
  const { deployment } = await server.job(job);
  return detail(must(deployment, "rollout").id);
};
const whenNewest = (
  job: string,
  isWanted: (deployment: DeploymentDetail) => boolean,
  what: string,
): Promise<DeploymentDetail> => until(() => newestOf(job), isWanted, `of job ${job}: ${what}`);
const whenDone = (job: string, version = 0): Promise<DeploymentDetail> =>
  whenNewest(job, (one) => one.version === version && one.status === "successful", `version ${String(version)} done`);

/** One that runs, and changes its version with `mark`. */
const service = (id: string, more: { readonly count?: number; readonly mark?: string; readonly update?: object }) =>
  definitionOf({
    id,
    count: more.count ?? 3,
    env: { MARK: more.mark ?? "first" },
    update: { ...quickly, ...more.update },
  });

/** A second version whose instances end at once, and fail. */
const broken = (id: string, update: object, count = 3) =>
  scriptOf("exit 1", { id, count, env: { MARK: "broken" }, update: { ...quickly, ...update } });

const audited = (): readonly string[] => {
  const db = new DatabaseSync(join(server.dataDir, "longshore.db"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT action, object, who FROM audit ORDER BY seq").all();
    return rows.map(({ action, object, who }) => `${String(action)} ${String(object)} ${String(who)}`);
  } finally {
    db.close();
  }
};

test("[U20] a rollout tells how it goes about it, how far it is, and what happened to it", { timeout }, async () => {
  await server.register(service("told", { update: { Canary: 0, AutoRevert: true, Stagger: "10s" } }));
  const done = await whenDone("told");
  expect(done).toMatchObject({
    namespace: "default",
    jobId: "told",
    kind: "update",
    version: 0,
    jobVersion: 0,
    from: null,
    instances: null,
    awaitsPromotion: false,
    counts: { waiting: 0, moving: 0, healthy: 3, unhealthy: 0 },
    takesBack: null,
    takenBackBy: null,
    progressBy: null,
    created: { door: "dashboard" },
  });
  expect(done.groups).toMatchObject([
    {
      name: "group",
      desiredTotal: 3,
      placed: 3,
      healthy: 3,
      unhealthy: 0,
      policy: {
        maxParallel: 1,
        stagger: "10s",
        minHealthyTime: "50 ms",
        healthyDeadline: "1h",
        progressDeadline: "2h",
        healthCheck: "task_states",
        autoRevert: true,
        toleratedFailures: null,
      },
    },
  ]);
  expect(done.events.map(({ status, by }) => [status, by?.door ?? null])).toEqual([
    ["running", "dashboard"],
    ["successful", null],
  ]);
  expect(Object.values(done.can).map(({ ok, why }) => [ok, why])).toEqual(
    Array.from({ length: 5 }, () => [false, "It is over: it was successful"]),
  );
  expect(await server.job("told")).toMatchObject({ deployment: { id: done.id, status: "successful" }, stable: true });
});

test("[U20] rollouts are listed by page, of one job and of all, by status, newest first", { timeout }, async () => {
  for (const mark of ["1", "2", "3"])
    await server.register(service("listed", { mark, update: { MinHealthyTime: "30m" } }));
  const ids = (await listOf("listed")).items.map(({ id }) => id);
  expect((await listOf("listed")).items.map(({ version, status }) => [version, status])).toMatchObject([
    [2, "running"],
    [1, "cancelled"],
    [0, "cancelled"],
  ]);
  const seen: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const page: DeploymentList = await listOf("listed", `?limit=1${next === "" ? "" : `&cursor=${next}`}`);
    seen.push(...page.items.map(({ id }) => id));
    next = page.next;
  }
  expect(seen).toEqual(ids);
  const cancelled = await list("?status=cancelled,failed&limit=500");
  expect(cancelled.items.map(({ id }) => id)).toEqual(expect.arrayContaining(ids.slice(1)));
  expect(cancelled.items.some(({ status }) => status !== "cancelled" && status !== "failed")).toBe(false);
  expect((await list("?status=none-such")).items).toEqual([]);
  expect((await server.ask("/api/deployments?cursor=none")).status).toBe(400);
});

test("[U20] of namespaces that a token is not for nothing is told", { timeout }, async () => {
  await server.register({ ...service("theirs", { update: { MinHealthyTime: "30m" } }), Namespace: "theirs" });
  const mine = await makeToken(server, "operator", ["mine"]);
  const theirs = await makeToken(server, "operator", ["theirs"]);
  const seen = await list("", theirs);
  expect(seen.items.map(({ jobId }) => jobId)).toEqual(["theirs"]);
  expect((await list("", mine)).items).toEqual([]);
  expect((await list("?namespace=theirs", mine)).items).toEqual([]);
  const id = must(seen.items[0], "rollout").id;
  for (const path of ["", "/instances"])
    expect((await server.ask(`/api/deployments/${id}${path}`, { token: mine })).status).toBe(404);
  expect((await ask(id, "abort", undefined, mine)).status).toBe(404);
  expect((await ask(id, "abort", undefined, theirs)).status).toBe(200);
});

test("[U26] what begins paused changes nothing until it is resumed", { timeout }, async () => {
  await server.register(service("patient", { count: 2 }));
  await whenDone("patient");
  const before = (await server.allocations("patient")).map(({ id }) => id);
  const definition = service("patient", { count: 2, mark: "second" });
  const answer = await server.apply({ type: "register", definition, rollout: { startPaused: true, maxParallel: 2 } });
  expect(answer.status).toBe(200);
  const paused = await newestOf("patient");
  expect(paused).toMatchObject({
    status: "paused",
    version: 1,
    from: 0,
    counts: { waiting: 2, moving: 0 },
    groups: [{ policy: { maxParallel: 2 } }],
    can: { pause: { ok: false, why: "It is paused already" }, resume: { ok: true }, promote: { ok: false } },
  });
  await until(
    () => server.job("patient"),
    ({ evaluating }) => !evaluating,
  );
  expect((await server.allocations("patient")).map(({ id }) => id)).toEqual(before);
  expect((await instances(paused.id)).items).toMatchObject([
    { group: "group", index: 0, health: "waiting", canary: false, version: 0 },
    { group: "group", index: 1, health: "waiting", canary: false, version: 0 },
  ]);
  expect((await ask(paused.id, "resume")).status).toBe(200);
  const done = await whenDone("patient", 1);
  expect(done.events.map(({ status, by }) => [status, by?.by !== undefined])).toEqual([
    ["paused", true],
    ["running", true],
    ["successful", false],
  ]);
});

test(
  "[U21] each instance is listed with how far it is, by page, and afterwards what came of it",
  { timeout },
  async () => {
    await server.register(service("counted", { count: 3 }));
    const { id } = await whenDone("counted");
    const all = await instances(id);
    expect(all.items.map(({ health, version, canary }) => [health, version, canary])).toEqual(
      Array.from({ length: 3 }, () => ["healthy", 0, false]),
    );
    const allocations = await server.allocations("counted");
    expect(new Set(all.items.map(({ allocation }) => allocation))).toEqual(new Set(allocations.map((one) => one.id)));
    expect(new Set(all.items.map(({ nodeName }) => nodeName))).toEqual(new Set([allocations[0]?.nodeName]));
    const definition = service("counted", { count: 3, mark: "second" });
    await server.apply({ type: "register", definition, rollout: { startPaused: true } });
    const paused = await newestOf("counted");
    const first = await instances(paused.id, "?limit=2");
    expect(first.items.map(({ index, health }) => [index, health])).toEqual([
      [0, "waiting"],
      [1, "waiting"],
    ]);
    const second = await instances(paused.id, `?limit=2&cursor=${first.next ?? ""}`);
    expect([second.items.map(({ index }) => index), second.next]).toEqual([[2], null]);
    expect((await server.ask(`/api/deployments/${paused.id}/instances?cursor=none`)).status).toBe(400);
    const numbers = async (query: string): Promise<readonly number[]> =>
      (await instances(paused.id, query)).items.map(({ index }) => index);
    expect(await numbers("?health=waiting&group=group&limit=2")).toEqual([0, 1]);
    expect(await numbers("?health=waiting&group=other")).toEqual([]);
    expect(await numbers("?health=healthy")).toEqual([]);
    const ended = async (query: string): Promise<number> => (await instances(id, query)).items.length;
    expect([await ended("?health=healthy&limit=2"), await ended("?health=unhealthy&limit=1")]).toEqual([2, 0]);
    expect((await server.ask(`/api/deployments/${id}/instances?health=fine`)).status).toBe(400);
  },
);

test(
  "[U22] it is paused, resumed and aborted once that can be, by whom is kept, and refusals say why",
  { timeout },
  async () => {
    await server.register(service("steered", {}));
    await whenDone("steered");
    const definition = service("steered", { mark: "second", update: { MinHealthyTime: "30m" } });
    await server.apply({ type: "register", definition, rollout: { startPaused: true } });
    const { id } = await newestOf("steered");
    const viewer = await makeToken(server, "viewer");
    for (const verb of ["pause", "resume", "fail", "abort"])
      expect((await ask(id, verb, undefined, viewer)).status).toBe(403);
    expect((await ask(id, "promote", {}, viewer)).status).toBe(403);
    expect((await server.ask(`/api/deployments/${id}`, { token: viewer })).json()).toMatchObject({
      can: { resume: { ok: false, why: expect.stringContaining("operator") as string } },
    });
    expect((await ask(id, "promote", {})).json()).toMatchObject({ kind: "conflict" });
    expect((await ask(id, "promote", { groups: [] })).status).toBe(400);
    expect((await ask(id, "resume")).status).toBe(200);
    expect((await ask(id, "pause")).status).toBe(200);
    expect((await ask(id, "abort")).status).toBe(200);
    const over = await detail(id);
    expect(over).toMatchObject({
      status: "cancelled",
      can: { abort: { ok: false, why: "It is over: it was cancelled" } },
    });
    const who = over.events.map(({ by }) => by?.by);
    expect(new Set(who).size).toBe(1);
    for (const verb of ["pause", "abort", "fail"]) expect((await ask(id, verb)).json()).toMatchObject({ status: 409 });
    expect((await ask("no-such", "pause")).status).toBe(404);
    const lines = audited().filter((line) => line.includes(id));
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["resumeDeployment", "pauseDeployment", "abortDeployment"]);
    expect(new Set(lines.map((line) => line.split(" ").slice(2).join(" ")))).toEqual(new Set(who));
  },
);

test("[U22] canaries are promoted once they are healthy", { timeout }, async () => {
  await server.register(service("birds", { count: 2 }));
  await whenDone("birds");
  const update = { Canary: 1 };
  await server.register(service("birds", { count: 2, mark: "second", update }));
  const waiting = await whenNewest(
    "birds",
    ({ version, can }) => version === 1 && can.promote.ok,
    "a canary that can be promoted",
  );
  expect(waiting).toMatchObject({
    status: "running",
    awaitsPromotion: true,
    groups: [{ desiredCanaries: 1, canaries: { healthy: 1, moving: 0 }, promoted: false, awaitsPromotion: true }],
    counts: { healthy: 1, waiting: 1 },
  });
  expect((await instances(waiting.id)).items.filter(({ canary }) => canary)).toMatchObject([
    { health: "healthy", version: 1 },
  ]);
  expect((await ask(waiting.id, "promote", { groups: ["group"] })).status).toBe(200);
  const done = await whenDone("birds", 1);
  expect(done.groups).toMatchObject([{ promoted: true, awaitsPromotion: false }]);
});

test("[U22] a canary that is not healthy is not promoted, and says so", { timeout }, async () => {
  await server.register(service("sick", { count: 2 }));
  await whenDone("sick");
  await server.register(broken("sick", { Canary: 1 }, 2));
  const ill = await whenNewest("sick", ({ counts }) => counts.unhealthy === 1, "an unhealthy canary");
  expect(ill.can.promote).toEqual({ ok: false, why: "Of the canaries of group 0 of 1 are healthy" });
  expect((await ask(ill.id, "promote", {})).json()).toMatchObject({
    title: 'Of the canaries of "group" 0 of 1 are healthy; nothing was changed',
  });
});

test("[U20] [U22] a rollout that fails is taken back by one that names it", { timeout }, async () => {
  await server.register(service("back", { count: 2 }));
  await whenDone("back");
  await server.register(
    service("back", { count: 2, mark: "second", update: { AutoRevert: true, MinHealthyTime: "59m" } }),
  );
  const failing = await whenNewest("back", ({ version }) => version === 1, "the second version");
  expect((await ask(failing.id, "fail")).status).toBe(200);
  const back = await whenDone("back", 2);
  const failed = await detail(failing.id);
  expect(failed).toMatchObject({ status: "failed", takenBackBy: { id: back.id, version: 2 } });
  expect(back).toMatchObject({ takesBack: { id: failing.id, version: 1, status: "failed" }, takenBackBy: null });
  const definition = (await server.ask("/api/jobs/default/back/definition")).text;
  expect([definition.includes("first"), definition.includes("second")]).toEqual([true, false]);
});

test("[U25] what runs is restarted by a rollout: all of it, or the instances that are named", { timeout }, async () => {
  await server.register(service("again", { count: 3 }));
  await whenDone("again");
  const before = await server.allocations("again");
  const idOf = (all: typeof before, index: number): string | undefined =>
    all.find((one) => one.index === index && one.state === "running")?.id;
  const restart = (body: object, token = server.token): Promise<Answer> =>
    server.ask("/api/jobs/default/again/restart", { body, token });
  expect((await restart({}, await makeToken(server, "viewer"))).status).toBe(403);
  expect((await restart({ instances: [{ from: 2, to: 1 }] })).status).toBe(400);
  expect((await restart({ checkIndex: 1 })).json()).toMatchObject({ kind: "stale-plan" });
  const some = await restart({ instances: [{ from: 1, to: 1 }], rollout: { maxParallel: 1 } });
  const { deploymentId, version } = some.json<RestartReply>();
  expect([some.status, version]).toEqual([200, 1]);
  const done = await whenDone("again", 1);
  expect(done).toMatchObject({ id: deploymentId, kind: "restart", instances: [{ from: 1, to: 1 }], from: 0 });
  const after = await server.allocations("again");
  expect([0, 1, 2].map((index) => idOf(after, index) === idOf(before, index))).toEqual([true, false, true]);
  await restart({ rollout: { maxParallel: 0 } });
  await whenDone("again", 2);
  const last = await server.allocations("again");
  expect([0, 1, 2].map((index) => idOf(last, index) === idOf(after, index))).toEqual([false, false, false]);
  await server.apply({ type: "stop", namespace: "default", id: "again" });
  expect((await restart({})).json()).toMatchObject({ title: 'Job "again" is stopped; nothing was changed' });
  expect(await server.job("again")).toMatchObject({ can: { restart: { ok: false } } });
  await server.register(scriptOf("exit 0", { id: "ends", type: "batch" }));
  expect(await server.job("ends")).toMatchObject({
    can: { restart: { ok: false, why: "A batch job has no rollouts" } },
  });
});

/** Nothing of it ever becomes healthy. */
const stuck = (id: string) =>
  scriptOf("exit 1", { id, update: { ...quickly, HealthyDeadline: "1s", ProgressDeadline: "2s" } });

test("[U24] what comes due of a rollout is done at its time", { timeout }, async () => {
  await server.register(stuck("late"));
  const failed = await whenNewest("late", ({ status }) => status === "failed", "its failure");
  expect(failed.statusDescription).toContain("progress deadline");
});

test("[U24] and by the next server when it came due while none ran", { timeout }, async () => {
  const first = await startTestServer();
  await first.register(stuck("outlived"));
  await first.running.close();
  const second = await startTestServer({ dataDir: first.dataDir });
  try {
    await until(
      () => second.job("outlived"),
      ({ deployment }) => deployment?.status === "failed",
      "its failure",
    );
  } finally {
    await second.running.close();
    await first.dispose();
  }
});
