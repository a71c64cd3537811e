import { describe, expect, test } from "vitest";
import { must } from "../invariant.ts";
import type { Network } from "../model/connections.ts";
import type { Affinity, Constraint, JobSpec, Spread, TaskGroup } from "../model/job-spec.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { Capacity } from "../model/resources.ts";
import { planChange } from "../plan.ts";
import { jobOf, type JobGiven } from "../testing/specs.ts";
import {
  bigNode,
  createServer,
  did,
  nodeCommand,
  origin,
  startAll,
  stopAll,
  workOff,
  type TestServer,
} from "../testing/test-server.ts";
import { failureText } from "./failure-text.ts";
import { candidatesFor, createClaims, place } from "./place.ts";

const size: Capacity = { cpuMhz: 1000, memoryMb: 1000, diskMb: 1000 };

type NodeGiven = {
  readonly id: string;
  readonly rack?: string;
  readonly resources?: Capacity;
  readonly nodeClass?: string;
  readonly reserved?: readonly number[];
};

const addNode = (
  server: TestServer,
  { id, rack, resources = size, nodeClass = "", reserved = [] }: NodeGiven,
): void => {
  const command = nodeCommand(id, resources);
  const meta = rack === undefined ? {} : { rack };
  const ports = { min: 20_000, max: 20_003, reserved };
  did(server, { ...command, fingerprint: { ...command.fingerprint, meta, ports, nodeClass } });
};

const fleet = (nodes: readonly NodeGiven[]): TestServer => {
  const server = createServer();
  for (const node of nodes) addNode(server, node);
  return server;
};

/** `n` nodes in `racks` racks, one after the other. */
const racks = (n: number, count: number, resources = size): TestServer =>
  fleet(Array.from({ length: n }, (_, at) => ({ id: `n${String(at)}`, rack: `r${String(at % count)}`, resources })));

type Given = JobGiven & { readonly spreads?: readonly Spread[]; readonly affinities?: readonly Affinity[] };

const specOf = ({ spreads = [], affinities = [], ...given }: Given, group: Partial<TaskGroup> = {}): JobSpec => {
  const spec = jobOf(given);
  return { ...spec, spreads, affinities, taskGroups: spec.taskGroups.map((one) => ({ ...one, ...group })) };
};

const run = (server: TestServer, spec: JobSpec): void => {
  did(server, { type: "registerJob", spec, origin });
  workOff(server);
};

const nodesOf = (server: TestServer, job = "web"): readonly string[] =>
  [...server.state.allocations.entries()]
    .filter(([, one]) => one.jobId === job && one.desired === "run")
    .toSorted(([, a], [, b]) => a.index - b.index)
    .map(([, one]) => server.state.nodes.get(one.node)?.id ?? "");

const racksOf = (server: TestServer): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const [, { node }] of server.state.allocations.entries()) {
    const rack = server.state.nodes.get(node)?.meta["rack"] ?? "none";
    counts[rack] = (counts[rack] ?? 0) + 1;
  }
  return counts;
};

const planOf = (server: TestServer, spec: JobSpec) => {
  const planned = planChange(server.state, { type: "registerJob", spec, origin }, server.now);
  if (!planned.ok) throw new Error(planned.rejection.kind);
  return planned.value;
};

const failureOf = (server: TestServer, spec: JobSpec): PlacementMetrics =>
  must(planOf(server, spec).groups[0]?.failure, "failure");

const metricsOf = (server: TestServer, spec: JobSpec): readonly PlacementMetrics[] =>
  planOf(server, spec).instances.flatMap(({ to }) => to?.metrics ?? []);

const constraint = (operator: string, attribute = "", value = ""): Constraint => ({ attribute, operator, value });
const rack = "${meta.rack}";

