import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "./decide.ts";
import { evolve } from "./evolve.ts";
import { must } from "./invariant.ts";
import { acceptsPlacements } from "./model/node.ts";
import { emptyState } from "./state.ts";
import { capacity } from "./testing/crowded-jobs.ts";
import { changeOf, crowd, take } from "./testing/histories.ts";
import { changeStep, step } from "./testing/steps.ts";
import { lawsBroken, restBroken } from "./testing/laws.ts";
import { reversed, tablesOf } from "./testing/tables.ts";
import { createServer, did, nodeCommand, pendingEvaluations, workOff, type TestServer } from "./testing/test-server.ts";
import { nothingTouched } from "./touched.ts";

const history = (maxLength = 60) => fc.array(step(), { minLength: 1, maxLength, size: "max" });

const live = (resources: Parameters<typeof crowd>[1], steps: readonly Parameters<typeof take>[1][]): TestServer => {
  const server = createServer();
  crowd(server, resources);
  for (const one of steps) take(server, one);
  return server;
};

describe("any history of commands, reports, restarts and slices", { timeout: 60_000 }, () => {
  test("[P1] [P2] [P8] [X3] [X4] [T1] [T3] [J8] [J9] keeps the laws after every step, and comes to rest with nothing left undone", () => {
    fc.assert(
      fc.property(capacity(), history(), (resources, steps) => {
        const server = createServer();
        crowd(server, resources);
        for (const one of steps) {
          take(server, one);
          expect(lawsBroken(server)).toEqual([]);
        }
        workOff(server, 3);
        expect(lawsBroken(server)).toEqual([]);
        expect(restBroken(server)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("[P1] [J2] places nothing for a job that is stopped or purged, and nothing on a node that takes no work", () => {
    fc.assert(
      fc.property(capacity(), history(), (resources, steps) => {
        const server = createServer();
        crowd(server, resources);
        did(server, nodeCommand("node-9", { cpuMhz: 9000, memoryMb: 9000, diskMb: 9000 }));
        const [barred] = [...server.state.nodes.entries()].findLast(() => true) ?? [0];
        for (const one of steps) {
          const node = server.state.nodes.get(barred);
          if (node !== undefined) server.state.nodes.set(barred, { ...node, eligibility: "ineligible" });
          const before = new Set([...server.state.allocations.entries()].map(([key]) => key));
          const jobs = new Map(server.state.jobs.entries());
          take(server, one);
          for (const [key, allocation] of server.state.allocations.entries()) {
            if (before.has(key)) continue;
            expect(allocation.node).not.toBe(barred);
            expect(acceptsPlacements(must(server.state.nodes.get(allocation.node), "node"))).toBe(true);
            expect(jobs.get(allocation.job)?.stop).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("[X1] [X2] replayed onto an empty state gives an equal state", () => {
    fc.assert(
      fc.property(capacity(), history(), (resources, steps) => {
        const server = live(resources, steps);
        const again = emptyState(server.state.seed);
        for (const entry of server.entries) evolve(again, JSON.parse(JSON.stringify(entry)), nothingTouched());
        expect(tablesOf(again)).toEqual(tablesOf(server.state));
      }),
      { numRuns: 300 },
    );
  });

  test("[X5] notes every record it changes, as it is afterwards", () => {
    fc.assert(
      fc.property(capacity(), history(40), (resources, steps) => {
        const server = live(resources, steps);
        const again = emptyState(server.state.seed);
        for (const entry of server.entries) {
          const before = tablesOf(again);
          const touched = nothingTouched();
          evolve(again, entry, touched);
          const after = tablesOf(again);
          for (const table of ["jobs", "allocations", "evaluations", "deployments", "nodes"] as const) {
            const old = new Map<string, unknown>(before[table]);
            const changed = new Map<string, unknown>(after[table].filter(([key, value]) => old.get(key) !== value));
            for (const key of old.keys()) if (!after[table].some(([one]) => one === key)) changed.set(key, null);
            const noted = new Map([...touched[table]].map(([key, value]) => [String(key), value as unknown]));
            for (const [key, value] of changed) expect(noted.get(key)).toBe(value);
          }
          const old = new Map<string, unknown>(before.instances);
          for (const [key, instance] of after.instances)
            if (old.get(key) !== instance) expect(touched.instances.get(key)?.instance).toBe(instance);
          for (const [key, job] of after.jobs)
            if (!before.jobs.some(([one, was]) => one === key && was.version === job.version))
              expect(touched.versions.get(`${key}/${String(job.version)}`)?.version.spec).toBe(job.spec);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("[X6] the same state and command give the same decision, whatever order the records came in", () => {
    fc.assert(
      fc.property(capacity(), history(), changeStep(), (resources, steps, last) => {
        const server = live(resources, steps);
        const change = changeOf(server, last);
        const commands = [
          ...pendingEvaluations(server).map((evaluation) => ({
            type: "advanceEvaluation" as const,
            evaluation,
            limit: 2,
          })),
          ...(change === undefined ? [] : [change]),
          nodeCommand("node-2", { cpuMhz: 4000, memoryMb: 4000, diskMb: 4000 }),
        ];
        const backwards = reversed(server.state);
        for (const command of commands)
          expect(decide(backwards, command, server.now)).toEqual(decide(server.state, command, server.now));
      }),
      { numRuns: 300 },
    );
  });

  test("[T2] a report that comes again changes nothing", () => {
    fc.assert(
      fc.property(capacity(), history(), (resources, steps) => {
        const server = live(resources, steps);
        const before = tablesOf(server.state);
        for (const { events } of server.entries) {
          for (const event of events) {
            if (event.type !== "taskReported" || event.report.type === "signalled" || event.report.type === "leaked")
              continue;
            const allocation = server.state.allocations.get(event.report.run.alloc);
            const task = allocation?.tasks[event.report.run.task];
            if (event.report.type === "started" || task?.issued === true || task?.phase === "running") continue;
            expect(did(server, { type: "observeTask", report: event.report }).events).toEqual([]);
          }
        }
        expect(tablesOf(server.state)).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});
