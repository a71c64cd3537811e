import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import { allocationDueAt } from "../due.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { versionKey } from "../state.ts";
import { allocationOf, lifecycleSpec, serverRunning } from "../testing/lifecycles.ts";
import { dawn, did, exited, origin, send, started, wait, workOff, type TestServer } from "../testing/test-server.ts";
import { hasExpired, wasLostWithNode } from "./ended.ts";

const run = (task = "main", attempt = 1) => ({ alloc: 1, attempt, task });
const keysOf = (decision: { readonly effects: readonly { readonly key: string }[] }): readonly string[] =>
  decision.effects.map(({ key }) => key);
const due = { type: "allocationDue", allocation: 1 } as const;

describe("the longest run", () => {
  const bounded = (): TestServer =>
    serverRunning(lifecycleSpec([{ name: "main" }, { name: "clean", hook: "poststop" }], { maxRunDurationMs: 5000 }));

  test("[X2] does not bound what is left of a purged job, wherever its definition is kept", () => {
    for (const isKept of [true, false]) {
      const server = bounded();
      const spec = must(server.state.jobs.get(1), "job").spec;
      did(server, { type: "purgeJob", namespace: "default", id: "web", origin });
      if (isKept) server.state.specs.set(versionKey(1, 0), spec);
      started(server, run());
      expect(allocationOf(server).expiresAt).toBeNull();
    }
  });

  test("[T20] is counted from the first start; then the tasks are asked to stop and the allocation has failed for good", () => {
    const server = bounded();
    server.now += 100;
    started(server, run());
    expect(allocationDueAt(allocationOf(server))).toBe(dawn + 5100);
    server.now += 5000;
    const expired = did(server, due);
    expect(expired.events.map(({ type }) => type)).toEqual(["allocationExpired"]);
    expect(keysOf(expired)).toEqual(["stop/1/1/main"]);
    expect(did(server, due).events).toEqual([]);
    expect(keysOf(exited(server, run(), 143))).toEqual(["start/1/1/clean"]);
    exited(server, run("clean"));
    expect(allocationOf(server)).toMatchObject({
      client: "failed",
      desired: "run",
      clientDescription: "It ran for as long as its group allows",
    });
    expect(hasExpired(allocationOf(server))).toBe(true);
    workOff(server);
    wait(server, 3_600_000);
    workOff(server);
    expect(server.state.liveOfJob.has(1)).toBe(false);
  });

  test("[T20] counts restarts and their waits, and ends what waits to restart", () => {
    const server = bounded();
    started(server, run());
    exited(server, run(), 1);
    expect(allocationOf(server).client).toBe("pending");
    wait(server, 5000);
    exited(server, run("clean"));
    expect(allocationOf(server)).toMatchObject({ client: "failed", hasExpired: true });
  });

  test("[T20] is no matter once the mains have ended or the allocation was asked to stop", () => {
    const server = bounded();
    started(server, run());
    did(server, { type: "stopAllocation", allocation: 1, origin });
    expect(allocationDueAt(allocationOf(server))).toBeNull();
    exited(server, run(), 143);
    wait(server, 10_000);
    exited(server, run("clean"));
    expect(allocationOf(server)).toMatchObject({ client: "complete", hasExpired: false });
  });
});

describe("out of sight", () => {
  const withDisconnect = (lostAfterMs: number): JobSpec => {
    const spec = lifecycleSpec([{ name: "main", shutdownDelayMs: 1000 }]);
    const disconnect = { lostAfterMs, stopOnClientAfterMs: null, replace: false, reconcile: "best_score" };
    return { ...spec, taskGroups: spec.taskGroups.map((group) => ({ ...group, disconnect })) };
  };
  const unseen = (): TestServer => {
    const server = serverRunning(withDisconnect(60_000));
    started(server, run());
    did(server, { type: "reportNode", node: 1, status: "down", description: "no heartbeat" });
    workOff(server);
    return server;
  };

  test("[T21] it counts as lost when its node has not returned in time, and its job is looked at", () => {
    const server = unseen();
    expect(allocationOf(server).client).toBe("unknown");
    expect(allocationDueAt(allocationOf(server))).toBe(dawn + 60_000);
    server.now += 59_999;
    expect(did(server, due).events).toEqual([]);
    server.now += 1;
    const gone = did(server, due);
    expect(gone.events).toMatchObject([
      { type: "allocationLost", reason: "Its node was out of sight for longer than 1m" },
      { type: "nodeStatusChanged", status: "down" },
      { type: "evaluationCreated", triggeredBy: "max-disconnect-timeout" },
    ]);
    expect(allocationOf(server)).toMatchObject({ client: "lost", disconnectedAt: null, lostAt: null });
    expect(wasLostWithNode(allocationOf(server))).toBe(true);
  });

  test("[T21] nothing else of it comes due meanwhile; once seen again, all that did", () => {
    const server = unseen();
    did(server, { type: "stopAllocation", allocation: 1, origin });
    expect(allocationOf(server).client).toBe("unknown");
    expect(allocationDueAt(allocationOf(server))).toBe(dawn + 60_000);
    server.now += 2000;
    expect(did(server, due).events).toEqual([]);
    did(server, { type: "reportNode", node: 1, status: "ready", description: "" });
    expect(allocationOf(server)).toMatchObject({ client: "running", lostAt: null });
    expect(keysOf(did(server, due))).toEqual(["stop/1/1/main"]);
  });
});

describe("given up", () => {
  const down = (server: TestServer) =>
    did(server, { type: "reportNode", node: 1, status: "down", description: "no heartbeat" });

  test("[T22] a run that was given up and runs after all is asked to stop, once", () => {
    const server = serverRunning(lifecycleSpec([{ name: "main" }]));
    started(server, run());
    down(server);
    expect(allocationOf(server).client).toBe("lost");
    expect(wasLostWithNode(allocationOf(server))).toBe(true);
    expect(keysOf(started(server, run()))).toEqual(["stop/1/1/main"]);
    expect(allocationOf(server).client).toBe("lost");
    expect(must(allocationOf(server).tasks["main"], "task").events.at(-1)?.type).toBe("Killing");
    expect(started(server, run())).toEqual({ events: [], effects: [], settled: ["start/1/1/main"] });
    expect(exited(server, run(), 143)).toMatchObject({ events: [], settled: ["start/1/1/main", "stop/1/1/main"] });
  });

  test("[T22] what had been asked before is not asked again, what a shutdown delay held back is", () => {
    const server = serverRunning(lifecycleSpec([{ name: "a" }, { name: "b", shutdownDelayMs: 60_000 }]));
    for (const name of ["a", "b"]) started(server, run(name));
    did(server, { type: "stopAllocation", allocation: 1, origin });
    down(server);
    expect(keysOf(started(server, run("a")))).toEqual([]);
    expect(keysOf(started(server, run("b")))).toEqual(["stop/1/1/b"]);
  });

  test("[T23] a loss says whether the node went with it", () => {
    for (const withNode of [true, false]) {
      const server = serverRunning(lifecycleSpec([{ name: "main" }]));
      send(server, { type: "observeTask", report: { type: "lost", run: run(), at: dawn, reason: "gone", withNode } });
      expect(allocationOf(server).client).toBe("lost");
      expect(wasLostWithNode(allocationOf(server))).toBe(withNode);
    }
  });
});