describe("rules about where the others are", () => {
  test("[P24] distinct_hosts of a group: one of its instances per node", () => {
    const server = racks(3, 3);
    const spec = specOf({
      groups: [
        { count: 4, constraints: [constraint("distinct_hosts")] },
        { name: "other", count: 2 },
      ],
    });
    run(server, spec);
    const web = [...server.state.allocations.entries()].map(([, one]) => one).filter((one) => one.group === "web");
    expect(new Set(web.map(({ node }) => node)).size).toBe(3);
    expect(web).toHaveLength(3);
    const failure = must(server.state.evaluations.get(1)?.failedGroups["web"], "failure");
    expect(failure).toMatchObject({ nodesEvaluated: 3, nodesFiltered: 3, nodesExhausted: 0 });
    expect(failure.constraintFiltered).toEqual({ distinct_hosts: 3 });
    expect(failureText(failure)).toBe("3 nodes ruled out by distinct_hosts: an instance is there already");
  });

  test("[P24] distinct_hosts of a job: one of all its instances per node, unless it is switched off", () => {
    const groups = [{ count: 2 }, { name: "other", count: 2 }];
    const server = racks(4, 4);
    run(server, specOf({ groups, constraints: [constraint("distinct_hosts")] }));
    expect(new Set(nodesOf(server)).size).toBe(4);
    const off = racks(1, 1);
    run(off, specOf({ groups, constraints: [constraint("distinct_hosts", "", "false")] }));
    expect(nodesOf(off)).toHaveLength(4);
  });

  test("[P24] distinct_property: so many instances per value, none where there is no value", () => {
    const server = racks(6, 3);
    addNode(server, { id: "bare" });
    run(server, specOf({ groups: [{ count: 7, constraints: [constraint("distinct_property", rack, "2")] }] }));
    expect(racksOf(server)).toEqual({ r0: 2, r1: 2, r2: 2 });
    const failure = must(server.state.evaluations.get(1)?.failedGroups["web"], "failure");
    expect(failure.constraintFiltered).toEqual({ "${meta.rack} distinct_property 2": 7 });
    expect(failureText(failure)).toBe(
      "7 nodes ruled out by distinct_property: no further instance may share their ${meta.rack}",
    );
  });

  test("[P24] an instance that is asked to stop makes room for another at once", () => {
    const server = racks(2, 2);
    const groups = [{ count: 2, constraints: [constraint("distinct_hosts")] }];
    run(server, specOf({ groups }));
    startAll(server);
    run(server, specOf({ groups: [{ ...must(groups[0], "group"), env: { A: "1" } }] }));
    expect(new Set(nodesOf(server)).size).toBe(2);
    expect(nodesOf(server)).toHaveLength(2);
  });
});

