import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../command.ts";
import { allocationDueAt, nodeDueAt } from "../due.ts";
import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import type { Allocation } from "../model/allocation.ts";
import { runsPerNode } from "../model/job-spec.ts";
import { preemptionGap } from "../model/settings.ts";
import type { StateView } from "../state.ts";
import { capacity, crowd, step, take, type Step } from "../testing/histories.ts";
import { createServer, did, pendingEvaluations, type TestServer } from "../testing/test-server.ts";

const scene = () => fc.tuple(capacity(), fc.array(step(), { minLength: 1, maxLength: 60, size: "max" }));

/** Plays a history; `look` is called after each step with what happened in it and the state before it. */
const play = (
  [resources, steps]: readonly [Parameters<typeof crowd>[1], readonly Step[]],
  look: (server: TestServer, events: readonly Event[]) => void,
): TestServer => {
  const server = createServer();
  crowd(server, resources);
  for (const one of steps) {
    const before = server.entries.length;
    take(server, one);
    look(
      server,
      server.entries.slice(before).flatMap(({ events }) => events),
    );
  }
  return server;
};

/** Everything that is due of allocations and nodes at this time. */
const dueOf = (view: StateView, now: number): readonly Command[] => [
  ...[...view.liveOfJob.entries()]
    .flatMap(([, keys]) => [...keys])
    .filter((key) => (allocationDueAt(must(view.allocations.get(key), "allocation")) ?? now + 1) <= now)
    .map((allocation) => ({ type: "allocationDue" as const, allocation })),
  ...[...view.nodes.entries()]
    .filter(([, node]) => (nodeDueAt(node) ?? now + 1) <= now)
    .map(([node]) => ({ type: "nodeDue" as const, node })),
];

/** Placed, wanted, and not up yet. */
const isComing = (allocation: Allocation): boolean =>
  allocation.desired === "run" &&
  allocation.client === "pending" &&
  Object.values(allocation.tasks).every(({ startedAt }) => startedAt === null);

describe("any history", { timeout: 60_000 }, () => {
  test("[X8] what has come due and was done is not due again at that time, and what is not due changes nothing", () => {
    fc.assert(
      fc.property(scene(), fc.integer({ min: 0, max: 30_000 }), (given, later) => {
        const server = play(given, () => undefined);
        server.now += later;
        for (const command of dueOf(server.state, server.now)) {
          did(server, command);
          expect(dueOf(server.state, server.now)).not.toContainEqual(command);
        }
        expect(dueOf(server.state, server.now)).toEqual([]);
        const { index } = server.state;
        for (const [, keys] of server.state.liveOfJob.entries())
          for (const allocation of keys) did(server, { type: "allocationDue", allocation });
        for (const [node] of server.state.nodes.entries()) did(server, { type: "nodeDue", node });
        for (const [evaluation] of server.state.evaluations.entries())
          if (!pendingEvaluations(server).includes(evaluation))
            did(server, { type: "advanceEvaluation", evaluation, limit: 250 });
        expect(server.state.index).toBe(index);
      }),
      { numRuns: 300 },
    );
  });

  test("[X9] [P43] an evaluation touches its own job's allocations, and of others only what is at least ten less important", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        play(given, ({ state }, events) => {
          for (const event of events) {
            if (event.type !== "allocationStopRequested" || event.evaluation === null) continue;
            const victim = must(state.allocations.get(event.allocation), "allocation");
            const evaluation = must(state.evaluations.get(event.evaluation), "evaluation");
            expect(event.preemptedBy).toBe(victim.job === evaluation.job ? null : evaluation.job);
            if (event.preemptedBy === null) continue;
            expect(state.settings.preemption[evaluation.type]).toBe(true);
            const priorityOf = (job: number): number => state.jobs.get(job)?.spec.priority ?? 0;
            expect(priorityOf(victim.job)).toBeLessThanOrEqual(priorityOf(evaluation.job) - preemptionGap);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  test("[X10] [O3] of a group no more than its Migrate block says are on the move before a drain's deadline", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        const moved = new Set<number>();
        play(given, ({ state }, events) => {
          for (const event of events) {
            if (event.type !== "allocationStopRequested" || !event.description.endsWith(" is drained")) continue;
            const allocation = must(state.allocations.get(event.allocation), "allocation");
            const drain = state.nodes.get(allocation.node)?.drain ?? null;
            if (drain?.isForced === false && !runsPerNode(allocation.jobType)) moved.add(allocation.key);
          }
          const moving = [...moved].flatMap((key) => {
            const next = state.allocations.get(key)?.next ?? null;
            const successor = next === null ? undefined : state.allocations.get(next);
            return successor !== undefined && isComing(successor) ? [successor] : [];
          });
          for (const [, some] of Map.groupBy(moving, ({ job, group }) => `${String(job)}/${group}`))
            expect(some.length).toBe(1);
        });
      }),
      { numRuns: 300 },
    );
  });

  test("[X11] indexes and counters only grow, and each entry's index is the one after the last", () => {
    fc.assert(
      fc.property(scene(), (given) => {
        let last = { next: {}, indexes: {} } as Readonly<Record<"next" | "indexes", Readonly<Record<string, number>>>>;
        const server = play(given, ({ state }) => {
          for (const kind of ["next", "indexes"] as const)
            for (const [name, value] of Object.entries(state[kind]))
              expect(value).toBeGreaterThanOrEqual(last[kind][name] ?? 0);
          last = { next: { ...state.next }, indexes: { ...state.indexes } };
        });
        expect(server.entries.map(({ index }) => index)).toEqual(server.entries.map((_, at) => at + 1));
      }),
      { numRuns: 100 },
    );
  });
});
