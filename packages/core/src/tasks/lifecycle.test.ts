import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { TaskState } from "../model/task-state.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { dawn, did, exited, lost, origin, started, wait, workOff, type TestServer } from "../testing/test-server.ts";

const run = (task: string, attempt = 1) => ({ alloc: 1, attempt, task });
const keysOf = (decision: { readonly effects: readonly { readonly key: string }[] }): readonly string[] =>
  decision.effects.map(({ key }) => key);
const task = (server: TestServer, name: string): TaskState => must(allocationOf(server).tasks[name], "task");
const typesOf = (server: TestServer, name: string) => task(server, name).events.map(({ type }) => type);
const askedOf = (server: TestServer): readonly string[] => [...server.asked.keys()];
const stopIt = (server: TestServer): readonly string[] =>
  keysOf(did(server, { type: "stopAllocation", allocation: 1, origin }));

const never = { attempts: 0, intervalMs: 60_000, delayMs: 0, mode: "fail", renderTemplates: false };

describe("the order of a group's tasks", () => {
  const whole = [
    { name: "init", hook: "prestart" },
    { name: "proxy", hook: "prestart sidecar" },
    { name: "main" },
    { name: "warm", hook: "poststart" },
    { name: "clean", hook: "poststop" },
  ];

  test("[T15] mains start when prestart tasks have exited 0 and prestart sidecars run", () => {
    const server = serverRunning(lifecycleSpec(whole, {}, { type: "batch" }));
    expect(askedOf(server)).toEqual(["start/1/1/init", "start/1/1/proxy"]);
    started(server, run("init"));
    expect(keysOf(exited(server, run("init")))).toEqual([]);
    expect(task(server, "init").phase).toBe("dead");
    expect(keysOf(started(server, run("proxy")))).toEqual(["start/1/1/main"]);
    expect(keysOf(started(server, run("main")))).toEqual(["start/1/1/warm"]);
    started(server, run("warm"));
    exited(server, run("warm"));
    expect(keysOf(exited(server, run("main")))).toEqual(["stop/1/1/proxy", "start/1/1/clean"]);
    expect(typesOf(server, "proxy")).toEqual(["Received", "Started", "Main Tasks Dead"]);
    exited(server, run("proxy"), 143);
    expect(allocationOf(server).client).toBe("pending");
    started(server, run("clean"));
    exited(server, run("clean"));
    expect(allocationOf(server).client).toBe("complete");
  });

  test("[T15] what is done once before or after the mains has succeeded with 0, in a service too; a sidecar runs again", () => {
    const server = serverRunning(lifecycleSpec(whole));
    started(server, run("init"));
    started(server, run("proxy"));
    exited(server, run("proxy"));
    exited(server, run("init"));
    expect(task(server, "init")).toMatchObject({ phase: "dead", failed: false });
    expect(task(server, "proxy")).toMatchObject({ phase: "pending", restartAt: dawn + 15_000 });
    expect(task(server, "main").issued).toBe(false);
    wait(server, 15_000);
    expect(keysOf(started(server, run("proxy", 2)))).toEqual(["start/1/1/main"]);
  });

  test("[T15] a prestart task restarts as its policy says; when it has failed for good, nothing starts after it", () => {
    const policy = { ...never, attempts: 1 };
    const server = serverRunning(
      lifecycleSpec([
        { name: "init", hook: "prestart", restart: policy },
        { name: "main" },
        { name: "clean", hook: "poststop" },
      ]),
    );
    exited(server, run("init"), 1);
    wait(server, 1);
    exited(server, run("init", 2), 1);
    expect(allocationOf(server).client).toBe("failed");
    expect(task(server, "main")).toMatchObject({ phase: "dead", startedAt: null, failed: false });
    expect(askedOf(server)).toEqual(["start/1/1/init", "start/1/2/init"]);
  });

  test("[T16] poststart tasks wait until all mains run, and miss their turn when the mains have ended before", () => {
    const two = [
      { name: "a" },
      { name: "b" },
      { name: "warm", hook: "poststart" },
      { name: "log", hook: "poststart sidecar" },
    ];
    const server = serverRunning(lifecycleSpec(two, {}, { type: "batch" }));
    started(server, run("a"));
    expect(keysOf(started(server, run("b")))).toEqual(["start/1/1/warm", "start/1/1/log"]);
    started(server, run("warm"));
    started(server, run("log"));
    exited(server, run("a"));
    expect(keysOf(exited(server, run("b")))).toEqual([]);
    expect(keysOf(exited(server, run("warm")))).toEqual(["stop/1/1/log"]);
    exited(server, run("log"), 143);
    expect(allocationOf(server).client).toBe("complete");

    const short = serverRunning(lifecycleSpec(two, {}, { type: "batch" }));
    started(short, run("a"));
    exited(short, run("a"));
    exited(short, run("b"));
    expect(allocationOf(short).client).toBe("complete");
    expect(task(short, "warm")).toMatchObject({ phase: "dead", startedAt: null, failed: false });
  });

  test("[T16] a task that fails for good takes the others with it, whatever its hook", () => {
    const server = serverRunning(
      lifecycleSpec([{ name: "main" }, { name: "warm", hook: "poststart", restart: never }]),
    );
    started(server, run("main"));
    expect(keysOf(exited(server, run("warm"), 1))).toEqual(["stop/1/1/main"]);
    exited(server, run("main"), 143);
    expect(allocationOf(server).client).toBe("failed");
  });

  test("[T17] poststop runs after a stop, after a failure, and is not asked to stop itself", () => {
    const tasks = [
      { name: "main", restart: never },
      { name: "clean", hook: "poststop", restart: { ...never, attempts: 1 } },
    ];
    for (const ends of ["stop", "failure"]) {
      const server = serverRunning(lifecycleSpec(tasks));
      started(server, run("main"));
      if (ends === "stop") expect(stopIt(server)).toEqual(["stop/1/1/main"]);
      expect(keysOf(exited(server, run("main"), 1))).toEqual(["start/1/1/clean"]);
      started(server, run("clean"));
      if (ends === "failure") expect(stopIt(server)).toEqual([]);
      exited(server, run("clean"), 1);
      wait(server, 1);
      started(server, run("clean", 2));
      exited(server, run("clean", 2));
      expect(allocationOf(server).client).toBe(ends === "stop" ? "complete" : "failed");
    }
  });

  test("[T17] poststop has its policy's attempts and no more, whatever the mode", () => {
    const restart = { ...never, attempts: 2, intervalMs: 10, mode: "delay" };
    const server = serverRunning(lifecycleSpec([{ name: "main" }, { name: "clean", hook: "poststop", restart }]));
    started(server, run("main"));
    stopIt(server);
    exited(server, run("main"), 143);
    for (const attempt of [1, 2, 3]) {
      started(server, run("clean", attempt));
      exited(server, run("clean", attempt), 1);
      wait(server, 60_000);
    }
    expect(allocationOf(server).client).toBe("failed");
  });

  test("[T17] poststop has no turn when no main had started, and none on a node that was lost", () => {
    const tasks = [{ name: "init", hook: "prestart" }, { name: "main" }, { name: "clean", hook: "poststop" }];
    const server = serverRunning(lifecycleSpec(tasks));
    started(server, run("init"));
    expect(stopIt(server)).toEqual(["stop/1/1/init"]);
    exited(server, run("init"), 143);
    expect(allocationOf(server).client).toBe("complete");

    for (const withNode of [true, false]) {
      const gone = serverRunning(lifecycleSpec(tasks.slice(1)));
      started(gone, run("main"));
      expect(keysOf(lost(gone, run("main"), withNode))).toEqual(withNode ? [] : ["start/1/1/clean"]);
    }
  });

  test("[T8] [T17] mains that wait to restart end when asked, and leave poststop its turn", () => {
    const server = serverRunning(lifecycleSpec([{ name: "main" }, { name: "clean", hook: "poststop" }]));
    started(server, run("main"));
    exited(server, run("main"), 1);
    expect(stopIt(server)).toEqual(["start/1/1/clean"]);
    expect(allocationOf(server).client).toBe("pending");
    exited(server, run("clean"));
    workOff(server);
    expect(allocationOf(server).client).toBe("complete");
    expect(askedOf(server)).toContain("start/2/2/main");
  });

  test("[T18] the leader goes first, then what is no sidecar, then the sidecars", () => {
    const server = serverRunning(
      lifecycleSpec([
        { name: "proxy", hook: "prestart sidecar" },
        { name: "lead", leader: true },
        { name: "side" },
        { name: "clean", hook: "poststop" },
      ]),
    );
    for (const name of ["proxy", "lead", "side"]) started(server, run(name));
    expect(stopIt(server)).toEqual(["stop/1/1/lead"]);
    expect(keysOf(exited(server, run("lead"), 143))).toEqual(["stop/1/1/side"]);
    expect(keysOf(exited(server, run("side"), 143))).toEqual(["stop/1/1/proxy", "start/1/1/clean"]);
    exited(server, run("proxy"), 143);
    exited(server, run("clean"));
    expect(allocationOf(server)).toMatchObject({ client: "complete", desired: "stop" });
  });

  test("[T18] the end of the leader is the end of all, its restart is not", () => {
    const server = serverRunning(
      lifecycleSpec(
        [{ name: "lead", leader: true }, { name: "side" }, { name: "clean", hook: "poststop" }],
        { restart: { attempts: 1, intervalMs: 60_000, delayMs: 0 } },
        { type: "batch" },
      ),
    );
    started(server, run("lead"));
    started(server, run("side"));
    expect(keysOf(exited(server, run("lead"), 1))).toEqual([]);
    wait(server, 1);
    started(server, run("lead", 2));
    expect(keysOf(exited(server, run("lead", 2)))).toEqual(["stop/1/1/side"]);
    expect(task(server, "side").events.at(-1)).toMatchObject({
      type: "Leader Task Dead",
      message: "Leader Task Dead in Group",
    });
    expect(keysOf(exited(server, run("side"), 143))).toEqual(["start/1/1/clean"]);
    exited(server, run("clean"));
    expect(allocationOf(server).client).toBe("complete");
  });
});