describe("scores", () => {
  const racked = (value: string, weight: number): Affinity => ({ attribute: rack, operator: "=", value, weight });

  test("[P25] affinities draw instances to nodes, negative ones keep them away", () => {
    const server = racks(4, 4);
    run(server, specOf({ groups: [{ count: 1 }], affinities: [racked("r2", 50)] }));
    run(server, specOf({ id: "away", affinities: ["r0", "r1", "r2"].map((one) => racked(one, -50)) }));
    expect([nodesOf(server), nodesOf(server, "away")]).toEqual([["n2"], ["n3"]]);
  });

  test("[P25] affinities of a job, its group and its tasks count together, by weight", () => {
    const spec = specOf({ affinities: [racked("r1", 60)] }, { affinities: [racked("r0", 25)] });
    const tasks = spec.taskGroups.map((one) => ({
      ...one,
      tasks: one.tasks.map((task) => ({ ...task, affinities: [racked("r0", 15)] })),
    }));
    const [metrics] = metricsOf(racks(2, 2), { ...spec, taskGroups: tasks });
    expect(metrics?.scores.map(({ nodeId, scores }) => [nodeId, scores["node-affinity"]])).toEqual([
      ["n1", 0.6],
      ["n0", 0.4],
    ]);
  });

  const spread = (targets: readonly (readonly [string, number])[], weight = 50): Spread => ({
    attribute: rack,
    weight,
    targets: targets.map(([value, percent]) => ({ value, percent })),
  });

  test("[P26] without targets instances are spread evenly", () => {
    const server = racks(30, 3, { ...size, memoryMb: 10_000, cpuMhz: 10_000 });
    run(server, specOf({ groups: [{ count: 30 }], spreads: [spread([])] }));
    expect(racksOf(server)).toEqual({ r0: 10, r1: 10, r2: 10 });
  });

  test("[P26] targets take their shares, and what they leave goes to the rest", () => {
    const server = racks(30, 3, { ...size, memoryMb: 10_000, cpuMhz: 10_000 });
    run(
      server,
      specOf({
        groups: [{ count: 20 }],
        spreads: [
          spread([
            ["r0", 70],
            ["r1", 20],
          ]),
        ],
      }),
    );
    expect(racksOf(server)).toEqual({ r0: 14, r1: 4, r2: 2 });
  });

  test("[P26] a node without the attribute comes last", () => {
    const server = racks(2, 2);
    addNode(server, { id: "bare", resources: { ...size, memoryMb: 100, cpuMhz: 100 } });
    run(server, specOf({ groups: [{ count: 2 }], spreads: [spread([])] }));
    expect(nodesOf(server)).toEqual(["n0", "n1"]);
  });

  test("[P27] the setting decides whether nodes are filled or levelled", () => {
    const [packed, levelled] = [racks(3, 3), racks(3, 3)];
    const { settings } = levelled.state;
    did(levelled, { type: "setScheduler", settings: { ...settings, algorithm: "spread" }, origin });
    for (const server of [packed, levelled])
      for (const id of ["a", "b", "c"]) run(server, specOf({ id, groups: [{ memoryMb: 300, cpuMhz: 300 }] }));
    const all = (server: TestServer) => ["a", "b", "c"].flatMap((id) => nodesOf(server, id));
    expect(all(packed)).toEqual(["n0", "n0", "n0"]);
    expect(all(levelled)).toEqual(["n0", "n1", "n2"]);
  });

  test("[P27] instances of one group avoid each other", () => {
    const server = racks(3, 3);
    run(server, specOf({ groups: [{ count: 3 }] }));
    expect(new Set(nodesOf(server)).size).toBe(3);
  });

  test("[P35] the five best nodes are kept, with what made their scores", () => {
    const [first, second] = metricsOf(racks(7, 7), specOf({ groups: [{ count: 4 }], affinities: [racked("r6", 50)] }));
    expect(first).toMatchObject({ nodesEvaluated: 7, nodesExhausted: 0, nodesInPool: 7 });
    expect(first?.scores).toHaveLength(5);
    expect(first?.scores[0]).toEqual({
      nodeId: "n6",
      scores: { binpack: 0.2285, "node-affinity": 1 },
      normScore: 0.6143,
    });
    expect(second?.scores.find(({ nodeId }) => nodeId === "n6")?.scores).toEqual({
      binpack: 0.41,
      "job-anti-affinity": -0.5,
      "node-affinity": 1,
    });
  });

  test("[P28] a node where the instance failed is avoided, and taken when there is no other", () => {
    const server = racks(2, 2);
    run(server, specOf({ groups: [{ memoryMb: 600 }] }));
    const job = must(server.state.jobs.get(1), "job");
    const group = must(job.spec.taskGroups[0], "group");
    const nodeOf = (penalised: readonly number[], only?: number) => {
      const claims = createClaims(server.state, job);
      const candidates = candidatesFor(server.state, job.spec, { ...group, tasks: [], count: 9 });
      const found = place(server.state, { candidates, claims, index: 1, penalised: new Set(penalised), only });
      return "node" in found ? found.node.key : undefined;
    };
    expect([nodeOf([]), nodeOf([1]), nodeOf([1], 1)]).toEqual([1, 2, 1]);
  });

  test("[P34] memory is reserved up to what is asked for, not up to what a task may have", () => {
    const spec = specOf({ groups: [{ count: 2, memoryMb: 500 }] });
    const generous = spec.taskGroups.map((group) => ({
      ...group,
      tasks: group.tasks.map((task) => ({ ...task, resources: { ...task.resources, memoryMaxMb: 900 } })),
    }));
    const server = racks(1, 1);
    run(server, { ...spec, taskGroups: generous });
    expect(nodesOf(server)).toEqual(["n0", "n0"]);
  });
});

