import { describe, expect, test } from "vitest";
import { jobByName } from "./find-job.ts";
import { limits } from "../limits.ts";
import { must } from "../invariant.ts";
import { jobHealth, nomadJobStatus, type Job } from "../model/job.ts";
import { jobOf, type GroupGiven, type JobGiven } from "../testing/specs.ts";
import { tablesOf } from "../testing/tables.ts";
import {
  did,
  exited,
  openRuns,
  origin,
  refusal,
  serverWith,
  startAll,
  started,
  stopAll,
  wait,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import type { Command } from "../command.ts";

const named = { namespace: "default", id: "web", origin };

const register = (server: TestServer, given: JobGiven = {}, more: { readonly checkIndex?: number } = {}) =>
  did(server, { type: "registerJob", spec: jobOf(given), origin, ...more });

const web = (server: TestServer): Job => must(jobByName(server.state, named), "job");

/** Registered, placed and running. */
const running = (...groups: readonly GroupGiven[]): TestServer => {
  const server = serverWith();
  register(server, { groups: groups.length === 0 ? [{}] : groups });
  workOff(server);
  startAll(server);
  return server;
};

const types = (events: readonly { readonly type: string }[]): readonly string[] => events.map((event) => event.type);
const now = (server: TestServer, group = "web") => web(server).groups[group]?.now;

describe("registering", () => {
  test("[J1] a new job begins with version 0 and is evaluated", () => {
    const server = serverWith();
    expect(types(register(server).events)).toEqual(["jobVersioned", "deploymentStarted", "evaluationCreated"]);
    expect(web(server)).toMatchObject({ version: 0, revision: 1, stop: false, openEvaluations: 1 });
  });

  test("[J1] a changed specification makes the next version; the old one is kept", () => {
    const server = running();
    const before = web(server).spec;
    register(server, { groups: [{ env: { A: "1" } }] });
    expect(web(server).version).toBe(1);
    expect(server.state.specs.get(`${String(web(server).key)}/0`)).toEqual(before);
  });

  test("[J1] the same specification again only asks for an evaluation", () => {
    const server = running();
    const index = web(server).jobModifyIndex;
    expect(types(register(server).events)).toEqual(["evaluationCreated"]);
    expect(web(server)).toMatchObject({ version: 0, jobModifyIndex: index });
  });

  test("[J1] registering a stopped job starts it", () => {
    const server = running();
    did(server, { type: "stopJob", ...named });
    register(server);
    expect(web(server)).toMatchObject({ version: 2, stop: false, revision: 1 });
  });

  test("[J12] a job's type cannot change", () => {
    const server = running();
    expect(refusal(server, { type: "registerJob", spec: jobOf({ type: "batch" }), origin })).toEqual({
      kind: "typeChanged",
      from: "service",
      to: "batch",
    });
  });

  test("[J17] counts are preserved when that is asked for, and new groups keep theirs", () => {
    const server = running({ count: 4 });
    const spec = jobOf({ groups: [{ count: 1 }, { name: "more", count: 2 }] });
    did(server, { type: "registerJob", spec, preserveCounts: true, origin });
    expect(web(server).spec.taskGroups.map(({ count }) => count)).toEqual([4, 2]);
  });

  test("[J17] [J11] preserved counts that are too many with those of new groups are refused", () => {
    const server = running({ count: 4 });
    const spec = jobOf({ groups: [{ count: 1 }, { name: "more", count: limits.jobCount - 1 }] });
    expect(refusal(server, { type: "registerJob", spec, preserveCounts: true, origin })).toEqual({
      kind: "countOutOfRange",
      group: "web",
      count: 4,
      max: 1,
    });
  });
});

describe("check index", () => {
  test("[J4] 0 registers only what is not there", () => {
    const server = serverWith();
    register(server, {}, { checkIndex: 0 });
    const { jobModifyIndex } = web(server);
    expect(refusal(server, { type: "registerJob", spec: jobOf(), origin, checkIndex: 0 })).toEqual({
      kind: "jobExists",
      namespace: "default",
      id: "web",
      jobModifyIndex,
    });
  });

  test("[J4] the specification's index lets a change pass, an older one does not", () => {
    const server = running();
    const stale = web(server).jobModifyIndex;
    register(server, { groups: [{ count: 2 }] }, { checkIndex: stale });
    const fresh = web(server).jobModifyIndex;
    expect(fresh).toBeGreaterThan(stale);
    for (const command of [
      { type: "registerJob", spec: jobOf(), origin, checkIndex: stale },
      { type: "stopJob", ...named, checkIndex: stale },
      { type: "purgeJob", ...named, checkIndex: stale },
      { type: "scaleJob", ...named, group: "web", count: 3, checkIndex: stale },
      { type: "revertJob", ...named, version: 0, checkIndex: stale },
    ] satisfies Command[])
      expect(refusal(server, command)).toMatchObject({ kind: "staleIndex", checkIndex: stale, jobModifyIndex: fresh });
    did(server, { type: "stopJob", ...named, checkIndex: fresh });
  });

  test("[J4] what runs does not move it", () => {
    const server = serverWith();
    register(server);
    const { jobModifyIndex } = web(server);
    workOff(server);
    startAll(server);
    expect(web(server).jobModifyIndex).toBe(jobModifyIndex);
  });

  test("[J4] of a job that is gone says so", () => {
    const server = serverWith();
    expect(refusal(server, { type: "registerJob", spec: jobOf(), origin, checkIndex: 7 })).toMatchObject({
      kind: "jobGone",
      checkIndex: 7,
    });
  });
});

describe("stop, start, purge", () => {
  test("[J2] a stop is a version that wants nothing", () => {
    const server = running({ count: 2 });
    did(server, { type: "stopJob", ...named });
    expect(web(server)).toMatchObject({ version: 1, stop: true, revision: 1 });
    workOff(server);
    expect(now(server)).toMatchObject({ stopping: 2, queued: 0, running: 0 });
    stopAll(server);
    expect(now(server)).toMatchObject({ stopping: 0 });
    expect(types(did(server, { type: "stopJob", ...named }).events)).toEqual(["evaluationCreated"]);
  });

  test("[J10] a start runs again what had completed", () => {
    const server = serverWith();
    register(server, { type: "batch" });
    workOff(server);
    for (const { run } of openRuns(server)) exited(server, run);
    expect(jobHealth(web(server))).toBe("succeeded");
    expect(refusal(server, { type: "startJob", ...named })).toEqual({ kind: "jobIsNotStopped", id: "web" });
    did(server, { type: "stopJob", ...named });
    did(server, { type: "startJob", ...named });
    workOff(server);
    expect(now(server)).toMatchObject({ starting: 1, complete: 0 });
    expect(web(server).groups["web"]?.ever.complete).toBe(1);
  });

  test("[J3] a purged job's name is free, and what ran of it is stopped", () => {
    const server = running();
    const old = web(server).key;
    did(server, { type: "purgeJob", ...named });
    expect(jobByName(server.state, named)).toBeUndefined();
    register(server);
    expect(web(server)).toMatchObject({ version: 0 });
    expect(web(server).key).not.toBe(old);
    workOff(server);
    expect(openRuns(server).map(({ stopAsked }) => stopAsked)).toEqual([true, false]);
    stopAll(server);
    expect(server.state.liveOfJob.get(old)).toBeUndefined();
    expect(now(server)).toMatchObject({ starting: 1, stopping: 0 });
  });

  test("[J3] the blocked evaluation of a purged job ends with it", () => {
    const server = serverWith({ cpuMhz: 100, memoryMb: 100, diskMb: 100 });
    register(server, { groups: [{ count: 2 }] });
    workOff(server);
    expect(server.state.blocked.size()).toBe(1);
    did(server, { type: "purgeJob", ...named });
    workOff(server);
    expect(server.state.blocked.size()).toBe(0);
  });
});

describe("scale and revert", () => {
  test("[J11] scaling is a version of its own; to the same count it is none", () => {
    const server = running();
    did(server, { type: "scaleJob", ...named, group: "web", count: 3 });
    expect(web(server)).toMatchObject({ version: 1, revision: 2 });
    workOff(server);
    expect(now(server)).toMatchObject({ running: 1, starting: 2 });
    expect(types(did(server, { type: "scaleJob", ...named, group: "web", count: 3 }).events)).toEqual([
      "evaluationCreated",
    ]);
  });

  test("[J11] counts out of range, unknown groups and stopped jobs are refused", () => {
    const server = running({}, { name: "more", count: 10 });
    for (const count of [-1, 1.5, limits.jobCount - 9])
      expect(refusal(server, { type: "scaleJob", ...named, group: "web", count })).toMatchObject({
        kind: "countOutOfRange",
        max: limits.jobCount - 10,
      });
    expect(refusal(server, { type: "scaleJob", ...named, group: "constructor", count: 1 })).toMatchObject({
      kind: "groupNotFound",
    });
    did(server, { type: "stopJob", ...named });
    expect(refusal(server, { type: "scaleJob", ...named, group: "web", count: 2 })).toEqual({
      kind: "jobIsStopped",
      id: "web",
    });
  });

  test("[J11] what runs once per node has one at most", () => {
    const server = serverWith();
    register(server, { type: "system" });
    expect(refusal(server, { type: "scaleJob", ...named, group: "web", count: 2 })).toMatchObject({ max: 1 });
  });

  test("[J5] a revert is a new version with the old specification", () => {
    const server = running();
    register(server, { groups: [{ env: { A: "1" } }] });
    did(server, { type: "revertJob", ...named, version: 0 });
    expect(web(server)).toMatchObject({ version: 2, revision: 3, spec: jobOf() });
  });

  test("[J5] a revert of a stopped job wants it to run, even with the same specification", () => {
    const server = running();
    did(server, { type: "stopJob", ...named });
    did(server, { type: "revertJob", ...named, version: 0 });
    expect(web(server)).toMatchObject({ version: 2, revision: 1, stop: false });
  });

  test("[J5] a revert to what is in force already is an evaluation", () => {
    const server = running();
    register(server, { groups: [{ env: { A: "1" } }] });
    register(server);
    expect(types(did(server, { type: "revertJob", ...named, version: 0 }).events)).toEqual(["evaluationCreated"]);
  });

  test("[J5] the version in force, an unknown one, and another than the enforced one are refused", () => {
    const server = running();
    expect(refusal(server, { type: "revertJob", ...named, version: 0 })).toMatchObject({ kind: "versionIsCurrent" });
    expect(refusal(server, { type: "revertJob", ...named, version: 7 })).toMatchObject({ kind: "versionNotFound" });
    expect(refusal(server, { type: "revertJob", ...named, version: 7, enforceVersion: 3 })).toMatchObject({
      kind: "versionMoved",
      version: 0,
    });
  });
});

describe("counters", () => {
  const counters = (server: TestServer) => web(server).counters;

  test("[J6] a new job begins at one of each", () => {
    expect(counters(running())).toEqual({ configuration: 1, desiredState: 1, workflow: 1 });
  });

  test("[J6] [J14] each change moves what it changes, and the version with every change", () => {
    const server = running();
    const after = (command: Command) => {
      did(server, command);
      const { configuration, desiredState, workflow } = counters(server);
      return [configuration, desiredState, workflow, web(server).version, web(server).revision];
    };
    const spec = jobOf({ groups: [{ env: { A: "1" } }] });
    expect(after({ type: "registerJob", spec, origin })).toEqual([2, 1, 2, 1, 2]);
    expect(after({ type: "scaleJob", ...named, group: "web", count: 2 })).toEqual([3, 1, 3, 2, 3]);
    expect(after({ type: "stopJob", ...named })).toEqual([3, 2, 3, 3, 3]);
    expect(after({ type: "stopJob", ...named })).toEqual([3, 2, 3, 3, 3]);
    expect(after({ type: "startJob", ...named })).toEqual([3, 3, 3, 4, 3]);
    expect(after({ type: "revertJob", ...named, version: 0 })).toEqual([4, 3, 4, 5, 4]);
    did(server, { type: "stopJob", ...named });
    expect(after({ type: "registerJob", spec, origin })).toEqual([5, 5, 5, 7, 5]);
    expect(after({ type: "evaluateJob", ...named })).toEqual([5, 5, 5, 7, 5]);
  });
});

describe("what a job shows", () => {
  test("[J7] health follows from the instances", () => {
    const of = (counts: object, type: "service" | "batch" = "service", stop = false) => {
      const zero = { queued: 0, starting: 0, running: 0, complete: 0, failed: 0, lost: 0, stopping: 0 };
      const groups = { web: { now: { ...zero, ...counts }, ever: { complete: 0, failed: 0, lost: 0 }, reach: 0 } };
      return jobHealth({ groups, stop, spec: jobOf({ type }) });
    };
    expect(of({ running: 2 })).toBe("running");
    expect(of({ running: 1, failed: 1 })).toBe("degraded");
    expect(of({ failed: 1, lost: 1 })).toBe("failed");
    expect(of({ lost: 1 })).toBe("lost");
    expect(of({ queued: 1 })).toBe("queued");
    expect(of({ starting: 1 })).toBe("starting");
    expect(of({ running: 1 }, "service", true)).toBe("stopped");
    expect(of({ complete: 2 }, "batch")).toBe("succeeded");
    expect(of({ complete: 1, failed: 1 }, "batch")).toBe("failed");
    expect(of({ running: 1, failed: 1 }, "batch")).toBe("degraded");
    expect(of({ complete: 1, running: 1 }, "batch")).toBe("running");
    expect(of({}, "batch")).toBe("stopped");
  });

  test("[J8] a replacement counts in its instance's place, the one that stops beside it", () => {
    const server = running({ count: 2 });
    register(server, { groups: [{ count: 2, env: { A: "1" }, update: { maxParallel: 0 } }] });
    workOff(server, 1);
    expect(now(server)).toEqual({ queued: 0, starting: 2, running: 0, complete: 0, failed: 0, lost: 0, stopping: 2 });
    stopAll(server);
    startAll(server);
    expect(now(server)).toMatchObject({ starting: 0, running: 2, stopping: 0 });
  });

  test("[J18] a failure that is made good stays in the history", () => {
    const server = running({ restart: { attempts: 0 } });
    for (const { run } of openRuns(server)) exited(server, run, 1);
    register(server, { groups: [{ restart: { attempts: 0 }, env: { A: "1" } }] });
    workOff(server);
    expect(web(server).groups["web"]).toMatchObject({ now: { failed: 0, starting: 1 }, ever: { failed: 1 } });
  });

  test("[J9] an instance that ended is forgotten once it is not wanted, and new when it is wanted again", () => {
    const server = serverWith();
    register(server, { type: "batch", groups: [{ count: 2 }] });
    workOff(server);
    for (const { run } of openRuns(server)) exited(server, run);
    did(server, { type: "scaleJob", ...named, group: "web", count: 1 });
    expect(now(server)).toMatchObject({ complete: 1, queued: 0 });
    did(server, { type: "scaleJob", ...named, group: "web", count: 2 });
    expect(now(server)).toMatchObject({ complete: 1, queued: 1 });
    workOff(server);
    expect(now(server)).toMatchObject({ complete: 1, starting: 1 });
    expect(server.state.instances.get(`${String(web(server).key)}/1/web`)).toMatchObject({ runs: 2 });
  });

  test("[J9] one that ends by itself after its number was given up does not count either", () => {
    const server = serverWith();
    register(server, { type: "batch", groups: [{ count: 2 }] });
    workOff(server);
    startAll(server);
    did(server, { type: "scaleJob", ...named, group: "web", count: 1 });
    for (const { run } of openRuns(server)) exited(server, run);
    expect(now(server)).toMatchObject({ complete: 1, running: 0, queued: 0 });
  });

  test("[J15] Nomad's status, and an index that moves with it only", () => {
    const server = serverWith();
    register(server);
    expect(nomadJobStatus(web(server))).toBe("pending");
    const registered = web(server).modifyIndex;
    workOff(server);
    expect(nomadJobStatus(web(server))).toBe("running");
    const placed = web(server).modifyIndex;
    expect(placed).toBeGreaterThan(registered);
    startAll(server);
    expect(web(server).modifyIndex).toBe(placed);
    did(server, { type: "stopJob", ...named });
    workOff(server);
    stopAll(server);
    expect(nomadJobStatus(web(server))).toBe("dead");
    expect(web(server).modifyIndex).toBe(server.state.index);
  });
});

test("[J15] when it last started, and when the last of it ended", () => {
  const server = serverWith();
  register(server, { type: "batch", groups: [{ count: 2 }] });
  workOff(server);
  expect(web(server)).toMatchObject({ lastStartedAt: null, lastEndedAt: null });
  server.now += 1000;
  startAll(server);
  const [first, second] = openRuns(server).map(({ run }) => run);
  const startedAt = server.now;
  server.now += 1000;
  exited(server, must(first, "run"));
  expect(web(server)).toMatchObject({ lastStartedAt: startedAt, lastEndedAt: null });
  exited(server, must(second, "run"));
  expect(web(server)).toMatchObject({ lastStartedAt: startedAt, lastEndedAt: startedAt + 1000 });
  register(server, { type: "batch", groups: [{ count: 2, env: { A: "1" } }] });
  workOff(server);
  expect(web(server).lastEndedAt).toBeNull();
});

describe("single allocations", () => {
  test("[J13] a stopped allocation is replaced once it has ended, and cannot be stopped again", () => {
    const server = running();
    const allocation = must(openRuns(server)[0], "run").run.alloc;
    did(server, { type: "stopAllocation", allocation, origin });
    expect(refusal(server, { type: "stopAllocation", allocation, origin })).toMatchObject({
      kind: "allocationHasEnded",
    });
    workOff(server);
    expect(openRuns(server)).toHaveLength(1);
    stopAll(server);
    expect(openRuns(server).map((one) => one.run)).toEqual([{ alloc: allocation + 1, attempt: 2, task: "main" }]);
  });

  test("[J13] an allocation that nobody knows is not found", () => {
    expect(refusal(serverWith(), { type: "stopAllocation", allocation: 9, origin })).toEqual({
      kind: "allocationNotFound",
      id: "9",
    });
  });
});

test("[J16] a refused command changes nothing", () => {
  const server = running();
  const before = tablesOf(server.state);
  refusal(server, { type: "stopJob", ...named, checkIndex: 1 });
  refusal(server, { type: "purgeJob", ...named, id: "other" });
  refusal(server, { type: "evaluateJob", ...named, id: "__proto__" });
  refusal(server, { type: "advanceEvaluation", evaluation: 99, limit: 1 });
  expect(tablesOf(server.state)).toEqual(before);
});

test("[J9] scaled down and up while it stops, an instance waits for what it was", () => {
  const server = running({ count: 2 });
  for (const count of [1, 2, 1, 2]) {
    did(server, { type: "scaleJob", ...named, group: "web", count });
    workOff(server);
  }
  expect(openRuns(server).map(({ run, stopAsked }) => [run.alloc, stopAsked])).toEqual([
    [1, false],
    [2, true],
  ]);
  stopAll(server);
  expect(openRuns(server).filter(({ run }) => run.alloc !== 1)).toHaveLength(1);
  for (const { run } of openRuns(server)) started(server, run);
  wait(server, 1);
  expect(now(server)).toMatchObject({ running: 2, stopping: 0, starting: 0 });
});
