import { describe, expect, test } from "vitest";
import type { JobChange } from "../command.ts";
import { limits } from "../limits.ts";
import { must } from "../invariant.ts";
import { noGarbage } from "../model/garbage.ts";
import { planCan, verdictOf } from "../model/saved-plan.ts";
import { jobByName } from "../jobs/find-job.ts";
import { dueLaunch } from "../schedule/launch-times.ts";
import { everySeconds, periodicJob } from "../testing/calendar.ts";
import { bob, plannedNow, save } from "../testing/plans.ts";
import { jobOf, type GroupGiven } from "../testing/specs.ts";
import {
  bigNode,
  did,
  dawn,
  nodeCommand,
  origin,
  refusal,
  send,
  serverWith,
  settle,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { planDigest } from "./digest.ts";
import { isStillTrue, movedSince } from "./truth.ts";

const named = { namespace: "default", id: "web" };
const scale = (count: number): JobChange => ({ type: "scaleJob", ...named, group: "web", count, origin });
const register = (group: GroupGiven, id = "web"): JobChange => ({
  type: "registerJob",
  spec: jobOf({ id, groups: [group] }),
  origin,
});

/** Two instances on one node. */
const running = (): TestServer => {
  const server = serverWith();
  did(server, register({ count: 2 }));
  workOff(server);
  startAll(server);
  return server;
};

const approve = { type: "approvePlan", comment: "fine", origin: bob } as const;
const reject = { type: "rejectPlan", comment: "not now", origin: bob } as const;
const apply = (plan: number, reviewed?: string) => ({ type: "applySavedPlan", plan, reviewed, origin: bob }) as const;
const web = (server: TestServer) => must(jobByName(server.state, named), "job");

describe("saving", () => {
  test("[Y1] a saved plan is what was planned, with its author, its change, what it rests on and its expiry", () => {
    const server = running();
    const change = register({ count: 3, env: { A: "1" } });
    const planned = plannedNow(server, change);
    const { plan, body } = save(server, { ...change, checkIndex: planned.base.jobModifyIndex });
    expect(plan).toMatchObject({
      key: 1,
      namespace: "default",
      jobId: "web",
      author: origin,
      comment: "why not",
      status: "open",
      base: planned.base,
      version: 1,
      counts: planned.counts,
      digest: planDigest(planned),
      review: null,
      applied: null,
      createdAt: dawn,
      expiresAt: dawn + limits.planLifetimeMs,
    });
    expect(plan.change).toEqual({ ...change, origin });
    expect(plan.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
    expect(body).toEqual({
      key: 1,
      plan: planned,
      nodes: [{ id: "node-1", modifyIndex: 1, state: "ready" }],
    });
    expect(web(server).version).toBe(0);
  });

  test("[Y11] what a plan would do is not in its event, and of a big one how nodes were found is not kept", () => {
    const server = serverWith({ cpuMhz: 1_000_000, memoryMb: 1_000_000, diskMb: 1_000_000 });
    const { body } = save(server, register({ count: limits.planMetrics + 1, memoryMb: 10, cpuMhz: 1, diskMb: 1 }));
    expect(body.plan.instances.length).toBe(limits.planMetrics + 1);
    expect(body.plan.instances.every(({ to }) => to?.node === "node-1" && to.metrics === null)).toBe(true);
    const [event] = server.entries.at(-1)?.events ?? [];
    expect(JSON.stringify(event).length).toBeLessThan(5000);
  });
});

describe("the digest", () => {
  test("[Y2] is the same for what does the same, whatever the time and the index", () => {
    const server = running();
    const before = planDigest(plannedNow(server, scale(5)));
    server.now += 60_000;
    did(server, register({ count: 1 }, "other"));
    expect(planDigest(plannedNow(server, scale(5)))).toBe(before);
    expect(planDigest(plannedNow(server, scale(4)))).not.toBe(before);
  });

  test("[Y2] differs by node, by what is pushed out and by what changes in the definition alone", () => {
    const server = running();
    const plan = plannedNow(server, scale(3));
    const [first, ...others] = plan.instances;
    const to = { node: "elsewhere", version: 1, metrics: null };
    const elsewhere = { ...plan, instances: [{ ...must(first, "instance"), to }, ...others] };
    const pushed = {
      namespace: "default",
      jobId: "x",
      priority: 1,
      group: "g",
      index: 0,
      allocation: "a",
      node: "n",
      for: { group: "web", index: 0 },
    };
    const all = [
      plan,
      elsewhere,
      { ...plan, preemptions: [pushed] },
      { ...plan, diff: { ...plan.diff, id: "other" } },
    ].map(planDigest);
    expect(new Set(all).size).toBe(4);
    expect(planDigest({ ...plan, base: { ...plan.base, index: 99 }, warnings: ["x"] })).toBe(all[0]);
    expect(planDigest({ ...plan, instances: plan.instances.toReversed() })).toBe(all[0]);
  });
});

describe("reviews", () => {
  test("[Y3] a plan is open until it is approved or rejected, and an approved one may still be rejected", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    did(server, { ...approve, plan: plan.key });
    const approved = must(server.state.savedPlans.get(plan.key), "plan");
    expect(approved).toMatchObject({ status: "approved", review: { approves: true, comment: "fine", by: bob } });
    expect(did(server, { ...approve, plan: plan.key }).events).toEqual([]);
    did(server, { ...reject, plan: plan.key });
    expect(server.state.savedPlans.get(plan.key)).toMatchObject({ status: "rejected", review: { comment: "not now" } });
    for (const command of [approve, reject, apply(plan.key)])
      expect(refusal(server, { ...command, plan: plan.key })).toEqual({
        kind: "planIsOver",
        id: plan.id,
        verdict: "rejected",
      });
  });

  test("[Y3] a plan that nobody applied in time has expired", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    expect(verdictOf(plan, plan.expiresAt - 1)).toBe("open");
    server.now = plan.expiresAt;
    expect(verdictOf(plan, server.now)).toBe("expired");
    expect(refusal(server, apply(plan.key))).toMatchObject({ kind: "planIsOver", verdict: "expired" });
    expect(planCan.reject(plan, server.now) || planCan.approve(plan, "bob", server.now)).toBe(false);
  });

  test("[Y3] a plan that is not there is none", () => {
    expect(refusal(running(), apply(7))).toEqual({ kind: "planNotFound", id: "7" });
  });

  test("[Y4] nobody approves a plan of their own, through whatever door; its author may reject it", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    const own = { door: "nomad", by: origin.by } as const;
    expect(planCan.approve(plan, own.by, server.now)).toBe(false);
    expect(refusal(server, { ...approve, plan: plan.key, origin: own })).toMatchObject({ kind: "planIsOwn" });
    did(server, { ...reject, plan: plan.key, origin });
    expect(server.state.savedPlans.get(plan.key)?.status).toBe("rejected");
  });
});