describe("shutdown delays", () => {
  test("[T19] the kill signal follows when the delay is over; an end meanwhile is just an end", () => {
    const spec = lifecycleSpec([{ name: "a", shutdownDelayMs: 2000 }, { name: "b" }], { shutdownDelayMs: 1000 });
    const server = serverRunning(spec);
    started(server, run("a"));
    started(server, run("b"));
    expect(stopIt(server)).toEqual([]);
    expect([task(server, "a").killAt, task(server, "b").killAt]).toEqual([dawn + 3000, dawn + 1000]);
    wait(server, 1000);
    expect(askedOf(server).slice(2)).toEqual(["stop/1/1/b"]);
    exited(server, run("a"));
    expect(task(server, "a")).toMatchObject({ phase: "dead", killAt: null });
    wait(server, 2000);
    exited(server, run("b"), 143);
    expect(askedOf(server).slice(2, 3)).toEqual(["stop/1/1/b"]);
    expect(typesOf(server, "b")).toEqual([
      "Received",
      "Started",
      "Killing",
      "Waiting for shutdown delay",
      "Terminated",
      "Killed",
    ]);
  });

  test("[T19] the group's delay runs once, for those that go later too", () => {
    const spec = lifecycleSpec([{ name: "lead", leader: true }, { name: "side" }], { shutdownDelayMs: 1000 });
    const server = serverRunning(spec);
    started(server, run("lead"));
    started(server, run("side"));
    stopIt(server);
    wait(server, 1000);
    expect(keysOf(exited(server, run("lead"), 143))).toEqual(["stop/1/1/side"]);
  });
});
