import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usedOn } from "../capacity.ts";
import { must } from "../invariant.ts";
import { isLive, type Allocation, type AssignedPort } from "../model/allocation.ts";
import type { Network } from "../model/connections.ts";
import type { Affinity, Constraint, JobSpec, Spread, TaskGroup } from "../model/job-spec.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import { demandOf, dimensions } from "../model/resources.ts";
import { overlay, type StateView } from "../state.ts";
import { jobOf } from "../testing/specs.ts";
import { reversed } from "../testing/tables.ts";
import {
  createServer,
  did,
  nodeCommand,
  origin,
  pendingEvaluations,
  startAll,
  stopAll,
  type TestServer,
} from "../testing/test-server.ts";
import { resolveTarget, satisfies } from "./constraint.ts";
import { isAmong } from "./feasible.ts";
import { candidatesFor, createClaims, place, type Placement } from "./place.ts";

const rack = "${meta.rack}";
const attribute = fc.constantFrom(rack, "${attr.zone}", "${node.unique.name}", "${node.class}");
const value = fc.constantFrom("r1", "r2", "z1", "n2", "fast");

const constraint: fc.Arbitrary<Constraint> = fc.oneof(
  fc.record({ attribute, operator: fc.constantFrom("!=", "is_set", "is_not_set"), value }),
  fc.record({
    attribute: fc.constant(""),
    operator: fc.constant("distinct_hosts"),
    value: fc.constantFrom("", "false"),
  }),
  fc.record({ attribute, operator: fc.constant("distinct_property"), value: fc.constantFrom("", "2") }),
);
const affinity: fc.Arbitrary<Affinity> = fc.record({
  attribute,
  operator: fc.constantFrom("=", "!=", "is_set"),
  value,
  weight: fc.constantFrom(-50, 20, 80),
});
const spread: fc.Arbitrary<Spread> = fc.record({
  attribute,
  weight: fc.constantFrom(20, 50),
  targets: fc.uniqueArray(fc.record({ value, percent: fc.constantFrom(0, 30, 50) }), {
    maxLength: 2,
    selector: (target) => target.value,
  }),
});
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 2 });
const network: fc.Arbitrary<Network> = fc.record({
  mode: fc.constant("host"),
  mbits: fc.constant(0),
  reservedPorts: fc
    .uniqueArray(fc.constantFrom(80, 20_001), { maxLength: 1 })
    .map((ports) => ports.map((port) => ({ label: `p${String(port)}`, value: port, to: 0, hostNetwork: "" }))),
  dynamicPorts: fc
    .nat({ max: 2 })
    .map((n) => Array.from({ length: n }, (_, at) => ({ label: `d${String(at)}`, value: 0, to: -1, hostNetwork: "" }))),
  carried: fc.constant({}),
});

const group = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  memoryMb: fc.constantFrom(50, 200, 400),
  cpuMhz: fc.constantFrom(50, 300),
  rest: fc.record({
    constraints: few(constraint),
    affinities: few(affinity),
    spreads: few(spread),
    networks: fc.array(network, { maxLength: 1 }),
  }),
});

/** One of two jobs changes to this; what it had runs on or is stopped first. */
const change = fc.record({
  id: fc.constantFrom("a", "b"),
  groups: fc.array(group, { minLength: 1, maxLength: 2 }),
  constraints: few(constraint),
  affinities: few(affinity),
  spreads: few(spread),
  limit: fc.constantFrom(1, 3, 250),
});

const node = fc.record({
  rack: fc.constantFrom(undefined, "r1", "r2", "r3"),
  zone: fc.constantFrom(undefined, "z1", "z2"),
  nodeClass: fc.constantFrom("", "fast"),
  memoryMb: fc.constantFrom(300, 900, 2000),
  cpuMhz: fc.constantFrom(400, 2000),
  reserved: fc.constantFrom<number[]>([], [80]),
  isOpen: fc.constantFrom(true, true, true, false),
});

type NodeGiven = typeof node extends fc.Arbitrary<infer T> ? T : never;
type ChangeGiven = typeof change extends fc.Arbitrary<infer T> ? T : never;