describe("applying", () => {
  test("[Y7] makes exactly its change, whose version names the plan, and marks the plan in the same entry", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    const { events } = did(server, apply(plan.key));
    expect(events.map(({ type }) => type).filter((type) => !type.startsWith("deployment"))).toEqual([
      "jobVersioned",
      "evaluationCreated",
      "planApplied",
    ]);
    expect(events[0]).toMatchObject({
      version: { version: 1, plan: plan.id, origin: bob, note: "web scaled from 2 to 3" },
    });
    expect(server.state.savedPlans.get(plan.key)).toMatchObject({
      status: "applied",
      applied: { by: bob, index: server.state.index, version: 1, reviewed: null },
    });
    expect(refusal(server, apply(plan.key))).toMatchObject({ kind: "planIsOver", verdict: "applied" });
  });

  test("[Y7] a plan of a purge, of a new job and of a stop is applied like any other", () => {
    const server = running();
    const fresh = save(server, register({ count: 1 }, "fresh"));
    did(server, apply(fresh.plan.key));
    expect(jobByName(server.state, { namespace: "default", id: "fresh" })?.version).toBe(0);
    const stop = save(server, { type: "stopJob", ...named, origin });
    did(server, apply(stop.plan.key));
    expect(web(server).stop).toBe(true);
    const purge = save(server, { type: "purgeJob", ...named, origin });
    did(server, apply(purge.plan.key));
    expect(server.state.savedPlans.get(purge.plan.key)?.applied?.version).toBe(null);
  });

  test("[Y6] a plan whose job has moved is refused, and says from where to where and by whom", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ count: 2 }], meta: { a: "1" } }), origin: bob });
    expect(refusal(server, apply(plan.key))).toMatchObject({
      kind: "stalePlan",
      job: { from: 0, to: 1, by: bob },
      jobModifyIndex: web(server).jobModifyIndex,
    });
  });

  test("[Y6] a plan made by a job that was purged and made again meanwhile is not true, though it does the same", () => {
    const server = serverWith();
    const { plan } = save(server, register({ count: 2 }));
    did(server, register({ count: 2 }));
    did(server, { type: "purgeJob", ...named, origin });
    workOff(server);
    expect(send(server, apply(plan.key)).ok).toBe(true);
    const again = save(server, scale(3));
    did(server, { type: "purgeJob", ...named, origin });
    did(server, register({ count: 2 }));
    expect(refusal(server, apply(again.plan.key))).toMatchObject({ kind: "stalePlan", job: { from: 0, to: 0 } });
  });

  test("[Y6] a stale plan is applied as it is now, when that is named by its digest, and by no other", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    did(server, scale(1));
    workOff(server);
    const now = planDigest(plannedNow(server, scale(3)));
    expect(refusal(server, apply(plan.key, plan.digest))).toMatchObject({ kind: "stalePlan", digest: now });
    did(server, apply(plan.key, now));
    expect(web(server).spec.taskGroups[0]?.count).toBe(3);
    expect(server.state.savedPlans.get(plan.key)?.applied?.reviewed).toBe(now);
  });

  test("[Y6] a plan whose change cannot be made any more is refused, named or not", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    did(server, { type: "purgeJob", ...named, origin });
    for (const reviewed of [undefined, plan.digest])
      expect(refusal(server, apply(plan.key, reviewed))).toMatchObject({
        kind: "stalePlan",
        digest: null,
        job: { from: 0, to: null, by: null },
        jobModifyIndex: 0,
      });
  });

  test("[Y6] what was seen elsewhere counts for the state it was seen in alone", () => {
    const server = running();
    const { plan } = save(server, scale(3));
    const seen = { index: server.state.index, digest: "another" };
    expect(refusal(server, { ...apply(plan.key), seen })).toMatchObject({ kind: "stalePlan", digest: "another" });
    did(server, register({ count: 1 }, "other"));
    expect(send(server, { ...apply(plan.key), seen }).ok).toBe(true);
  });
});

