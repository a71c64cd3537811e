import type { ForceLaunchReply } from "@longshore/api/launches";
import { forceLaunchReply } from "@longshore/api/launches";
import { jobDetail, jobList, type JobList } from "@longshore/api/jobs";
import type { ApplyReply, PlanReply } from "@longshore/api/plans";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { until } from "../testing/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const yearly = (id: string, more: object = {}) => ({
  ...scriptOf("exit 0", { id, type: "batch" }),
  Periodic: { Specs: ["30 2 29 3 *"], TimeZone: "Europe/Vienna", ProhibitOverlap: true, ...more },
});
const force = (id: string, token?: string) =>
  server.ask(`/api/jobs/default/${id}/force-launch`, { method: "POST", ...(token === undefined ? {} : { token }) });

test("[W21] a plan shows the next five launches, and applying it runs nothing", { timeout: 60_000 }, async () => {
  const definition = yearly("planned");
  const plan = (
    await server.ask("/api/plan", { body: { change: { type: "register", definition } } })
  ).json<PlanReply>();
  expect(plan.instances).toEqual([]);
  expect(plan.nextLaunches).toHaveLength(5);
  expect(plan.nextLaunches[0]).toBeGreaterThan(Date.now());
  const applied = (await server.apply({ type: "register", definition })).json<ApplyReply>();
  expect(applied.evaluationId).toBeNull();
  const detail = await server.job("planned");
  expect(jobDetail.parse(detail)).toMatchObject({
    health: "running",
    periodic: true,
    parent: null,
    evaluating: false,
    launches: {
      schedule: {
        enabled: true,
        specs: ["30 2 29 3 *"],
        timeZone: "Europe/Vienna",
        prohibitOverlap: true,
        missedRuns: null,
      },
      next: plan.nextLaunches,
      last: null,
      skipped: null,
      children: { pending: 0, running: 0, dead: 0 },
    },
    can: { launch: { ok: true }, evaluate: { ok: false } },
  });
});

test("[W21] a schedule that cannot be read is refused with its place", async () => {
  const definition = yearly("bad", { Specs: ["30 2 29 3 *", "61 * * * *"] });
  const answer = await server.ask("/api/plan", { body: { change: { type: "register", definition } } });
  expect(answer.status).toBe(422);
  const { problems } = answer.json<{ readonly problems: readonly { readonly path: readonly unknown[] }[] }>();
  expect(problems[0]?.path).toEqual(["Periodic", "Specs", 1]);
});

test(
  "[W21] a forced launch names its child, which runs, is counted, and is listed under its parent",
  { timeout: 60_000 },
  async () => {
    await server.register(yearly("nightly"));
    const answer = await force("nightly");
    const { child } = forceLaunchReply.parse(answer.json<ForceLaunchReply>());
    expect(child).toMatch(/^nightly\/periodic-\d{10}$/);
    await until(
      () => server.job("nightly"),
      ({ launches }) => launches?.children.dead === 1,
      "a child that has ended",
    );
    const second = (await force("nightly")).json<ForceLaunchReply>();
    const listed = (await server.ask("/api/jobs?parent=nightly")).json<JobList>();
    expect(jobList.parse(listed)).toMatchObject({ total: 2 });
    expect(listed.items.map(({ id, parent }) => [id, parent])).toEqual([
      [second.child, "nightly"],
      [child, "nightly"],
    ]);
    const page = (await server.ask("/api/jobs?parent=nightly&limit=1&order=asc")).json<JobList>();
    expect(page.items.map(({ id }) => id)).toEqual([child]);
    const rest = (
      await server.ask(`/api/jobs?parent=nightly&limit=1&order=asc&cursor=${page.next ?? ""}`)
    ).json<JobList>();
    expect(rest.items.map(({ id }) => id)).toEqual([second.child]);
    expect((await server.ask("/api/jobs?parent=nobody")).json<JobList>()).toMatchObject({ items: [], total: 0 });
    const withoutChildren = (await server.ask("/api/jobs?q=nightly&children=hidden")).json<JobList>();
    expect(withoutChildren).toMatchObject({ items: [{ id: "nightly" }], total: 1, hidden: 2, next: null });
    expect((await server.ask("/api/jobs?q=nightly")).json<JobList>()).toMatchObject({ total: 3, hidden: 0 });
    expect((await server.ask("/api/jobs?children=some")).status).toBe(400);
    expect(await server.job("nightly")).toMatchObject({ launches: { last: { child: second.child, forced: true } } });
    expect(await server.job(child)).toMatchObject({
      parent: "nightly",
      periodic: false,
      launches: null,
      can: { launch: { ok: false } },
    });
  },
);

test("[W21] who may not, and what cannot be launched", { timeout: 60_000 }, async () => {
  await server.register(yearly("off", { Enabled: false }));
  await server.register(scriptOf("exit 0", { id: "plain", type: "batch" }));
  expect((await force("off")).json()).toMatchObject({
    title: 'The schedule of job "off" is off; nothing was launched',
  });
  expect((await force("plain")).json()).toMatchObject({ title: 'Job "plain" is not periodic; nothing was launched' });
  expect((await force("nobody")).status).toBe(404);
  expect((await force("off", await makeToken(server, "viewer"))).status).toBe(403);
  const became = await server.apply({ type: "register", definition: yearly("plain") });
  expect(became.json()).toMatchObject({ kind: "conflict" });
  expect((await server.ask("/api/jobs/default/off/evaluate", { method: "POST" })).status).toBe(409);
  expect(await server.job("off")).toMatchObject({
    launches: { next: [] },
    can: { launch: { ok: false, why: "Its schedule is off" } },
  });
});

test("[W4] the clock launches what is due, and it runs", { timeout: 60_000 }, async () => {
  await server.register({ ...yearly("often"), Periodic: { Specs: ["* * * * * * *"] } });
  await until(
    () => server.job("often"),
    ({ launches }) => (launches?.children.dead ?? 0) >= 2,
    "two children that have ended",
  );
  await server.apply({ type: "stop", namespace: "default", id: "often" });
  const { launches } = await server.job("often");
  expect(launches).toMatchObject({ next: [], last: { forced: false } });
});
