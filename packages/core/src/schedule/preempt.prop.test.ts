import fc from "fast-check";
import { expect, test } from "vitest";
import { must } from "../invariant.ts";
import { dimensions, plus, type Capacity } from "../model/resources.ts";
import { freeOn } from "../capacity.ts";
import { preemptionGap } from "../model/settings.ts";
import { jobOf } from "../testing/specs.ts";
import { createServer, did, nodeCommand, origin, startAll, workOff, type TestServer } from "../testing/test-server.ts";
import { candidatesFor, createClaims, place, preempt } from "./place.ts";

const size = fc.record({ memoryMb: fc.constantFrom(50, 100, 200, 400), cpuMhz: fc.constantFrom(50, 150, 300) });
const low = fc.record({ size, priority: fc.constantFrom(10, 20, 40, 68, 71) });
const high = fc.record({ memoryMb: fc.constantFrom(300, 600, 900), cpuMhz: fc.constantFrom(100, 500, 900) });

const priority = 80;

const serverOf = (
  nodes: number,
  lows: readonly { readonly size: Partial<Capacity>; readonly priority: number }[],
): TestServer => {
  const server = createServer();
  for (let at = 0; at < nodes; at++)
    did(server, nodeCommand(`n${String(at)}`, { cpuMhz: 1000, memoryMb: 1000, diskMb: 10_000 }));
  for (const [at, one] of lows.entries()) {
    const spec = jobOf({ id: `low-${String(at)}`, priority: one.priority, groups: [one.size] });
    did(server, { type: "registerJob", spec, origin });
    workOff(server);
  }
  startAll(server);
  const { settings } = server.state;
  const preemption = { ...settings.preemption, service: true };
  did(server, { type: "setScheduler", settings: { ...settings, preemption }, origin });
  return server;
};

const fits = (asked: Capacity, free: Capacity): boolean =>
  dimensions.every((dimension) => asked[dimension] <= free[dimension]);

test("[P33] pushed out is who must go: it fits then, nobody of them could stay, and nobody more important than needed goes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.array(low, { minLength: 1, maxLength: 12 }),
      high,
      (nodes, lows, group) => {
        const server = serverOf(nodes, lows);
        const { state } = server;
        const spec = jobOf({ id: "high", priority, groups: [group] });
        const job = { ...must(state.jobs.get(1), "job"), key: 99, spec };
        const candidates = candidatesFor(state, spec, must(spec.taskGroups[0], "group"));
        const claims = createClaims(state, job);
        if ("node" in place(state, { candidates, claims, index: 0 })) return;
        const { demand } = candidates;
        const live = [...state.allocations.entries()].map(([, one]) => ({
          ...one,
          priority: must(state.jobs.get(one.job), "job").spec.priority,
        }));
        const after = (node: number, gone: readonly { readonly demand: Capacity }[]): Capacity =>
          gone.reduce((free, one) => plus(free, one.demand), freeOn(state, node));
        /** The least priority up to which all have to go from a node. */
        const needed = (node: number): number =>
          [10, 20, 40, 68]
            .filter((most) => most <= priority - preemptionGap)
            .find((most) =>
              fits(
                demand,
                after(
                  node,
                  live.filter((one) => one.node === node && one.priority <= most),
                ),
              ),
            ) ?? 999;
        const least = Math.min(...[...state.nodes.entries()].map(([key]) => needed(key)));
        const found = preempt(state, { candidates, claims, index: 0 });
        if (found === undefined) {
          expect(least).toBe(999);
          return;
        }
        const { node, victims } = found;
        expect(victims.length).toBeGreaterThan(0);
        expect(fits(demand, after(node.key, victims))).toBe(true);
        for (const one of victims)
          expect(
            fits(
              demand,
              after(
                node.key,
                victims.filter((other) => other !== one),
              ),
            ),
          ).toBe(false);
        const highest = Math.max(...victims.map((one) => must(state.jobs.get(one.job), "job").spec.priority));
        expect(highest).toBe(needed(node.key));
      },
    ),
    { numRuns: 150 },
  );
});