const serverOf = (nodes: readonly NodeGiven[], levels: boolean): TestServer => {
  const server = createServer();
  for (const [at, given] of nodes.entries()) {
    const id = `n${String(at)}`;
    const command = nodeCommand(id, { memoryMb: given.memoryMb, cpuMhz: given.cpuMhz, diskMb: 200 });
    const meta = given.rack === undefined ? {} : { rack: given.rack };
    const attributes = given.zone === undefined ? {} : { zone: given.zone };
    const ports = { min: 20_000, max: 20_005, reserved: given.reserved };
    did(server, {
      ...command,
      fingerprint: { ...command.fingerprint, meta, attributes, ports, nodeClass: given.nodeClass },
    });
    if (!given.isOpen) did(server, { type: "setEligibility", id, eligibility: "ineligible", origin });
  }
  const { settings } = server.state;
  if (levels) did(server, { type: "setScheduler", settings: { ...settings, algorithm: "spread" }, origin });
  return server;
};

const specOf = ({ id, groups, constraints, affinities, spreads }: ChangeGiven): JobSpec => {
  const spec = jobOf({
    id,
    constraints,
    groups: groups.map(({ count, memoryMb, cpuMhz }, at) => ({ name: `g${String(at)}`, count, memoryMb, cpuMhz })),
  });
  const taskGroups = spec.taskGroups.map((one, at) => ({ ...one, ...groups[at]?.rest }));
  return { ...spec, affinities, spreads, taskGroups };
};

/** What the allocations of a state amount to, counted one by one; the scheduler keeps none of this in this form. */
type Seen = {
  readonly view: StateView;
  readonly job: number;
  readonly spec: JobSpec;
  readonly group: TaskGroup;
  /** Live and wanted. */
  readonly wanted: readonly Pick<Allocation, "job" | "group" | "node">[];
};

const live = (view: StateView): readonly Allocation[] =>
  [...view.allocations.entries()].map(([, one]) => one).filter((one) => isLive(one));

const siblings = ({ wanted, job }: Seen, scope: string | null) =>
  wanted.filter((one) => one.job === job && (scope === null || one.group === scope));

const valueOf = (seen: Seen, key: number, target: string): string | undefined =>
  resolveTarget(target, must(seen.view.nodes.get(key), "node"));

const keepsDistinct = (seen: Seen, on: Node): boolean => {
  const rules = [
    ...seen.spec.constraints.map((one) => ({ one, scope: null })),
    ...seen.group.constraints.map((one) => ({ one, scope: seen.group.name })),
  ];
  return rules.every(({ one, scope }) => {
    const others = siblings(seen, scope);
    if (one.operator === "distinct_hosts")
      return one.value === "false" || others.every((other) => other.node !== on.key);
    if (one.operator !== "distinct_property") return true;
    const own = resolveTarget(one.attribute, on);
    const sharing = others.filter((other) => valueOf(seen, other.node, one.attribute) === own);
    return own !== undefined && sharing.length < Number(one.value || "1");
  });
};

const hasRoomAndPorts = (seen: Seen, on: Node): boolean => {
  const there = live(seen.view).filter((one) => one.node === on.key);
  const demand = demandOf(seen.group);
  const used = usedOn(seen.view, on.key);
  const taken = new Set([...on.ports.reserved, ...there.flatMap((one) => one.ports.map(({ value: port }) => port))]);
  const fixed = seen.group.networks.flatMap((one) => one.reservedPorts.map(({ value: port }) => port));
  const dynamic = seen.group.networks.flatMap((one) => one.dynamicPorts).length;
  const free = Array.from({ length: 6 }, (_, at) => 20_000 + at).filter(
    (port) => !taken.has(port) && !fixed.includes(port),
  );
  return (
    dimensions.every((dimension) => used[dimension] + demand[dimension] <= on.resources[dimension]) &&
    fixed.every((port) => !taken.has(port)) &&
    free.length >= dynamic
  );
};

const fits = (seen: Seen, on: Node): boolean =>
  acceptsPlacements(on) &&
  isAmong(on, seen.spec) &&
  [...seen.spec.constraints, ...seen.group.constraints].every((one) => satisfies(one, on)) &&
  keepsDistinct(seen, on) &&
  hasRoomAndPorts(seen, on);

