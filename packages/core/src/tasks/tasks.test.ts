import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import { mainRole } from "../model/task-state.ts";
import type { Allocation } from "../model/allocation.ts";
import { jobNameKey } from "../model/ids.ts";
import type { RestartPolicy } from "../model/job-spec.ts";
import { keptTaskEvents, type TaskState } from "../model/task-state.ts";
import type { TaskReport } from "../model/run.ts";
import { newTask } from "./transition.ts";
import { outcomeOfRun } from "./restart.ts";
import { jobOf, type GroupGiven, type JobGiven } from "../testing/specs.ts";
import {
  bigNode,
  dawn,
  did,
  exited,
  lost,
  openRuns,
  origin,
  report,
  serverWith,
  startAll,
  started,
  stopAll,
  wait,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

const named = { namespace: "default", id: "web", origin };

const placed = (group: GroupGiven = {}, job: JobGiven = {}): TestServer => {
  const server = serverWith();
  did(server, { type: "registerJob", spec: jobOf({ ...job, groups: [group] }), origin });
  workOff(server);
  return server;
};

const allocation = (server: TestServer, key = 1): Allocation => must(server.state.allocations.get(key), "allocation");
const task = (server: TestServer, name = "main"): TaskState => must(allocation(server).tasks[name], "task");
const run = (attempt = 1, name = "main", alloc = 1) => ({ alloc, attempt, task: name });
const eventsOf = (state: TaskState): readonly string[] => state.events.map(({ type }) => type);
const keysOf = (decision: { readonly effects: readonly { readonly key: string }[] }): readonly string[] =>
  decision.effects.map(({ key }) => key);

describe("what an engine saw", () => {
  test("[T9] an allocation starts, runs and completes", () => {
    const server = placed({}, { type: "batch" });
    expect(allocation(server)).toMatchObject({ client: "pending", desired: "run" });
    expect(
      did(server, { type: "observeTask", report: { type: "started", run: run(), at: dawn, pid: 7 } }).settled,
    ).toEqual(["start/1/1/main"]);
    expect(allocation(server).client).toBe("running");
    expect(exited(server, run()).settled).toEqual(["start/1/1/main", "stop/1/1/main"]);
    expect(allocation(server)).toMatchObject({ client: "complete", clientDescription: "All tasks have completed" });
    expect(eventsOf(task(server))).toEqual(["Received", "Started", "Terminated"]);
    expect(task(server)).toMatchObject({ phase: "dead", failed: false, exitCode: 0 });
  });

  test("[T9] lost comes before failed, failed before complete", () => {
    const ends = (kinds: readonly ("lost" | "failed" | "complete")[]) => {
      const server = placed({ tasks: ["a", "b"], restart: { attempts: 0 } }, { type: "batch" });
      for (const [at, kind] of kinds.entries()) {
        const one = run(1, at === 0 ? "a" : "b");
        if (kind === "lost") lost(server, one);
        else exited(server, one, kind === "failed" ? 1 : 0);
      }
      return allocation(server).client;
    };
    expect(ends(["complete", "complete"])).toBe("complete");
    expect(ends(["complete", "failed"])).toBe("failed");
    expect(ends(["failed", "lost"])).toBe("lost");
  });

  test("[T2] repeated, late and unknown reports change nothing", () => {
    const server = placed({ restart: { attempts: 1, delayMs: 0 } });
    started(server, run());
    expect(started(server, run()).events).toEqual([]);
    exited(server, run(), 1);
    expect(exited(server, run(), 1).events).toEqual([]);
    expect(started(server, run()).events).toEqual([]);
    wait(server, 1);
    expect(exited(server, run(1), 0).events).toEqual([]);
    for (const unknown of [run(1, "other"), run(1, "constructor"), run(1, "main", 99), run(9)])
      expect(
        did(server, {
          type: "observeTask",
          report: { type: "lost", run: unknown, at: dawn, reason: "", withNode: false },
        }),
      ).toEqual({
        events: [],
        effects: [],
        settled: [
          `start/${String(unknown.alloc)}/${String(unknown.attempt)}/${unknown.task}`,
          `stop/${String(unknown.alloc)}/${String(unknown.attempt)}/${unknown.task}`,
        ],
      });
    expect(task(server)).toMatchObject({ attempt: 2, phase: "pending", issued: true, role: mainRole });
  });

  test("[T2] leaked processes are listed until they are gone", () => {
    const server = placed({}, { type: "batch" });
    exited(server, run());
    report(server, { type: "leaked", run: run(), at: dawn, pids: [7, 8] });
    expect(task(server).leakedPids).toEqual([7, 8]);
    expect(report(server, { type: "leaked", run: run(), at: dawn, pids: [7, 8] }).events).toEqual([]);
    report(server, { type: "leaked", run: run(), at: dawn, pids: [] });
    expect(task(server).leakedPids).toEqual([]);
  });

  test("[T10] the newest twenty events are kept", () => {
    const server = placed();
    started(server, run());
    for (let step = 0; step < 40; step++)
      report(server, { type: "signalled", run: run(), at: dawn + step, signal: "SIGHUP", reason: `${String(step)}` });
    expect(task(server).events).toHaveLength(keptTaskEvents);
    expect(task(server).events.at(-1)?.message).toBe("SIGHUP: 39");
  });
});

describe("restart policy", () => {
  const policy = (given: Partial<RestartPolicy> = {}): RestartPolicy => ({
    attempts: 2,
    intervalMs: 60_000,
    delayMs: 5000,
    mode: "fail",
    renderTemplates: false,
    ...given,
  });
  const exit = (exitCode: number, at = dawn): Extract<TaskReport, { readonly type: "exited" }> => ({
    type: "exited",
    run: run(),
    at,
    exitCode,
    signal: 0,
    oomKilled: false,
  });
  const fresh = newTask({ attempt: 1, at: dawn, issued: true, role: mainRole });
  const service = { type: "service" as const, stopping: false };

  test("[T5] a service restarts after its delay, whatever the exit status", () => {
    for (const code of [0, 1])
      expect(outcomeOfRun(fresh, exit(code), { ...service, policy: policy() })).toEqual({
        type: "restart",
        restartAt: dawn + 5000,
        window: { since: dawn, count: 1 },
        reason: "Restarting in 5s",
      });
  });

  test("[T5] attempts are counted within one interval, then it fails", () => {
    const used = { ...fresh, window: { since: dawn, count: 2 } };
    expect(outcomeOfRun(used, exit(1, dawn + 59_999), { ...service, policy: policy() })).toEqual({
      type: "end",
      failed: true,
      lost: false,
      reason: 'Exceeded allowed attempts 2 in interval 1m and mode is "fail"',
    });
    expect(outcomeOfRun(used, exit(1, dawn + 60_000), { ...service, policy: policy() })).toMatchObject({
      type: "restart",
      window: { since: dawn + 60_000, count: 1 },
    });
  });

  test("[T5] in mode delay it waits until the interval has passed", () => {
    const used = { ...fresh, window: { since: dawn, count: 2 } };
    expect(outcomeOfRun(used, exit(1, dawn + 20_000), { ...service, policy: policy({ mode: "delay" }) })).toMatchObject(
      {
        type: "restart",
        restartAt: dawn + 65_000,
      },
    );
  });

  test("[T5] no attempts are no restarts, in either mode", () => {
    for (const mode of ["fail", "delay"])
      expect(outcomeOfRun(fresh, exit(1), { ...service, policy: policy({ attempts: 0, mode }) })).toEqual({
        type: "end",
        failed: true,
        lost: false,
        reason: "Policy allows no restarts",
      });
  });

  test("[T5] a batch task that exits 0 has succeeded; one that fails restarts", () => {
    const batch = { type: "batch" as const, stopping: false, policy: policy() };
    expect(outcomeOfRun(fresh, exit(0), batch)).toMatchObject({ type: "end", failed: false });
    expect(outcomeOfRun(fresh, exit(1), batch)).toMatchObject({ type: "restart" });
  });

  test("[T12] a task that was asked to stop ends without having failed", () => {
    expect(outcomeOfRun(fresh, exit(137), { ...service, stopping: true, policy: policy() })).toMatchObject({
      type: "end",
      failed: false,
    });
    const asked = { ...fresh, stopRequestedAt: dawn };
    expect(outcomeOfRun(asked, exit(143), { ...service, policy: policy() })).toMatchObject({
      type: "end",
      failed: false,
    });
  });

  test("[T11] what could not be started is not tried again", () => {
    const server = placed();
    report(server, { type: "startFailed", run: run(), at: dawn, reason: "no such file" });
    expect(allocation(server).client).toBe("failed");
    expect(eventsOf(task(server))).toEqual(["Received", "Driver Failure", "Not Restarting"]);
  });

  test("[T4] a restart is the next attempt, made once it is due", () => {
    const server = placed({ restart: { attempts: 2, delayMs: 5000 } });
    started(server, run());
    exited(server, run(), 1);
    expect(allocation(server)).toMatchObject({ client: "pending", clientDescription: "Waiting to restart" });
    const restart = { type: "allocationDue", allocation: 1 } as const;
    server.now += 4999;
    expect(did(server, restart).events).toEqual([]);
    server.now += 1;
    expect(keysOf(did(server, restart))).toEqual(["start/1/2/main"]);
    expect(did(server, restart).events).toEqual([]);
    expect(task(server)).toMatchObject({ attempt: 2, restarts: 1, restartAt: null, issued: true });
    expect(server.state.instances.get("1/0/web")).toEqual({ runs: 2, allocation: 1 });
  });

  test("[T4] never of an allocation that was asked to stop, nor of one that nobody knows", () => {
    const server = placed({ restart: { attempts: 2, delayMs: 5000 } });
    exited(server, run(), 1);
    did(server, { type: "stopJob", ...named });
    workOff(server);
    server.now += 60_000;
    for (const key of [1, 999]) expect(did(server, { type: "allocationDue", allocation: key }).events).toEqual([]);
    expect(allocation(server).client).toBe("complete");
  });

  test("[T12] nothing of a purged job is restarted, even before its evaluation is worked off", () => {
    const server = placed({ restart: { attempts: 2 } });
    started(server, run());
    const spec = jobOf({ groups: [{ restart: { attempts: 2 } }] });
    did(server, { type: "purgeJob", ...named });
    // As it is when the specification is still on disk.
    server.state.specs.set("1/0", spec);
    exited(server, run(), 1);
    expect(allocation(server)).toMatchObject({ client: "complete", desired: "run" });
    workOff(server);
    expect(openRuns(server)).toEqual([]);
  });
});

describe("tasks of one allocation", () => {
  test("[T7] when one fails for good the others are asked to stop", () => {
    const server = placed({ tasks: ["main", "side", "late"], restart: { attempts: 0 } });
    started(server, run(1, "main"));
    started(server, run(1, "side"));
    expect(keysOf(exited(server, run(1, "main"), 1))).toEqual(["stop/1/1/side", "stop/1/1/late"]);
    expect(eventsOf(task(server, "side"))).toEqual(["Received", "Started", "Sibling Task Failed"]);
    expect(allocation(server).client).toBe("running");
    exited(server, run(1, "side"), 143);
    exited(server, run(1, "late"), 143);
    expect(allocation(server)).toMatchObject({ client: "failed", clientDescription: "Failed tasks" });
    expect(task(server, "side").failed).toBe(false);
  });

  test("[T7] [T8] a sibling that waits for its restart ends at once", () => {
    const server = placed({ tasks: ["main", "side"], restart: { attempts: 1, delayMs: 5000 } });
    exited(server, run(1, "side"), 1);
    const failed = report(server, { type: "startFailed", run: run(1, "main"), at: dawn, reason: "no such file" });
    expect(keysOf(failed)).toEqual([]);
    expect(task(server, "side")).toMatchObject({ phase: "dead", failed: false, restartAt: null });
    expect(allocation(server).client).toBe("failed");
  });

  test("[T3] a task is asked to stop once, however often the allocation is stopped", () => {
    const server = placed({ tasks: ["main", "side"], restart: { attempts: 0 } });
    startAll(server);
    exited(server, run(1, "main"), 1);
    did(server, { type: "stopJob", ...named });
    workOff(server);
    expect([...server.asked.values()].map(({ effect, count }) => [effect.key, count])).toEqual([
      ["start/1/1/main", 1],
      ["start/1/1/side", 1],
      ["stop/1/1/side", 1],
    ]);
  });

  test("[T8] stopped while it waits to restart, it ends without the engine being asked", () => {
    const server = placed({ restart: { attempts: 1, delayMs: 5000 } });
    exited(server, run(), 1);
    expect(keysOf(did(server, { type: "stopAllocation", allocation: 1, origin }))).toEqual([]);
    expect(allocation(server)).toMatchObject({ client: "complete", desired: "stop" });
    expect(task(server).events.at(-1)?.message).toBe("Stopped before it started");
  });

  test("[T8] stopped before its start was seen, the engine is asked", () => {
    const server = placed();
    expect(keysOf(did(server, { type: "stopAllocation", allocation: 1, origin }))).toEqual(["stop/1/1/main"]);
    started(server, run());
    expect(allocation(server)).toMatchObject({ client: "running", desired: "stop" });
    exited(server, run(), 143);
    expect(eventsOf(task(server))).toEqual(["Received", "Killing", "Started", "Terminated", "Killed"]);
  });
});

describe("one instance after another", () => {
  test("[T1] a replacement starts when its predecessor has ended", () => {
    const server = placed();
    startAll(server);
    did(server, { type: "registerJob", spec: jobOf({ groups: [{ env: { A: "1" } }] }), origin });
    workOff(server);
    expect(allocation(server, 2)).toMatchObject({ client: "pending", previous: 1 });
    expect(openRuns(server).map((one) => [one.run.alloc, one.stopAsked])).toEqual([[1, true]]);
    expect(keysOf(exited(server, run(), 143))).toEqual(["start/2/2/main"]);
  });

  test("[T1] two replacements later it still waits for the one that runs", () => {
    const server = placed();
    startAll(server);
    for (const A of ["1", "2", "3"]) {
      did(server, { type: "registerJob", spec: jobOf({ groups: [{ env: { A } }] }), origin });
      workOff(server);
    }
    expect([2, 3].map((key) => allocation(server, key).client)).toEqual(["complete", "complete"]);
    expect(openRuns(server)).toHaveLength(1);
    expect(keysOf(exited(server, run(), 143))).toEqual(["start/4/4/main"]);
  });

  test("[T1] a purged job's processes hold their room, and its name runs again beside them", () => {
    const server = serverWith({ ...bigNode, cpuMhz: 150 });
    const spec = jobOf();
    did(server, { type: "registerJob", spec, origin });
    workOff(server);
    did(server, { type: "purgeJob", ...named });
    did(server, { type: "registerJob", spec, origin });
    workOff(server);
    const key = server.state.jobKeys.get(jobNameKey("default", "web")) ?? 0;
    expect(server.state.jobs.get(key)?.groups["web"]?.now.queued).toBe(1);
    stopAll(server);
    workOff(server);
    expect(server.state.jobs.get(key)?.groups["web"]?.now.starting).toBe(1);
  });
});