describe("what moved", () => {
  const present = (server: TestServer, change: JobChange) => plannedNow(server, change);

  test("[Y5] nothing has while the plan does the same and its job is the same", () => {
    const server = running();
    const { plan, body } = save(server, scale(3));
    did(server, register({ count: 1 }, "other"));
    workOff(server);
    const now = present(server, scale(3));
    expect(isStillTrue(server.state, plan, planDigest(now))).toBe(true);
    expect(movedSince(server.state, plan, { body, present: now })).toEqual({
      job: null,
      nodes: [],
      comparison: { isSame: true, instances: [], lines: [], preemptions: { a: [], b: [] } },
    });
  });

  test("[Y5] a node that the plan uses and that changed is named, and so is each instance it would place elsewhere", () => {
    const server = running();
    did(server, nodeCommand("node-2", bigNode));
    const { plan, body } = save(server, scale(3));
    did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
    const now = present(server, scale(3));
    expect(isStillTrue(server.state, plan, planDigest(now))).toBe(false);
    const moved = movedSince(server.state, plan, { body, present: now });
    expect(moved.nodes).toEqual([{ id: "node-2", from: "ready", to: "ineligible" }]);
    expect(moved.comparison?.instances).toMatchObject([
      { group: "web", index: 2, a: { to: { node: "node-2" } }, b: { to: { node: "node-1" } } },
    ]);
  });

  test("[Y5] a node that was removed is gone", () => {
    const server = running();
    const { plan, body } = save(server, scale(3));
    const node = { node: 1, status: "down", description: "off" } as const;
    did(server, { type: "reportNode", ...node });
    const down = movedSince(server.state, plan, { body, present: undefined });
    expect(down).toMatchObject({ nodes: [{ id: "node-1", from: "ready", to: "down" }], comparison: null });
    did(server, { type: "removeNode", id: "node-1", origin });
    expect(movedSince(server.state, plan, { body, present: undefined }).nodes[0]?.to).toBe(null);
  });

  test("[Y5] room that another job took shows in the instances that fit no longer", () => {
    const server = serverWith({ cpuMhz: 1000, memoryMb: 350, diskMb: 1000 });
    did(server, register({ count: 2 }));
    workOff(server);
    const { plan, body } = save(server, scale(3));
    did(server, register({ count: 1 }, "other"));
    workOff(server);
    const now = present(server, scale(3));
    const moved = movedSince(server.state, plan, { body, present: now });
    expect(moved).toMatchObject({ job: null, nodes: [] });
    expect(moved.comparison?.instances).toMatchObject([
      { index: 2, a: { verb: "create" }, b: { verb: "wait", to: null } },
    ]);
  });
});

describe("plans of which nothing more comes", () => {
  test("[Y12] are forgotten after thirty days, by force at once; what may still be applied stays", () => {
    const server = running();
    const [applied, rejected, expiring] = [save(server, scale(3)), save(server, scale(4)), save(server, scale(5))];
    did(server, apply(applied.plan.key));
    did(server, { ...reject, plan: rejected.plan.key });
    const collect = (force: boolean): readonly number[] => {
      did(server, { type: "collectGarbage", candidates: { ...noGarbage, plans: [1, 2, 3, 4] }, force });
      return [...server.state.savedPlans.entries()].map(([key]) => key);
    };
    server.now = dawn + limits.planKeptMs - 1;
    expect(collect(false)).toEqual([1, 2, 3]);
    server.now += 1;
    expect(collect(false)).toEqual([3]);
    server.now = expiring.plan.expiresAt + limits.planKeptMs;
    expect(collect(false)).toEqual([]);
    const { plan } = save(server, scale(6));
    expect([plan.key, collect(true)]).toEqual([4, [4]]);
    did(server, { ...reject, plan: plan.key });
    expect(collect(true)).toEqual([]);
  });
});