const fitScore = (seen: Seen, on: Node): number => {
  const demand = demandOf(seen.group);
  const used = usedOn(seen.view, on.key);
  const free = (dimension: "cpuMhz" | "memoryMb") =>
    1 - (used[dimension] + demand[dimension]) / on.resources[dimension];
  const sum = 10 ** free("cpuMhz") + 10 ** free("memoryMb");
  return Math.min(18, Math.max(0, seen.view.settings.algorithm === "spread" ? sum - 2 : 20 - sum)) / 18;
};

const affinityScore = (seen: Seen, on: Node): number => {
  const all = [...seen.spec.affinities, ...seen.group.affinities];
  const matched = all.filter((one) => satisfies(one, on)).reduce((sum, { weight }) => sum + weight, 0);
  return all.length === 0 ? 0 : matched / all.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
};

const spreadScore = (seen: Seen, on: Node): number => {
  const all = [...seen.spec.spreads, ...seen.group.spreads];
  const weights = all.reduce((sum, { weight }) => sum + weight, 0);
  return all.reduce((total, one) => {
    const own = resolveTarget(one.attribute, on);
    if (own === undefined) return total - 1;
    const values = siblings(seen, seen.group.name).flatMap(({ node: key }) => valueOf(seen, key, one.attribute) ?? []);
    const here = values.filter((other) => other === own).length;
    const share = one.weight / weights;
    const { count } = seen.group;
    if (one.targets.length > 0) {
      const percents = one.targets.reduce((sum, { percent }) => sum + percent, 0);
      const rest = percents > 0 && percents < 100 ? 100 - percents : 0;
      const most = ((one.targets.find((target) => target.value === own)?.percent ?? rest) / 100) * count;
      return total + (most === 0 ? -1 : ((most - here - 1) / most) * share);
    }
    if (values.length === 0) return total;
    const counts = [...new Set(values)].map((each) => values.filter((other) => other === each).length);
    const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
    if (here !== fewest) return total + (share * (fewest - here)) / fewest;
    return total + (fewest === most ? -share : (share * (most - fewest)) / fewest);
  }, 0);
};

const scoreOf = (seen: Seen, on: Node): number => {
  const here = siblings(seen, seen.group.name).filter((one) => one.node === on.key).length;
  const collisions = here === 0 ? 0 : -(here + 1) / seen.group.count;
  const said = [collisions, affinityScore(seen, on), spreadScore(seen, on)].filter((part) => Math.abs(part) > 1e-12);
  return [fitScore(seen, on), ...said].reduce((sum, part) => sum + part, 0) / (said.length + 1);
};

const seenBy = (view: StateView, job: number, name: string): Seen => {
  const { spec } = must(view.jobs.get(job), "job");
  const found = must(
    spec.taskGroups.find((one) => one.name === name),
    "group",
  );
  return { view, job, spec, group: found, wanted: live(view).filter((one) => one.desired === "run") };
};

const expectBest = (seen: Seen, found: Placement | PlacementMetrics): void => {
  const nodes = [...seen.view.nodes.entries()].map(([, one]) => one);
  const fitting = nodes.filter((one) => fits(seen, one));
  if (!("node" in found)) {
    expect(fitting.map(({ id }) => id)).toEqual([]);
    expect(found.nodesFiltered + found.nodesExhausted).toBe(found.nodesEvaluated);
    return;
  }
  const scores = new Map(fitting.map((one) => [one.id, scoreOf(seen, one)]));
  expect([...scores.keys()]).toContain(found.node.id);
  expect(found.metrics.scores.length).toBe(Math.min(5, fitting.length));
  for (const { nodeId, normScore } of found.metrics.scores) expect(normScore).toBeCloseTo(scores.get(nodeId) ?? 9, 3);
  expect(scores.get(found.node.id)).toBeCloseTo(Math.max(...scores.values()), 9);
  expectPorts(seen, found.node, found.ports);
};

const expectPorts = (seen: Seen, on: Node, ports: readonly AssignedPort[]): void => {
  const asked = seen.group.networks.flatMap((one) => [...one.reservedPorts, ...one.dynamicPorts]);
  expect(ports.map(({ label }) => label)).toEqual(asked.map(({ label }) => label));
  const values = ports.map(({ value: port }) => port);
  expect(new Set(values).size).toBe(values.length);
  for (const [at, { value: port }] of asked.entries())
    expect([port === 0 ? values[at] : port, on.ports.reserved.includes(values[at] ?? 0)]).toEqual([values[at], false]);
};

