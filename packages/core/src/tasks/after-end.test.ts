import { describe, expect, test } from "vitest";
import type { Event } from "../event.ts";
import { jobOf, type GroupGiven, type JobGiven } from "../testing/specs.ts";
import {
  bigNode,
  dawn,
  did,
  exited,
  lost,
  nodeCommand,
  origin,
  serverWith,
  startAll,
  started,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

const run = (alloc: number, attempt = 1) => ({ alloc, attempt, task: "main" });

const running = (group: GroupGiven, job: JobGiven = {}): TestServer => {
  const server = serverWith();
  did(server, { type: "registerJob", spec: jobOf({ ...job, groups: [group] }), origin });
  workOff(server);
  startAll(server);
  return server;
};

const triggersOf = ({ events }: { readonly events: readonly Event[] }) =>
  events.flatMap((event) => (event.type === "evaluationCreated" ? [event.triggeredBy] : []));

describe("what follows from an end", () => {
  test("[T24] one that failed asks for another look at its job, unless one is coming or the job is stopped", () => {
    const server = running({ count: 2, restart: { attempts: 0 } });
    expect(triggersOf(exited(server, run(1), 1))).toEqual(["alloc-failure"]);
    expect(triggersOf(exited(server, run(2), 1))).toEqual([]);
    const stopped = running({ restart: { attempts: 0 } });
    did(stopped, { type: "stopJob", namespace: "default", id: "web", origin });
    workOff(stopped);
    expect(triggersOf(exited(stopped, run(1), 1))).toEqual([]);
  });

  test("[T6] a run lost with its node is replaced at once, one that was lost alone when its reschedule policy says", () => {
    for (const withNode of [true, false]) {
      const server = running({ reschedule: { delayMs: 30_000, delayFunction: "constant" } });
      expect(triggersOf(lost(server, run(1), withNode))).toEqual(["alloc-failure"]);
      workOff(server);
      expect(server.state.allocations.has(2)).toBe(withNode);
      server.now += 30_000;
      workOff(server);
      expect(server.state.allocations.has(2)).toBe(true);
    }
  });

  test("[T24] one that completed does so only to make room under Parallelism", () => {
    expect(triggersOf(exited(running({ count: 2, parallelism: 1 }, { type: "batch" }), run(1)))).toEqual([
      "queued-allocs",
    ]);
    expect(triggersOf(exited(running({ count: 2 }, { type: "batch" }), run(1)))).toEqual([]);
  });

  test("[T24] [P4] one that completed under an older definition asks whether it has to run again", () => {
    const disconnect = { lostAfterMs: 60_000, replace: false };
    const server = running({ disconnect }, { type: "batch" });
    did(server, { type: "reportNode", node: 1, status: "down", description: "no answer" });
    const spec = jobOf({ type: "batch", groups: [{ disconnect, env: { A: "1" } }] });
    did(server, { type: "registerJob", spec, origin });
    workOff(server);
    expect(triggersOf(exited(server, run(1)))).toEqual(["queued-allocs"]);
    did(server, { type: "reportNode", node: 1, status: "ready", description: "" });
    workOff(server);
    expect(server.state.allocations.get(2)?.version).toBe(1);
  });

  test("[T24] while a node is emptied, what ended or began to run lets the next leave it", () => {
    const server = running({ count: 2 });
    did(server, nodeCommand("node-2", bigNode));
    did(server, { type: "drainNode", id: "node-1", deadlineMs: null, ignoreSystemJobs: false, origin });
    workOff(server);
    expect(server.state.allocations.get(1)?.desired === "stop").not.toBe(
      server.state.allocations.get(2)?.desired === "stop",
    );
    const first = server.state.allocations.get(1)?.desired === "stop" ? 1 : 2;
    expect(triggersOf(exited(server, run(first), 143))).toEqual(["node-drain"]);
    workOff(server);
    expect(triggersOf(started(server, run(3, 2)))).toEqual(["node-drain"]);
    workOff(server);
    const last = exited(server, run(3 - first), 143);
    expect(last.events).toContainEqual({ type: "nodeDrainChanged", node: 1, drain: null });
  });

  test("[T24] what is due at the same time is all done", () => {
    const server = running({ tasks: ["a", "b"], restart: { attempts: 1, delayMs: 1000 } });
    for (const task of ["a", "b"]) exited(server, { alloc: 1, attempt: 1, task }, 1);
    server.now = dawn + 1000;
    expect(did(server, { type: "allocationDue", allocation: 1 }).events).toMatchObject([
      { type: "taskRestarted", task: "a", attempt: 2 },
      { type: "taskRestarted", task: "b", attempt: 3 },
    ]);
  });
});
