import { expect, test } from "vitest";
import { fateOf, nodesOf, nodeStateAt } from "./fleet.ts";
import { defaultFleet, readFleetSettings, type FleetSettings } from "./fleet-settings.ts";
import { noFate } from "./mock-run.ts";

const fleet = (given: Partial<FleetSettings> = {}): FleetSettings => ({ ...defaultFleet, nodes: 1000, ...given });
const dawn = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

test("[F7] the nodes follow from the seed: the same ids each time, others for another seed, and more do not change those before", () => {
  const nodes = nodesOf(fleet());
  expect(nodesOf(fleet())).toEqual(nodes);
  expect(nodesOf(fleet({ nodes: 17 }))).toEqual(nodes.slice(0, 17));
  expect(new Set([...nodes, ...nodesOf(fleet({ seed: "another" }))].map(({ id }) => id)).size).toBe(2000);
  expect(nodes.every(({ id }) => /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/.test(id))).toBe(true);
});

test("[F7] names, datacenters, racks, pools and classes are spread over the fleet", () => {
  const nodes = nodesOf(
    fleet({ datacenters: ["eu", "us"], nodePools: ["default", "gpu"], racks: 4, meta: { a: "b" } }),
  );
  expect(nodes[16]).toMatchObject({ datacenter: "eu", fingerprint: { name: "sim-00017", nodePool: "default" } });
  const count = (of: (node: (typeof nodes)[number]) => string | undefined) =>
    Object.fromEntries([...Map.groupBy(nodes, of)].map(([name, all]) => [name, all.length]));
  expect(count(({ datacenter }) => datacenter)).toEqual({ eu: 500, us: 500 });
  expect(count(({ fingerprint }) => fingerprint.attributes["rack"])).toEqual({
    r01: 250,
    r02: 250,
    r03: 250,
    r04: 250,
  });
  expect(count(({ fingerprint }) => fingerprint.nodePool)).toEqual({ default: 500, gpu: 500 });
  const classes = count(({ fingerprint }) => fingerprint.nodeClass);
  expect(Math.abs((classes["small"] ?? 0) - 400)).toBeLessThan(60);
  expect(nodes.every(({ fingerprint }) => Object.keys(fingerprint.drivers).join() === "mock_driver")).toBe(true);
});

test("[F5] fates come as often as the settings say, and are the same whenever they are asked for", () => {
  const settings = fleet({ startFailureRate: 0.1, startMs: 200, runFailuresPerHour: 2 });
  const fates = Array.from({ length: 2000 }, (_, alloc) =>
    fateOf(settings, { alloc, attempt: 1, task: "main" }, `allocation-${String(alloc)}`),
  );
  expect(fateOf(settings, { alloc: 7, attempt: 1, task: "main" }, "allocation-7")).toEqual(fates[7]);
  expect(fateOf(settings, { alloc: 7, attempt: 2, task: "main" }, "allocation-7")).not.toEqual(fates[7]);
  const failed = fates.filter(({ startFailure }) => startFailure !== null).length;
  expect(failed).toBeGreaterThan(150);
  expect(failed).toBeLessThan(250);
  const mean = fates.reduce((sum, { slownessMs }) => sum + slownessMs, 0) / fates.length;
  expect(Math.abs(mean - 200)).toBeLessThan(20);
  const life = fates.reduce((sum, { killedAfterMs }) => sum + (killedAfterMs ?? 0), 0) / fates.length;
  expect(Math.abs(life - hour / 2)).toBeLessThan(hour / 10);
  expect(fateOf(fleet(), { alloc: 1, attempt: 1, task: "main" }, "a")).toBe(noFate);
});

test("[F8] when a node goes down and comes back follows from the seed and the clock", () => {
  const settings = fleet({ nodeFailuresPerHour: 0.25, nodeDownMs: 60_000 });
  let downMs = 0;
  for (const { id } of nodesOf({ ...settings, nodes: 40 })) {
    for (let now = dawn; now < dawn + 50 * hour;) {
      const { isUp, until } = nodeStateAt(settings, id, now);
      expect(until).toBeGreaterThan(now);
      expect(nodeStateAt(settings, id, until - 1).isUp).toBe(isUp);
      const to = Math.min(until, dawn + 50 * hour);
      if (!isUp) downMs += to - now;
      now = to;
    }
  }
  const outages = downMs / 60_000;
  expect(outages).toBeGreaterThan(400);
  expect(outages).toBeLessThan(600);
  expect(nodeStateAt(fleet(), "any", dawn)).toEqual({ isUp: true, until: Number.POSITIVE_INFINITY });
});

test("[F7] a description of a fleet is judged name by name", () => {
  expect(readFleetSettings({ nodes: 5, classes: [{ name: "a", cpuMhz: 1, memoryMb: 1, diskMb: 1 }] })).toMatchObject({
    settings: { nodes: 5, seed: "fleet", classes: [{ name: "a", share: 1 }] },
  });
  const faults = readFleetSettings({
    nodes: -1,
    datacenters: [],
    nodePools: ["a b"],
    classes: [{ name: "a" }],
    attributes: { rack: 5 },
    startFailureRate: 2,
    rack: 4,
  });
  expect("problems" in faults ? faults.problems : []).toEqual([
    "nodes must be a whole number from 0 to 100000",
    "datacenters must be a list of names of letters, digits, '.', '-' and '_'",
    "nodePools must be a list of names of letters, digits, '.', '-' and '_'",
    "classes must be a list of classes, each with name, cpuMhz, memoryMb, diskMb and, if it likes, share",
    "attributes must map names to strings",
    "startFailureRate must be a number from 0 to 1",
    expect.stringContaining("rack is not a setting of a fleet"),
  ]);
  expect(readFleetSettings([])).toEqual({ problems: ["A fleet is described by a JSON object"] });
});