/** What the scheduler says of one more instance of each group of a job. */
const expectAllBest = (view: StateView, key: number): void => {
  const job = must(view.jobs.get(key), "job");
  for (const one of job.spec.taskGroups) {
    const candidates = candidatesFor(view, job.spec, one);
    expectBest(seenBy(view, key, one.name), place(view, { candidates, claims: createClaims(view, job), index: 99 }));
  }
};

const changes = fc.array(change, { minLength: 1, maxLength: 4 });
const fleet = fc.array(node, { minLength: 1, maxLength: 6 });

const workOff = (server: TestServer, limit: number, each: () => void): void => {
  for (let next = pendingEvaluations(server)[0]; next !== undefined; next = pendingEvaluations(server)[0]) {
    did(server, { type: "advanceEvaluation", evaluation: next, limit });
    each();
  }
};

describe("every placement", () => {
  test("[P13] [P24] [P25] [P26] [P29] [P36] is the best there is, counted from scratch, after every step", () => {
    fc.assert(
      fc.property(fleet, changes, fc.boolean(), (nodes, all, levels) => {
        const server = serverOf(nodes, levels);
        for (const one of all) {
          did(server, { type: "registerJob", spec: specOf(one), origin });
          const check = (): void => {
            for (const [key] of server.state.jobs.entries()) expectAllBest(server.state, key);
          };
          workOff(server, one.limit, check);
          startAll(server);
          stopAll(server);
          check();
        }
      }),
      { numRuns: 100 },
    );
  });

  test("[P1] [P24] [P29] keeps nodes within what they have, ports apart and instances distinct", () => {
    fc.assert(
      fc.property(fleet, changes, (nodes, all) => {
        const server = serverOf(nodes, false);
        for (const one of all) {
          did(server, { type: "registerJob", spec: specOf(one), origin });
          workOff(server, one.limit, () => {
            for (const [key, { resources }] of server.state.nodes.entries()) {
              const used = must(server.state.used.get(key), "used");
              expect(dimensions.filter((dimension) => used[dimension] > resources[dimension])).toEqual([]);
              const settled = live(server.state).filter((other) => other.node === key && other.desired === "run");
              const ports = settled.flatMap((other) => other.ports.map(({ value: port }) => port));
              expect(new Set(ports).size).toBe(ports.length);
            }
          });
          startAll(server);
          stopAll(server);
        }
      }),
      { numRuns: 100 },
    );
  });
});

const decisions = (server: TestServer) =>
  server.entries.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === "allocationsPlaced"
        ? event.placed.map(({ index, node: on, ports }) => [event.group, index, on, ports])
        : [],
    ),
  );

describe("the same instances", () => {
  test("[P32] [P6] are placed alike, in slices of any size", () => {
    fc.assert(
      fc.property(fleet, change, fc.integer({ min: 1, max: 4 }), (nodes, one, limit) => {
        const [sliced, whole] = [serverOf(nodes, false), serverOf(nodes, false)];
        for (const [server, rows] of [
          [sliced, limit],
          [whole, 250],
        ] as const) {
          did(server, { type: "registerJob", spec: specOf(one), origin });
          workOff(server, rows, () => undefined);
        }
        expect(decisions(sliced)).toEqual(decisions(whole));
      }),
      { numRuns: 100 },
    );
  });

  test("[P36] [X6] are placed alike with nothing remembered, and whatever order the records came in", () => {
    fc.assert(
      fc.property(fleet, changes, (nodes, all) => {
        const server = serverOf(nodes, false);
        for (const one of all) {
          did(server, { type: "registerJob", spec: specOf(one), origin });
          workOff(server, one.limit, () => undefined);
        }
        for (const [key, job] of server.state.jobs.entries())
          for (const one of job.spec.taskGroups) {
            const say = (view: StateView, of: TaskGroup) => {
              const found = place(view, {
                candidates: candidatesFor(view, job.spec, of),
                claims: createClaims(view, job),
                index: 7,
              });
              return "node" in found ? { ...found, node: found.node.key } : found;
            };
            const expected = say(server.state, one);
            expect(key).toBe(job.key);
            expect(say(overlay(server.state), one)).toEqual(expected);
            expect(say(reversed(server.state), { ...one })).toEqual(expected);
          }
      }),
      { numRuns: 100 },
    );
  });
});
