import { openReadStore } from "@longshore/store/store";
import type { NodeList } from "@longshore/api/nodes";
import { problem } from "@longshore/api/problem";
import type { Change } from "@longshore/api/plans";
import type {
  PlannedInstances,
  PlanNow,
  PlansCompared,
  SavedPlanDetail,
  SavedPlanList,
  SavedPlanReply,
} from "@longshore/api/saved-plans";
import type { VersionList } from "@longshore/api/jobs";
import type { WhatIfReply } from "@longshore/api/what-if";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../testing/client.ts";
import { definitionOf } from "../testing/definitions.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { makeToken } from "../testing/tokens.ts";
import { openLive } from "../testing/live-stream.ts";

let server: TestServer;
/** Operators of two names, a viewer, and an operator of another namespace. */
let alice: string;
let bob: string;
let viewer: string;
let stranger: string;

const makeNamed = async (name: string, role: string, namespaces: readonly string[] | null): Promise<string> => {
  const made = await server.ask("/api/tokens", { body: { name, role, namespaces } });
  return made.json<{ readonly secret: string }>().secret;
};

beforeAll(async () => {
  server = await startTestServer();
  [alice, bob] = [await makeNamed("alice", "operator", null), await makeNamed("bob", "operator", null)];
  [viewer, stranger] = [await makeToken(server, "viewer"), await makeToken(server, "operator", ["other"])];
});
afterAll(() => server.dispose());

const timeout = 60_000;

/** Nothing of it ever runs, so that nothing moves by itself. */
const still = (id: string, count = 1, more: object = {}) => ({
  ...definitionOf({ id, count }),
  Datacenters: ["nowhere"],
  ...more,
});
const register = (definition: object): Change => ({ type: "register", definition });
const scale = (id: string, count: number): Change => ({
  type: "scale",
  namespace: "default",
  id,
  group: "group",
  count,
});