describe("a namespace that asks for approval", () => {
  const rules = (approval: boolean) =>
    ({ type: "setNamespaceRules", namespace: "default", rules: { approval }, origin }) as const;
  const ruled = (): TestServer => {
    const server = running();
    did(server, rules(true));
    return server;
  };
  const changes: readonly JobChange[] = [
    register({ count: 3 }),
    register({ count: 1 }, "new"),
    scale(3),
    { type: "revertJob", ...named, version: 0, origin },
    { type: "startJob", ...named, origin },
    { type: "restartJob", ...named, instances: null, origin },
    { type: "purgeJob", ...named, origin },
  ];

  test("[Y8] a person's change is refused there, a stop excepted, and can be planned all the same", () => {
    const server = ruled();
    for (const change of changes)
      expect(refusal(server, change)).toMatchObject({ kind: "approvalNeeded", namespace: "default", missing: "plan" });
    expect(plannedNow(server, scale(3)).counts.create).toBe(1);
    did(server, { type: "evaluateJob", ...named, origin });
    did(server, { type: "stopJob", ...named, origin });
    expect(web(server).stop).toBe(true);
  });

  test("[Y8] other namespaces are free, also where they are named like what every object inherits", () => {
    const server = ruled();
    for (const namespace of ["other", "__proto__", "constructor"]) {
      const change = { type: "registerJob", spec: { ...jobOf({}), namespace }, origin } as const;
      did(server, change);
      did(server, { ...rules(true), namespace });
      expect(refusal(server, change)).toMatchObject({ kind: "approvalNeeded", namespace });
      did(server, { ...rules(false), namespace });
      did(server, change);
    }
    expect(Object.keys(server.state.settings.namespaces)).toEqual(["default"]);
    expect(did(server, rules(true)).events).toEqual([]);
  });

  test("[Y8] a plan is applied there once somebody other than its author has approved it", () => {
    const server = ruled();
    const { plan } = save(server, scale(3));
    expect(refusal(server, apply(plan.key))).toMatchObject({
      kind: "approvalNeeded",
      plan: plan.id,
      missing: "approval",
    });
    did(server, { ...approve, plan: plan.key });
    did(server, { ...apply(plan.key), origin });
    expect(web(server).version).toBe(1);
  });

  test("[Y8] there its author does not review what has changed since", () => {
    const server = ruled();
    did(server, nodeCommand("node-2", bigNode));
    const { plan } = save(server, scale(3));
    did(server, { ...approve, plan: plan.key });
    did(server, { type: "setEligibility", id: "node-2", eligibility: "ineligible", origin });
    const now = planDigest(plannedNow(server, scale(3)));
    expect(refusal(server, { ...apply(plan.key, now), origin })).toMatchObject({ missing: "review" });
    did(server, apply(plan.key, now));
    expect(web(server).version).toBe(1);
  });

  test("[Y8] a plan of a stop needs nobody's approval", () => {
    const server = ruled();
    const { plan } = save(server, { type: "stopJob", ...named, origin });
    did(server, { ...apply(plan.key), origin });
    expect(web(server).stop).toBe(true);
  });

  test("[Y8] what the clock launches there, and what a failed rollout goes back to, is not a person's change", () => {
    const server = running();
    did(server, { type: "registerJob", spec: periodicJob(60), origin });
    settle(server);
    const update = { autoRevert: true, maxParallel: 1 };
    did(server, register({ count: 2, env: { A: "1" }, update }));
    workOff(server);
    did(server, rules(true));
    server.now = dawn + 120_000;
    const parent = must(jobByName(server.state, { namespace: "default", id: "report" }), "parent");
    did(server, must(dueLaunch(everySeconds, parent, server.now), "launch"));
    expect(server.state.jobs.get(parent.key)?.launches?.last?.forced).toBe(false);
    did(server, { type: "failDeployment", deployment: must(web(server).deployment, "rollout"), origin });
    expect(web(server)).toMatchObject({ version: 2, spec: { taskGroups: [{ tasks: [{ env: {} }] }] } });
  });

  test("[Y8] the scheduler's own settings and the rules leave each other alone", () => {
    const server = ruled();
    const { namespaces: _, ...scheduler } = server.state.settings;
    did(server, { type: "setScheduler", settings: { ...scheduler, algorithm: "spread" }, origin });
    expect(server.state.settings).toMatchObject({ algorithm: "spread", namespaces: { default: { approval: true } } });
  });
});
