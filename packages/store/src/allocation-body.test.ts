import fc from "fast-check";
import { expect, test } from "vitest";
import { mainRole, noPlacementMetrics, type Allocation, type TaskState } from "@longshore/core/model";
import { packAllocation, packPlacement, unpackAllocation, unpackPlacement } from "./allocation-body.ts";
import { allocationRecord, jobRecord } from "./testing/records.ts";

const job = jobRecord({ key: 1, id: "web", count: 1 });
const usual = allocationRecord({ key: 1, job });
const [, task] = Object.entries(usual.tasks)[0] ?? [];
if (task === undefined) throw new Error("an allocation has a task");

const time = fc.option(fc.integer({ min: 0, max: 2e12 }), { nil: null });

const changedTask: fc.Arbitrary<TaskState> = fc
  .record(
    {
      role: fc.constantFrom(mainRole, { ...mainRole }, { ...mainRole, leader: true }),
      phase: fc.constantFrom("pending", "running", "dead"),
      failed: fc.boolean(),
      issued: fc.boolean(),
      startedAt: time,
      exitCode: fc.option(fc.integer({ min: 0, max: 255 }), { nil: null }),
      leakedPids: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
      events: fc.constantFrom([], task.events),
    },
    { requiredKeys: [] },
  )
  .map((changes) => ({ ...task, ...changes }));

const changed: fc.Arbitrary<Allocation> = fc
  .record(
    {
      desired: fc.constantFrom("run", "stop", "evict"),
      desiredDescription: fc.constantFrom("", "No longer wanted"),
      client: fc.constantFrom("pending", "running", "lost"),
      clientDescription: fc.constantFrom("No tasks have started", "Tasks are running", ""),
      previous: time,
      expiresAt: time,
      hasExpired: fc.boolean(),
      modifiedAt: fc.constantFrom(usual.createdAt, usual.createdAt + 1),
      modifyIndex: fc.constantFrom(usual.createIndex, usual.createIndex + 1),
      ports: fc.constantFrom([], [{ label: "http", value: 20_000, to: 0 }]),
      tasks: fc.dictionary(fc.constantFrom("a", "constructor", "toString"), changedTask),
    },
    { requiredKeys: [] },
  )
  .map((changes) => ({ ...usual, ...changes }));

test("[S13] an allocation is read as it was written, whatever of it is as usual", () => {
  fc.assert(
    fc.property(changed, (allocation) => {
      expect(unpackAllocation(packAllocation(allocation))).toEqual(allocation);
    }),
  );
});

test("[S13] a field that rows do not have yet is read as what it is without", () => {
  const { hasExpired: _, ...older } = usual;
  expect(unpackAllocation(JSON.stringify(older))).toEqual({ ...usual, hasExpired: false });
});

test("[S13] how a node was found is read as it was written", () => {
  const metrics = { ...noPlacementMetrics, nodesEvaluated: 7, classFiltered: { small: 2 } };
  expect(unpackPlacement(packPlacement(metrics))).toEqual(metrics);
  expect(packPlacement(noPlacementMetrics)).toBe("{}");
});