const ok = (answer: Answer): Answer => {
  if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${answer.text.slice(0, 1000)}`);
  return answer;
};
const save = async (change: Change, token = alice): Promise<SavedPlanReply> =>
  ok(await server.ask("/api/plans", { body: { change, comment: "please" }, token })).json<SavedPlanReply>();
const act = (id: string, what: "approve" | "reject" | "apply", token = bob, body: object = {}): Promise<Answer> =>
  server.ask(`/api/plans/${id}/${what}`, { body, token });
const read = async <T>(path: string, token = viewer): Promise<T> => ok(await server.ask(path, { token })).json<T>();
const kindOf = (answer: Answer): string => problem.parse(answer.json()).kind;

describe("a saved plan", { timeout }, () => {
  test("[Y1] is returned with the plan, read by its id, and changes nothing", async () => {
    const { saved, plan } = await save(register(still("web", 2)));
    expect(saved).toMatchObject({
      namespace: "default",
      jobId: "web",
      type: "register",
      author: { door: "dashboard", by: "alice" },
      comment: "please",
      verdict: "open",
      base: { version: null, jobModifyIndex: 0 },
    });
    expect(saved.expiresAt - saved.createdAt).toBe(24 * 3_600_000);
    expect(plan.instances).toHaveLength(2);
    expect((await server.ask("/api/jobs/default/web")).status).toBe(404);
    const detail = await read<SavedPlanDetail>(`/api/plans/${saved.id}`, bob);
    expect(detail).toMatchObject({ ...saved, instances: 2, needsApproval: false });
    expect(detail.change).toMatchObject({ type: "register", definition: { ID: "web" } });
    expect(detail.plan?.counts).toEqual(plan.counts);
    expect(detail.can).toEqual({ approve: { ok: true }, reject: { ok: true }, apply: { ok: true } });
    const own = await read<SavedPlanDetail>(`/api/plans/${saved.id}`, alice);
    expect(own.can.approve).toEqual({ ok: false, why: "You made it: somebody else has to approve it" });
  });

  test("[Y7] is applied once; the version names it", async () => {
    await server.register(still("applied"));
    const { saved } = await save(scale("applied", 3));
    const applied = ok(await act(saved.id, "apply")).json();
    expect(applied).toMatchObject({
      version: 1,
      plan: { verdict: "applied", applied: { by: { by: "bob" }, version: 1 } },
    });
    const versions = await read<VersionList>("/api/jobs/default/applied/versions");
    expect(versions.items.map(({ plan }) => plan)).toEqual([saved.id, null]);
    expect(kindOf(await act(saved.id, "apply"))).toBe("conflict");
    expect(await read<PlanNow>(`/api/plans/${saved.id}/now`)).toMatchObject({ truth: "over", verdict: "applied" });
  });

  test("[Y7] of a restart, a revert and a purge is applied like any other", async () => {
    await server.register(still("changed"));
    const name = { namespace: "default", id: "changed" };
    for (const [change, version] of [
      [{ type: "restart", ...name, instances: [{ from: 0, to: 0 }] }, 1],
      [scale("changed", 2), 2],
      [{ type: "revert", ...name, version: 0 }, 3],
      [{ type: "stop", ...name }, 4],
      [{ type: "start", ...name }, 5],
      [{ type: "purge", ...name }, null],
    ] as const) {
      const { saved } = await save(change as Change);
      expect(saved.type).toBe(change.type);
      const detail = await read<SavedPlanDetail>(`/api/plans/${saved.id}`);
      expect(detail.change).toEqual(change);
      const applied = ok(await act(saved.id, "apply")).json();
      expect(applied).toMatchObject({ plan: { verdict: "applied", applied: { version } } });
    }
    expect((await server.ask("/api/jobs/default/changed")).status).toBe(404);
  });

  test("[Y6] is refused while it is stale, says what moved, and is applied under the digest of what it is now", async () => {
    await server.register(still("stale"));
    const { saved } = await save(scale("stale", 3));
    expect(await read<PlanNow>(`/api/plans/${saved.id}/now`)).toMatchObject({
      truth: "true",
      why: [],
      digestNow: saved.digest,
    });
    await server.register(still("stale", 2));
    const now = await read<PlanNow>(`/api/plans/${saved.id}/now`);
    expect(now).toMatchObject({ truth: "stale", moved: { job: { from: 0, to: 1 } } });
    expect(now.why[0]).toMatch(/^The job went from version 0 to 1 by /);
    expect(now.moved.comparison?.lines).toMatchObject([
      { path: ["group group", "Count"], a: { old: "1" }, b: { old: "2" } },
    ]);
    const refused = await act(saved.id, "apply");
    expect(problem.parse(refused.json())).toMatchObject({ kind: "stale-plan", status: 409, digest: now.digestNow });
    expect(problem.parse(refused.json()).detail).toContain("The job went from version 0 to 1");
    expect(kindOf(await act(saved.id, "apply", bob, { reviewed: saved.digest }))).toBe("stale-plan");
    expect(ok(await act(saved.id, "apply", bob, { reviewed: now.digestNow })).json()).toMatchObject({ version: 2 });
  });

  test("[Y5] whose job is gone says that its change cannot be made", async () => {
    await server.register(still("gone"));
    const { saved } = await save(scale("gone", 3));
    await server.apply({ type: "purge", namespace: "default", id: "gone" });
    expect(await read<PlanNow>(`/api/plans/${saved.id}/now`)).toMatchObject({
      truth: "stale",
      digestNow: null,
      refused: 'There is no job "gone" in namespace "default"',
      why: ["The job is gone"],
    });
    expect(kindOf(await act(saved.id, "apply"))).toBe("stale-plan");
  });

  test("[Y4] is approved by somebody else, and [Y3] rejected by anybody until it is applied", async () => {
    const { saved } = await save(register(still("reviewed")));
    expect(kindOf(await act(saved.id, "approve", alice))).toBe("forbidden");
    const approved = ok(await act(saved.id, "approve", bob, { comment: "go" })).json();
    expect(approved).toMatchObject({ plan: { verdict: "approved", review: { comment: "go", by: { by: "bob" } } } });
    expect(ok(await act(saved.id, "reject", alice)).json()).toMatchObject({ plan: { verdict: "rejected" } });
    for (const what of ["approve", "reject", "apply"] as const)
      expect(kindOf(await act(saved.id, what))).toBe("conflict");
  });

  test("[Y9] is compared with another one", async () => {
    await server.register(still("compared"));
    const a = await save(scale("compared", 2));
    const b = await save(scale("compared", 3));
    const found = await read<PlansCompared>(`/api/plans/${a.saved.id}/compare/${b.saved.id}`);
    expect(found).toMatchObject({ isSame: false, total: 1, a: { id: a.saved.id }, b: { id: b.saved.id } });
    expect(found.instances).toMatchObject([{ index: 2, a: null, b: { verb: "wait" } }]);
    expect(found.lines).toMatchObject([{ path: ["group group", "Count"], a: { new: "2" }, b: { new: "3" } }]);
    expect(await read<PlansCompared>(`/api/plans/${a.saved.id}/compare/${a.saved.id}`)).toMatchObject({ isSame: true });
  });

  test("[Y11] of thousands of instances is worked out beside, read in pages, and applied", async () => {
    const { saved, plan } = await save(register(still("big", 3000)));
    expect(plan.instances).toHaveLength(3000);
    const seen: string[] = [];
    let cursor = "";
    do {
      const path = `/api/plans/${saved.id}/instances?limit=700${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page = await read<PlannedInstances>(path);
      expect(page.total).toBe(3000);
      seen.push(...page.items.map(({ group, index }) => `${group}[${String(index)}]`));
      cursor = page.next ?? "";
    } while (cursor !== "");
    expect(seen).toEqual(plan.instances.map(({ group, index }) => `${group}[${String(index)}]`));
    expect(await read<PlanNow>(`/api/plans/${saved.id}/now`)).toMatchObject({ truth: "true" });
    ok(await act(saved.id, "apply"));
    expect((await server.job("big")).groups[0]?.count).toBe(3000);
  });
});

