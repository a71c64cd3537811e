import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import { garbageSize, noGarbage, type Garbage } from "../model/garbage.ts";
import { defaultRetention } from "../model/settings.ts";
import { evolve } from "../evolve.ts";
import { emptyState } from "../state.ts";
import { jobByName } from "../jobs/find-job.ts";
import { everySeconds, periodicJob } from "../testing/calendar.ts";
import { everything } from "../testing/garbage.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import { tablesOf } from "../testing/tables.ts";
import {
  did,
  exited,
  openRuns,
  origin,
  serverWith,
  settle,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { dueLaunch } from "../schedule/launch-times.ts";
import { nothingTouched } from "../touched.ts";
import { collectable } from "./collect-garbage.ts";

const hour = 3_600_000;
const name = (id: string) => ({ namespace: "default", id, origin });
const job = (server: TestServer, id = "web") =>
  must(jobByName(server.state, { namespace: "default", id }), `job ${id}`);
const register = (server: TestServer, given: JobGiven = {}) =>
  did(server, { type: "registerJob", spec: jobOf(given), origin });
const may = (server: TestServer, force = false): Garbage =>
  collectable(server.state, everything(server.state), { now: server.now, force });
const collect = (server: TestServer, force = false): Garbage => {
  const garbage = may(server, force);
  did(server, { type: "collectGarbage", candidates: everything(server.state), force });
  return garbage;
};
const collectAll = (server: TestServer, force = false): void => {
  for (let rounds = 0; rounds < 10; rounds++) if (garbageSize(collect(server, force)) === 0) return;
  throw new Error("there is always more to forget");
};
const finish = (server: TestServer): void => {
  workOff(server);
  startAll(server);
  for (const { run } of openRuns(server)) exited(server, run);
  workOff(server);
};

describe("versions", () => {
  const serverOf = (versions: number): TestServer => {
    const server = serverWith();
    for (let at = 0; at < versions; at++) register(server, { groups: [{ env: { A: String(at) } }] });
    return server;
  };
  const forgotten = (server: TestServer): readonly number[] => may(server).versions.map(({ version }) => version);

  test("[V10] of a job the newest six are kept, or as many as is set", () => {
    const server = serverOf(9);
    settle(server);
    expect(forgotten(server)).toEqual([0, 1, 2]);
    did(server, { type: "setRetention", retention: { ...defaultRetention, versions: 2 }, origin });
    expect(forgotten(server)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    collect(server);
    expect(server.state.specs.has("1/6")).toBe(false);
    expect(server.state.specs.has("1/7")).toBe(true);
    expect(job(server).version).toBe(8);
  });

  test("[V11] one that is tagged, the newest stable one, or that something runs stays, however old and by whatever force", () => {
    const server = serverOf(3);
    settle(server);
    did(server, { type: "tagVersion", tag: "golden", description: "", version: 0, ...name("web") });
    did(server, { type: "markVersion", version: 1, stable: true, ...name("web") });
    did(server, { type: "setRetention", retention: { ...defaultRetention, versions: 1 }, origin });
    for (let at = 0; at < 5; at++) register(server, { groups: [{ env: { A: `next ${String(at)}` } }] });
    const running = [...(server.state.liveOfJob.get(1) ?? [])].map((key) => server.state.allocations.get(key)?.version);
    expect(running).toEqual([2]);
    expect(may(server, true).versions.map(({ version }) => version)).not.toContain(2);
    expect(forgotten(server).filter((version) => version < 3)).toEqual([]);
    did(server, { type: "untagVersion", tag: "golden", ...name("web") });
    expect(forgotten(server)).toContain(0);
  });
});

describe("what has ended", () => {
  test("[V12] goes when its time is over, and not before: allocations and evaluations after an hour", () => {
    const server = serverWith();
    register(server);
    settle(server);
    register(server, { groups: [{ env: { A: "2" } }] });
    settle(server);
    expect(garbageSize(may(server))).toBe(0);
    server.now = (server.state.allocations.get(1)?.modifiedAt ?? 0) + hour - 1;
    expect(may(server)).toMatchObject({ allocations: [] });
    server.now += 1;
    const garbage = collect(server);
    expect(garbage.allocations).toEqual([1]);
    expect(garbage.evaluations.length).toBeGreaterThan(0);
    expect(server.state.allocations.has(1)).toBe(false);
    expect([...(server.state.liveOfJob.get(1) ?? [])]).toEqual([2]);
    expect(server.state.instances.get("1/0/web")).toMatchObject({ runs: 2, allocation: 2 });
  });

  test("[V12] of a job that runs to its end they stay for a day, the newest of each instance for as long as the job", () => {
    const server = serverWith();
    register(server, { type: "batch", groups: [{ count: 2 }] });
    finish(server);
    server.now += 3 * hour;
    expect(garbageSize(may(server))).toBe(0);
    const { jobsMs: _, ...kept } = defaultRetention;
    did(server, { type: "setRetention", retention: { ...kept, jobsMs: null }, origin });
    server.now += 100 * 24 * hour;
    expect(may(server)).toMatchObject({ jobs: [], allocations: [] });
    expect(server.state.allocations.size()).toBe(2);
  });

  test("[V13] a dead job goes after four hours with all that is left of it, one that runs or is tagged never", () => {
    const server = serverWith();
    register(server, { id: "done", type: "batch" });
    register(server, { id: "tagged", type: "batch" });
    did(server, { type: "tagVersion", tag: "golden", description: "", version: null, ...name("tagged") });
    register(server, { id: "stopped" });
    register(server, { id: "stays" });
    did(server, { type: "stopJob", ...name("stopped") });
    workOff(server);
    startAll(server);
    for (const { run } of openRuns(server))
      if (server.state.allocations.get(run.alloc)?.jobId !== "stays") exited(server, run);
    workOff(server);
    server.now += 4 * hour - 1;
    expect(may(server).jobs).toEqual([]);
    server.now += 1;
    collectAll(server);
    const left = [...server.state.jobs.entries()].map(([, { spec }]) => spec.id);
    expect(left.toSorted()).toEqual(["stays", "tagged"]);
    const known = new Set([...server.state.jobs.entries()].map(([key]) => key));
    for (const [, one] of server.state.allocations.entries()) expect(known.has(one.job)).toBe(true);
    for (const [, one] of server.state.evaluations.entries()) expect(known.has(one.job)).toBe(true);
    for (const [key] of server.state.instances.entries()) expect(known.has(Number.parseInt(key, 10))).toBe(true);
    register(server, { id: "done", type: "batch" });
    expect(job(server, "done")).toMatchObject({ version: 0 });
  });

  test("[V13] children that have ended go after their own time, and count for their parent no more; a schedule stays", () => {
    const server = serverWith();
    did(server, { type: "registerJob", spec: periodicJob(60), origin });
    server.now += 60_000;
    did(server, must(dueLaunch(everySeconds, job(server, "report"), server.now), "a launch"));
    finish(server);
    expect(job(server, "report").launches?.children).toEqual({ pending: 0, running: 0, dead: 1 });
    did(server, { type: "setRetention", retention: { ...defaultRetention, childrenMs: hour }, origin });
    server.now += hour;
    collectAll(server);
    expect(job(server, "report").launches?.children).toEqual({ pending: 0, running: 0, dead: 0 });
    expect([...server.state.jobs.entries()]).toHaveLength(1);
  });

  test("[V12] null keeps for good, force does not wait, and neither takes what runs", () => {
    const server = serverWith();
    register(server);
    settle(server);
    register(server, { groups: [{ env: { A: "2" } }] });
    settle(server);
    const retention = {
      ...defaultRetention,
      allocationsMs: null,
      evaluationsMs: null,
      deploymentsMs: null,
      jobsMs: null,
    };
    did(server, { type: "setRetention", retention, origin });
    expect(did(server, { type: "setRetention", retention, origin }).events).toEqual([]);
    server.now += 1000 * 24 * hour;
    expect(garbageSize({ ...may(server), versions: [] })).toBe(0);
    expect(may(server, true).allocations).toEqual([1]);
    collectAll(server, true);
    expect([...(server.state.liveOfJob.get(1) ?? [])]).toEqual([2]);
    const replayed = emptyState("seed");
    for (const entry of server.entries) evolve(replayed, entry, nothingTouched());
    expect(tablesOf(replayed)).toEqual(tablesOf(server.state));
  });

  test("[V12] nothing to forget is no event", () => {
    const server = serverWith();
    expect(did(server, { type: "collectGarbage", candidates: noGarbage, force: true }).events).toEqual([]);
    const candidates = { ...noGarbage, jobs: [7], allocations: [7], evaluations: [7], deployments: [7] };
    expect(did(server, { type: "collectGarbage", candidates, force: true }).events).toEqual([]);
  });
});
