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
import { capacity } from "../testing/crowded-jobs.ts";
import { crowd, take } from "../testing/histories.ts";
import { step, type Step } from "../testing/steps.ts";
import { jobOf } from "../testing/specs.ts";
import {
  createServer,
  did,
  nodeCommand,
  origin,
  pendingEvaluations,
  startAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";

/** Mostly what has to do with nodes, between any other steps. */
const mostlyNodes = (): fc.Arbitrary<Step> => {
  const node = fc.integer({ min: 1, max: 2 });
  const at = <T extends Step["type"]>(type: T) => fc.constant(type);
  return fc.oneof(
    { weight: 4, arbitrary: step() },
    { weight: 4, arbitrary: fc.record({ type: at("settle"), limit: fc.constantFrom(1, 2, 250) }) },
    {
      weight: 4,
      arbitrary: fc.record({ type: at("progress"), kind: fc.constantFrom("start" as const, "stop" as const) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: at("drain"),
        node,
        deadlineMs: fc.constantFrom(null, 5000),
        ignoreSystemJobs: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: at("cancelDrain"), node, makeEligible: fc.constant(true) }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: at("eligibility"), node, eligibility: fc.constant("eligible" as const) }),
    },
  );
};

const scene = () => fc.tuple(capacity(), fc.array(mostlyNodes(), { minLength: 10, maxLength: 60, size: "max" }));

const roomy = { cpuMhz: 2000, memoryMb: 2000, diskMb: 1000 };

/** Two nodes, something on them that can move, and leave to push others out. */
const begin = (resources: Parameters<typeof crowd>[1]): TestServer => {
  const server = createServer();
  crowd(server, resources);
  did(server, nodeCommand("node-2", roomy, ["raw_exec"]));
  const preemption = { service: true, batch: true, system: true, sysbatch: true };
  did(server, { type: "setScheduler", settings: { algorithm: "binpack", preemption }, origin });
  for (const [id, priority] of [
    ["low", 20],
    ["web", 50],
  ] as const)
    did(server, { type: "registerJob", spec: jobOf({ id, priority, groups: [{ count: 3 }] }), origin });
  workOff(server);
  startAll(server);
  return server;
};

/** Plays a history; `look` is called after each step with what happened in it and the state before it. */
const play = (
  [resources, steps]: readonly [Parameters<typeof crowd>[1], readonly Step[]],
  look: (server: TestServer, events: readonly Event[]) => void,
): TestServer => {
  const server = begin(resources);
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
      { numRuns: 1000 },
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
      { numRuns: 1000 },
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
      { numRuns: 1000 },
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