describe("ports", () => {
  const network = (fixed: readonly number[], dynamic: number): Network => ({
    mode: "host",
    mbits: 0,
    reservedPorts: fixed.map((value) => ({ label: `p${String(value)}`, value, to: 0, hostNetwork: "" })),
    dynamicPorts: Array.from({ length: dynamic }, (_, at) => ({
      label: `d${String(at)}`,
      value: 0,
      to: -1,
      hostNetwork: "",
    })),
    carried: {},
  });
  const portsOf = (server: TestServer, job = "web") =>
    [...server.state.allocations.entries()].filter(([, one]) => one.jobId === job).map(([, one]) => one.ports);

  test("[P29] a port asked for by number is given once per node, and never where it is reserved", () => {
    const server = fleet([{ id: "a" }, { id: "b" }, { id: "c", reserved: [8080], nodeClass: "edge" }]);
    const spec = specOf({ groups: [{ count: 3 }] }, { networks: [network([8080], 0)] });
    run(server, spec);
    expect(nodesOf(server).toSorted()).toEqual(["a", "b"]);
    expect(portsOf(server)[0]).toEqual([{ label: "p8080", value: 8080, to: 0 }]);
    const failure = must(server.state.evaluations.get(1)?.failedGroups["web"], "failure");
    expect(failure).toMatchObject({
      nodesExhausted: 3,
      classExhausted: { edge: 1 },
      otherwiseExhausted: { "network: reserved port collision p8080=8080": 3 },
      shortages: [],
    });
    expect(failureText(failure)).toBe("Port 8080 (p8080) is taken on 3 nodes");
  });

  test("[P29] dynamic ports are free ones of the node's range, until there are none", () => {
    const server = fleet([{ id: "a", reserved: [20_001] }]);
    run(server, specOf({ groups: [{ count: 2 }] }, { networks: [network([], 2)] }));
    expect(portsOf(server)).toHaveLength(1);
    const [[first, second] = []] = portsOf(server);
    expect([first?.value, second?.value]).toSatisfy((ports: number[]) =>
      ports.every((port) => port >= 20_000 && port <= 20_003 && port !== 20_001),
    );
    expect(first?.to).toBe(first?.value);
    expect(first?.value).not.toBe(second?.value);
    const failure = must(server.state.evaluations.get(1)?.failedGroups["web"], "failure");
    expect(failureText(failure)).toBe("No dynamic port is free on 1 node");
  });

  test("[P29] the networks that tasks had before groups could have them are honoured", () => {
    const spec = specOf({ groups: [{ count: 2 }] });
    const older = spec.taskGroups.map((group) => ({
      ...group,
      tasks: group.tasks.map((task) => ({ ...task, resources: { ...task.resources, networks: [network([9000], 1)] } })),
    }));
    const server = racks(1, 1);
    run(server, { ...spec, taskGroups: older });
    expect(portsOf(server).map((ports) => ports.map(({ label }) => label))).toEqual([["p9000", "d0"]]);
  });

  test("[P30] a replacement on the same node takes over the port, and it is not free before both are gone", () => {
    const server = fleet([{ id: "a" }]);
    const specWith = (env: Readonly<Record<string, string>>) =>
      specOf({ groups: [{ env }] }, { networks: [network([8080], 0)] });
    run(server, specWith({}));
    startAll(server);
    run(server, specWith({ A: "1" }));
    expect(portsOf(server).map(([port]) => port?.value)).toEqual([8080, 8080]);
    stopAll(server);
    expect([...(server.state.portsOfNode.get(1) ?? [])]).toEqual([8080]);
    run(server, specOf({ id: "other" }, { networks: [network([8080], 0)] }));
    expect(nodesOf(server, "other")).toEqual([]);
    did(server, { type: "stopJob", namespace: "default", id: "web", origin });
    workOff(server);
    startAll(server);
    stopAll(server);
    workOff(server);
    expect(nodesOf(server, "other")).toEqual(["a"]);
  });
});

