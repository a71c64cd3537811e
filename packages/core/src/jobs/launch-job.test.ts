import { describe, expect, test } from "vitest";
import type { Command } from "../command.ts";
import { isLive } from "../model/allocation.ts";
import { jobHealth, nomadJobStatus, type Job } from "../model/job.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { must } from "../invariant.ts";
import { planChange } from "../plan.ts";
import { dueLaunch, instantsOf, launchDueAt, launchesAfter, upcomingLaunches } from "../schedule/launch-times.ts";
import { parseDefinition } from "../spec/parse.ts";
import { everySeconds, periodicJob } from "../testing/calendar.ts";
import { jobOf } from "../testing/specs.ts";
import {
  dawn,
  did,
  exited,
  nodeCommand,
  bigNode,
  openRuns,
  origin,
  refusal,
  serverWith,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { jobByName } from "./find-job.ts";

const named = (server: TestServer, id = "report"): Job =>
  must(jobByName(server.state, { namespace: "default", id }), `job ${id}`);
const register = (server: TestServer, spec: JobSpec) => did(server, { type: "registerJob", spec, origin });
const asked = (
  type: "stopJob" | "startJob" | "purgeJob" | "forcePeriodic" | "evaluateJob",
  id = "report",
): Command => ({
  type,
  namespace: "default",
  id,
  origin,
});

/** The clock at so many seconds after dawn, and what is due then. */
const tick = (server: TestServer, seconds: number, id = "report"): void => {
  server.now = dawn + seconds * 1000;
  const command = dueLaunch(everySeconds, named(server, id), server.now);
  if (command !== undefined) did(server, command);
};

const children = (server: TestServer): readonly string[] =>
  [...server.state.jobs.entries()].flatMap(([, job]) => (job.parent === null ? [] : [job.spec.id])).toSorted();
const childAt = (seconds: number): string => `report/periodic-${String(dawn / 1000 + seconds)}`;
const live = (server: TestServer): number =>
  [...server.state.allocations.entries()].filter(([, allocation]) => isLive(allocation)).length;

describe("a parent", () => {
  test("[W1] is a version without an evaluation; nothing is placed for it, whatever happens, and it runs until it is stopped", () => {
    const server = serverWith();
    const { events } = register(server, periodicJob(60));
    expect(events.map((event) => event.type)).toEqual(["jobVersioned"]);
    expect(register(server, periodicJob(60)).events).toEqual([]);
    const changed = register(server, periodicJob(60, {}, { groups: [{ count: 3 }] }));
    expect(changed.events.map((event) => event.type)).toEqual(["jobVersioned"]);
    did(server, nodeCommand("node-2", bigNode));
    workOff(server);
    expect(live(server)).toBe(0);
    expect(nomadJobStatus(named(server))).toBe("running");
    expect(jobHealth(named(server))).toBe("running");
    expect(named(server).groups["web"]?.now.queued).toBe(0);
    expect(did(server, asked("stopJob")).events.map((event) => event.type)).toEqual(["jobVersioned"]);
    expect(nomadJobStatus(named(server))).toBe("dead");
    expect(jobHealth(named(server))).toBe("stopped");
  });

  test("[W1] of type sysbatch is not placed on a node that comes", () => {
    const server = serverWith();
    register(server, periodicJob(60, {}, { type: "sysbatch" }));
    did(server, nodeCommand("node-2", bigNode));
    expect(server.state.perNodeJobs.size()).toBe(0);
    tick(server, 60);
    workOff(server);
    expect(live(server)).toBe(2);
  });

  test("[W1] has nothing to look at again", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    expect(refusal(server, asked("evaluateJob"))).toEqual({
      kind: "jobIsTemplate",
      id: "report",
      launching: "periodic",
    });
  });

  test("[W2] a plan of it places nothing and shows its next five times", () => {
    const server = serverWith();
    const change = { type: "registerJob", spec: periodicJob(60), origin } as const;
    const planned = planChange(server.state, change, server.now);
    expect(planned.ok && planned.value.instances).toEqual([]);
    const at = { view: server.state, now: server.now };
    const minutes = [1, 2, 3, 4, 5].map((minute) => dawn + minute * 60_000);
    expect(launchesAfter(everySeconds, at, change)).toEqual(minutes);
    expect(launchesAfter(everySeconds, at, { ...change, spec: periodicJob(60, { enabled: false }) })).toEqual([]);
    expect(launchesAfter(everySeconds, at, { ...change, spec: jobOf({ type: "batch" }) })).toEqual([]);
    register(server, periodicJob(60));
    register(server, periodicJob(120));
    const name = { namespace: "default", id: "report", origin };
    expect(launchesAfter(everySeconds, at, { type: "revertJob", version: 0, ...name })).toEqual(minutes);
    expect(launchesAfter(everySeconds, at, { type: "stopJob", ...name })).toEqual([]);
    expect(upcomingLaunches(everySeconds, named(server), { now: server.now, count: 2 })).toEqual([
      dawn + 120_000,
      dawn + 240_000,
    ]);
  });

  test("[W3] stays one, and no other job becomes one", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    register(server, jobOf({ id: "plain", type: "batch" }));
    const to = (spec: JobSpec): Command => ({ type: "registerJob", spec, origin });
    expect(refusal(server, to(jobOf({ id: "report", type: "batch" })))).toEqual({
      kind: "launchingChanged",
      launching: "periodic",
      to: false,
    });
    expect(refusal(server, to(periodicJob(60, {}, { id: "plain" })))).toEqual({
      kind: "launchingChanged",
      launching: "periodic",
      to: true,
    });
    const parameterized = { payload: "optional", metaRequired: [], metaOptional: [] };
    expect(refusal(server, to({ ...periodicJob(60), parameterized }))).toEqual({
      kind: "launchingChanged",
      launching: "parameterized",
      to: true,
    });
  });
});