describe("the list of plans", { timeout }, () => {
  test("[Y21] is newest first, by namespace, job, verdict and author, in pages", async () => {
    const made: string[] = [];
    for (const by of [alice, bob, alice]) made.unshift((await save(register(still("listed")), by)).saved.id);
    ok(await act(made[0] ?? "", "reject"));
    const ids = async (query: string): Promise<readonly string[]> =>
      (await read<SavedPlanList>(`/api/plans?job=listed${query}`)).items.map(({ id }) => id);
    expect(await ids("")).toEqual(made);
    expect(await ids("&author=bob")).toEqual([made[1]]);
    expect(await ids("&state=open")).toEqual(made.slice(1));
    expect(await ids("&state=rejected,applied")).toEqual([made[0]]);
    expect(await ids("&namespace=nowhere")).toEqual([]);
    const first = await read<SavedPlanList>("/api/plans?job=listed&limit=2");
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
    expect(await ids(`&limit=2&cursor=${first.next ?? ""}`)).toEqual(made.slice(2));
    expect(kindOf(await server.ask("/api/plans?cursor=none"))).toBe("bad-request");
  });
});

describe("who may", { timeout }, () => {
  test("[Y20] viewers read, operators save, review and apply, and a plan of another namespace is not there", async () => {
    const { saved } = await save(register(still("mine")));
    for (const path of ["", "/now", "/instances", `/compare/${saved.id}`]) {
      expect((await server.ask(`/api/plans/${saved.id}${path}`, { token: viewer })).status).toBe(200);
      expect((await server.ask(`/api/plans/${saved.id}${path}`, { token: stranger })).status).toBe(404);
    }
    expect((await read<SavedPlanList>("/api/plans", stranger)).items).toEqual([]);
    for (const what of ["approve", "reject", "apply"] as const) {
      expect((await act(saved.id, what, viewer)).status).toBe(403);
      expect((await act(saved.id, what, stranger)).status).toBe(404);
    }
    const body = { change: register(still("mine")) };
    expect((await server.ask("/api/plans", { body, token: viewer })).status).toBe(403);
    expect((await server.ask("/api/plans", { body, token: stranger })).status).toBe(403);
    expect((await read<SavedPlanDetail>(`/api/plans/${saved.id}`)).can.apply.ok).toBe(false);
  });

  test("[Y20] a plan lends nobody a role: what an administrator planned for another user only an administrator applies", async () => {
    const definition = definitionOf({ id: "somebody" });
    const tasks = definition.TaskGroups[0]?.Tasks.map((task) => ({ ...task, User: "nobody" }));
    const named = {
      ...definition,
      Datacenters: ["nowhere"],
      TaskGroups: [{ ...definition.TaskGroups[0], Tasks: tasks }],
    };
    const { saved } = await save(register(named), server.token);
    expect(kindOf(await act(saved.id, "apply", bob))).toBe("forbidden");
    ok(await act(saved.id, "apply", server.token));
  });

  test("[Y20] administrators set a namespace's rules, everybody there reads them", async () => {
    const path = "/api/namespaces/default/rules";
    expect(await read(path)).toMatchObject({ namespace: "default", approval: false, can: { change: { ok: false } } });
    expect((await server.ask(path, { token: stranger })).status).toBe(404);
    expect((await server.ask(path, { method: "PUT", body: { approval: true }, token: bob })).status).toBe(403);
    expect((await server.ask("/api/namespaces/a%20b/rules")).status).toBe(400);
  });
});