describe("which nodes are looked at", () => {
  test("[P31] a few of many where that is enough, all of them where none fits", () => {
    const server = racks(100, 5);
    const [metrics] = metricsOf(server, specOf({}));
    expect(metrics).toMatchObject({ nodesEvaluated: 16, nodesExhausted: 0 });
    expect(failureOf(server, specOf({ groups: [{ memoryMb: 2000 }] }))).toMatchObject({
      nodesEvaluated: 100,
      nodesExhausted: 100,
      shortages: [{ dimension: "memoryMb", asked: 2000, free: 1000, total: 1000, nodes: 100 }],
    });
  });

  test("[P31] more of them where some are preferred", () => {
    const server = racks(300, 5);
    const spreads: readonly Spread[] = [{ attribute: rack, weight: 50, targets: [] }];
    expect(metricsOf(server, specOf({ spreads }))[0]).toMatchObject({ nodesEvaluated: 100 });
    expect(metricsOf(server, specOf({ spreads, groups: [{ count: 150 }] }))[0]).toMatchObject({ nodesEvaluated: 150 });
  });

  test("[P31] [P32] [P6] they are the same in slices of any size", () => {
    const placed = [7, 250].map((limit) => {
      const server = racks(200, 5);
      did(server, { type: "registerJob", spec: specOf({ groups: [{ count: 60 }] }), origin });
      workOff(server, limit);
      return nodesOf(server);
    });
    expect(placed[0]).toHaveLength(60);
    expect(placed[0]).toEqual(placed[1]);
  });

  test("[P31] which these are differs from instance to instance, and not from one look to the next", () => {
    const server = racks(200, 5);
    const spec = specOf({ groups: [{ count: 50 }] });
    const looked = () => metricsOf(server, spec).map(({ scores }) => scores.map(({ nodeId }) => nodeId).join());
    expect(new Set(looked()).size).toBeGreaterThan(40);
    expect(looked()).toEqual(looked());
  });
});

describe("what is counted where nodes are ruled out", () => {
  test("[P11] every constraint that a node breaks is counted, by class too", () => {
    const server = fleet([{ id: "a", nodeClass: "old" }, { id: "b", nodeClass: "old", rack: "r1" }, { id: "c" }]);
    const windows = constraint("=", "${attr.kernel.name}", "windows");
    const unique = constraint("!=", "${node.unique.name}", "b");
    const failure = failureOf(server, specOf({ constraints: [windows, constraint("is_set", rack), unique] }));
    expect(failure).toMatchObject({ nodesFiltered: 3, classFiltered: { old: 2 }, nodesAvailable: { dc1: 3 } });
    expect(failure.constraintFiltered).toEqual({
      "${attr.kernel.name} = windows": 3,
      "${meta.rack} is_set": 2,
      "${node.unique.name} != b": 1,
    });
  });

  test("[P14] a job that runs on every node says of each what is short there", () => {
    const server = fleet([{ id: "a" }, { id: "b", resources: bigNode }]);
    run(server, specOf({ type: "system", groups: [{ memoryMb: 2000 }] }));
    expect(nodesOf(server)).toEqual(["b"]);
    expect(server.state.evaluations.get(1)?.failedGroups["web"]).toMatchObject({
      nodesEvaluated: 1,
      nodesExhausted: 1,
      shortages: [{ dimension: "memoryMb", asked: 2000, free: 1000, total: 1000, nodes: 1 }],
    });
  });
});