describe("a launch", () => {
  test("[W4] makes a child named after its instant, with an evaluation of its own, which keeps its parent's key and version", () => {
    const server = serverWith();
    register(server, periodicJob(60, {}, { meta: { A: "1" } }));
    register(server, periodicJob(60, {}, { meta: { A: "2" } }));
    tick(server, 60);
    workOff(server);
    const parent = named(server);
    const child = named(server, childAt(60));
    expect(child).toMatchObject({
      parent: { job: parent.key, version: 1, id: "report" },
      version: 0,
      created: { door: "scheduler" },
      spec: { ...parent.spec, id: childAt(60), name: childAt(60), periodic: null },
    });
    const evaluations = [...server.state.evaluations.entries()].map(([, one]) => one);
    expect(evaluations).toMatchObject([{ jobId: childAt(60), triggeredBy: "periodic-job", status: "complete" }]);
    expect(live(server)).toBe(1);
    expect(parent.launches).toMatchObject({
      through: dawn + 60_000,
      last: { at: dawn + 60_000, missed: 0, child: childAt(60), forced: false },
      children: { pending: 0, running: 1, dead: 0 },
    });
  });

  test("[W4] later changes of the parent do not reach the child", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    tick(server, 60);
    const before = named(server, childAt(60)).spec;
    register(server, periodicJob(3600, {}, { meta: { A: "2" }, groups: [{ count: 5 }] }));
    workOff(server);
    did(server, asked("purgeJob"));
    workOff(server);
    expect(named(server, childAt(60)).spec).toBe(before);
    expect(live(server)).toBe(1);
  });

  test("[W4] where its name is taken it has a number behind it", () => {
    const server = serverWith();
    register(server, jobOf({ id: childAt(60), type: "batch" }));
    register(server, periodicJob(60));
    tick(server, 60);
    did(server, asked("forcePeriodic"));
    expect(children(server)).toEqual([`${childAt(60)}-2`, `${childAt(60)}-3`]);
  });

  test("[W5] of one instant happens once, whoever asks again, and not before its time", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    server.now = dawn + 60_000;
    const command = must(dueLaunch(everySeconds, named(server), server.now), "a launch");
    server.now = dawn + 59_999;
    expect(did(server, command).events).toEqual([]);
    server.now = dawn + 60_000;
    expect(did(server, command).events).toHaveLength(3);
    expect(did(server, command).events).toEqual([]);
    expect(did(server, { ...command, job: 99 }).events).toEqual([]);
    expect(children(server)).toEqual([childAt(60)]);
  });

  test("[W5] that was computed from another version of the schedule does not happen", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    server.now = dawn + 60_000;
    const command = must(dueLaunch(everySeconds, named(server), server.now), "a launch");
    register(server, periodicJob(60, {}, { meta: { A: "2" } }));
    expect(did(server, command).events).toEqual([]);
    expect(dueLaunch(everySeconds, named(server), server.now)).toEqual({ ...command, version: 1 });
    register(server, periodicJob(90));
    expect(dueLaunch(everySeconds, named(server), server.now)).toBeUndefined();
  });

  test("[W5] the clock set back launches nothing again; set forward it launches once", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    tick(server, 60);
    tick(server, 60 - 3600);
    tick(server, 60);
    expect(children(server)).toEqual([childAt(60)]);
    tick(server, 60 + 86_400);
    expect(children(server)).toEqual([childAt(60), childAt(60 + 86_400)]);
    expect(named(server).launches?.last?.missed).toBe(100);
    tick(server, 120);
    expect(children(server)).toHaveLength(2);
  });

  test("[W5] neither a forced launch nor a changed schedule, made while the clock was set back, brings an instant again", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    tick(server, 600);
    server.now = dawn + 300_000;
    did(server, asked("forcePeriodic"));
    register(server, periodicJob(120));
    expect(dueLaunch(everySeconds, named(server), server.now)).toBeUndefined();
    tick(server, 600);
    expect(children(server)).toEqual([childAt(300), childAt(600)]);
    tick(server, 720);
    expect(children(server)).toHaveLength(3);
  });

  test("[W6] after a time without a server the newest instant alone is launched, and the others are counted", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    tick(server, 60 * 7 + 13);
    expect(children(server)).toEqual([childAt(60 * 7)]);
    expect(named(server).launches?.last).toMatchObject({ at: dawn + 7 * 60_000, missed: 6 });
    expect(dueLaunch(everySeconds, named(server), server.now)).toBeUndefined();
    expect(launchDueAt(everySeconds, named(server))).toBe(dawn + 8 * 60_000);
  });

  test("[W6] a hundred years of seconds are looked through in some forty looks", () => {
    const server = serverWith();
    register(server, periodicJob(1));
    let looks = 0;
    const counting = {
      ...everySeconds,
      next: (...of: Parameters<typeof everySeconds.next>) => (looks++, everySeconds.next(...of)),
    };
    const now = dawn + 100 * 365 * 86_400_000 + 1;
    expect(dueLaunch(counting, named(server), now)).toMatchObject({ at: now - 1, missed: 100 });
    expect(looks).toBeLessThan(60);
  });

  test("[W7] with ProhibitOverlap there is none while a child is not finished, and the parent says so", () => {
    const server = serverWith();
    register(server, periodicJob(60, { prohibitOverlap: true }));
    tick(server, 60);
    tick(server, 120);
    expect(named(server).launches).toMatchObject({
      skipped: { at: dawn + 120_000, times: 1, why: "One child is not finished, and overlap is prohibited" },
      children: { pending: 1, running: 0, dead: 0 },
    });
    workOff(server);
    startAll(server);
    tick(server, 180);
    expect(named(server).launches).toMatchObject({ skipped: { at: dawn + 180_000, times: 2 } });
    expect(children(server)).toEqual([childAt(60)]);
    for (const { run } of openRuns(server)) exited(server, run);
    workOff(server);
    expect(named(server).launches?.children).toEqual({ pending: 0, running: 0, dead: 1 });
    tick(server, 200);
    expect(children(server)).toEqual([childAt(60)]);
    tick(server, 240);
    expect(children(server)).toEqual([childAt(240), childAt(60)].toSorted());
  });

  test("[W8] nothing is launched while the schedule is off, or of a job that is stopped or gone; what was due before is not made up for", () => {
    const server = serverWith();
    register(server, periodicJob(60, { enabled: false }));
    tick(server, 60);
    server.now = dawn + 90_000;
    register(server, periodicJob(60));
    tick(server, 100);
    expect(children(server)).toEqual([]);
    tick(server, 120);
    did(server, asked("stopJob"));
    tick(server, 180);
    server.now = dawn + 200_000;
    did(server, asked("startJob"));
    tick(server, 210);
    expect(children(server)).toEqual([childAt(120)]);
    tick(server, 240);
    const gone = must(dueLaunch(everySeconds, named(server), dawn + 300_000), "a launch");
    did(server, asked("purgeJob"));
    server.now = dawn + 300_000;
    expect(did(server, gone).events).toEqual([]);
    expect(server.state.clockJobs.size()).toBe(0);
    expect(children(server)).toEqual([childAt(120), childAt(240)]);
  });

  test("[W8] a change that leaves the schedule as it is loses no instant", () => {
    const server = serverWith();
    register(server, periodicJob(60));
    server.now = dawn + 60_001;
    register(server, periodicJob(60, {}, { meta: { A: "2" } }));
    tick(server, 61);
    expect(children(server)).toEqual([childAt(60)]);
    expect(named(server, childAt(60)).spec.meta).toEqual({ A: "2" });
  });

  test("[W9] by force happens now, whatever runs, and stands in for no instant", () => {
    const server = serverWith();
    register(server, periodicJob(60, { prohibitOverlap: true }));
    tick(server, 60);
    server.now = dawn + 61_500;
    const forced = did(server, asked("forcePeriodic"));
    expect(forced.events).toMatchObject([
      { type: "childLaunched", forced: true },
      { cause: "launched" },
      { triggeredBy: "periodic-job" },
    ]);
    expect(named(server, childAt(61)).created).toEqual(origin);
    expect(named(server).launches).toMatchObject({ through: dawn + 60_000, last: { at: dawn + 61_500, forced: true } });
    expect(refusal(server, asked("forcePeriodic", "none"))).toMatchObject({ kind: "jobNotFound" });
    expect(refusal(server, asked("forcePeriodic", childAt(61)))).toEqual({ kind: "jobIsNotPeriodic", id: childAt(61) });
    did(server, asked("stopJob"));
    expect(refusal(server, asked("forcePeriodic"))).toMatchObject({ kind: "jobIsNotLaunched", stop: true });
    did(server, asked("startJob"));
    register(server, periodicJob(60, { enabled: false }));
    expect(refusal(server, asked("forcePeriodic"))).toMatchObject({ kind: "jobIsNotLaunched", stop: false });
  });

  test("[W10] several expressions are one schedule, each instant of it once", () => {
    const periodic = must(periodicJob(60, { specs: ["60", "90"] }).periodic ?? undefined, "a schedule");
    expect(instantsOf(everySeconds, periodic, { afterMs: dawn, count: 4 })).toEqual(
      [60, 90, 120, 180].map((seconds) => dawn + seconds * 1000),
    );
  });
});