describe("a namespace that asks for approval", { timeout }, () => {
  const ruled = { Namespace: "ruled" };
  const name = { namespace: "ruled", id: "careful" } as const;

  test("[Y8] refuses every door a change that nobody else approved; a stop, a plan and an approved plan it takes", async () => {
    ok(await server.apply(register(still("careful", 1, ruled))));
    ok(await server.ask("/api/namespaces/ruled/rules", { method: "PUT", body: { approval: true } }));
    const definition = still("careful", 2, ruled);
    const refused = await server.apply(register(definition));
    expect([refused.status, kindOf(refused)]).toEqual([403, "approval-needed"]);
    const nomad = await server.ask("/v1/jobs", { body: { Job: definition } });
    expect([nomad.status, nomad.text]).toEqual([403, expect.stringContaining('namespace "ruled" takes changes only')]);
    const scaled = await server.ask("/v1/job/careful/scale?namespace=ruled", {
      body: { Count: 5, Target: { Group: "group" } },
    });
    expect(scaled.status).toBe(403);
    expect((await server.ask("/v1/job/careful?namespace=ruled&purge=true", { method: "DELETE" })).status).toBe(403);
    ok(await server.apply({ type: "stop", ...name }));

    const { saved } = await save({ type: "start", ...name });
    expect(await read<SavedPlanDetail>(`/api/plans/${saved.id}`, bob)).toMatchObject({
      needsApproval: true,
      can: { apply: { ok: false, why: "Somebody other than its author has to approve it first" } },
    });
    expect(kindOf(await act(saved.id, "apply", alice))).toBe("approval-needed");
    ok(await act(saved.id, "approve", bob));
    ok(await act(saved.id, "apply", alice));
    expect((await server.job("careful", "ruled")).stop).toBe(false);
  });
});

describe("what is told of it", { timeout }, () => {
  test("[Y23] the audit log names the plan that something was done to, and that a change came from", async () => {
    await server.register(still("audited"));
    const { saved } = await save(scale("audited", 2));
    ok(await act(saved.id, "approve"));
    ok(await act(saved.id, "apply"));
    const store = openReadStore(join(server.dataDir, "longshore.db"));
    const rows = store.auditRows({ limit: 4 }).items;
    store.close();
    expect(rows.map(({ who, action, object, plan }) => [who, action, object, plan])).toEqual([
      ["bob", "scaleJob", "audited", saved.id],
      ["bob", "approvePlan", "audited", saved.id],
      ["alice", "savePlan", "audited", saved.id],
      [expect.any(String), "registerJob", "audited", null],
    ]);
  });

  test("[Y22] the live stream names plans that changed, to those who see their namespace", async () => {
    const [near, far] = [await openLive(server, undefined, viewer), await openLive(server, undefined, stranger)];
    const { saved } = await save(register(still("told")));
    const { data } = await near.when("change", ({ plans }) => plans?.includes(saved.id) === true);
    await far.when("change", ({ index }) => index >= data.index);
    expect(far.events.flatMap((one) => (one.event === "change" ? (one.data.plans ?? ["any"]) : []))).toEqual([]);
    near.leave();
    far.leave();
  });
});

describe("what if", { timeout }, () => {
  test("[Y10] a node were drained, or lost, or a count were another one; of hidden namespaces only how much", async () => {
    await server.register(definitionOf({ id: "here" }));
    await server.whenState("here", "running");
    const node = (await read<NodeList>("/api/nodes")).items[0];
    const ask = async (body: object, token = bob): Promise<WhatIfReply> =>
      ok(await server.ask("/api/what-if", { body, token })).json<WhatIfReply>();
    const drained = await ask({ type: "drain", node: node?.id });
    expect(drained).toMatchObject({ counts: { moves: 0, waits: 1 }, isWhole: true, hidden: { jobs: 0 } });
    expect(drained.jobs).toMatchObject([
      { id: "here", instances: [{ outcome: "waits", from: node?.id, to: null }], failures: [{ group: "group" }] },
    ]);
    expect(drained.nodes).toEqual({ [node?.id ?? ""]: node?.name });
    expect(await ask({ type: "lose", node: node?.id }, stranger)).toMatchObject({
      jobs: [],
      hidden: { jobs: 1, instances: 1 },
      counts: { waits: 1 },
    });
    const count = { type: "count", namespace: "default", id: "here", group: "group", count: 2 };
    expect(await ask(count)).toMatchObject({ counts: { starts: 1 } });
    expect((await server.ask("/api/what-if", { body: count, token: stranger })).status).toBe(404);
    expect((await server.ask("/api/what-if", { body: count, token: viewer })).status).toBe(403);
    expect((await server.ask("/api/what-if", { body: { type: "lose", node: "nowhere" } })).status).toBe(404);
    expect((await server.ask("/api/what-if", { body: { type: "sink" } })).status).toBe(400);
    expect((await server.job("here")).version).toBe(0);
  });
});