test("[W10] a schedule of too many expressions, or one that a calendar cannot read, is refused", () => {
  const found = (specs: readonly string[]) =>
    parseDefinition(
      {
        ID: "report",
        Type: "batch",
        Periodic: { Specs: specs },
        TaskGroups: [{ Name: "g", Tasks: [{ Name: "t", Driver: "mock_driver" }] }],
      },
      () => [],
      ({ expression }) => (expression === "61 * * * *" ? "no such minute" : undefined),
    ).errors.map(({ path, message }) => `${path.join(".")}: ${message}`);
  expect(found(["0 * * * *", "61 * * * *"])).toEqual(["Periodic.Specs.1: no such minute"]);
  expect(found(Array.from({ length: 21 }, () => "61 * * * *"))).toEqual([
    "Periodic.Specs: A schedule has at most 20 cron specs",
  ]);
  expect(found(["nonsense"])).toEqual(['Periodic.Specs.0: Invalid cron spec "nonsense"']);
});

test("[W12] purged children do not count, and a parent of the same name has none of the other's", () => {
  const server = serverWith();
  register(server, periodicJob(60));
  tick(server, 60);
  tick(server, 120);
  did(server, asked("purgeJob", childAt(60)));
  expect(named(server).launches?.children).toEqual({ pending: 1, running: 0, dead: 0 });
  did(server, asked("purgeJob"));
  register(server, periodicJob(60));
  expect(named(server).launches?.children).toEqual({ pending: 0, running: 0, dead: 0 });
  workOff(server);
  expect(named(server).launches?.children).toEqual({ pending: 0, running: 0, dead: 0 });
});
