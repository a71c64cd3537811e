import type { Command, RegisterNode } from "@longshore/core/command";
import { decide } from "@longshore/core/decide";
import type { Decision } from "@longshore/core/decision";
import { evolve } from "@longshore/core/evolve";
import { sliceRows } from "@longshore/core/limits";
import type { Constraint, JobSpec, Spread } from "@longshore/core/model";
import { canonicalize } from "@longshore/core/spec/canonicalize";
import { emptyState, overlay, type State } from "@longshore/core/state";
import { nothingTouched } from "@longshore/core/touched";

/** A state in memory, and what was spent on it: on deciding, and on applying what was decided. Nothing is written. */
export type World = { readonly state: State; decidingMs: number; evolvingMs: number; placed: number };

const now = Date.UTC(2026, 0, 1);
const origin = { door: "dashboard", by: "benchmark" } as const;

export const createWorld = (): World => ({ state: emptyState("benchmark"), decidingMs: 0, evolvingMs: 0, placed: 0 });

/** A copy that goes its own way. */
export const copyOf = ({ state }: World): World => ({ state: overlay(state), decidingMs: 0, evolvingMs: 0, placed: 0 });

export const send = (world: World, command: Command): Decision => {
  const { state } = world;
  const from = performance.now();
  const decided = decide(state, command, now);
  const between = performance.now();
  if (!decided.ok) throw new Error(`${command.type} was refused: ${decided.rejection.kind}`);
  const { events } = decided.value;
  if (events.length > 0) evolve(state, { index: state.index + 1, at: now, events }, nothingTouched());
  world.decidingMs += between - from;
  world.evolvingMs += performance.now() - between;
  for (const event of events) if (event.type === "allocationsPlaced") world.placed += event.placed.length;
  return decided.value;
};

export type FleetGiven = {
  readonly nodes: number;
  readonly racks: number;
  /** How many of the benchmark's instances fit on a node. */
  readonly room: number;
};

/** What one instance of the benchmark's jobs asks for. */
const share = { cpuMhz: 100, memoryMb: 100, diskMb: 10 };

export const nodeOf = (at: number, { racks, room }: FleetGiven): RegisterNode => ({
  type: "registerNode",
  id: `node-${String(at)}`,
  datacenter: "dc1",
  engine: "simulated",
  fingerprint: {
    name: `node-${String(at)}`,
    nodeClass: "",
    nodePool: "default",
    attributes: { "kernel.name": "linux", "cpu.arch": "amd64", "unique.hostname": `node-${String(at)}` },
    meta: { rack: `r${String(at % racks)}` },
    drivers: { mock_driver: { detected: true, healthy: true, description: "" } },
    ports: { min: 20_000, max: 32_000, reserved: [] },
    resources: { cpuMhz: share.cpuMhz * room, memoryMb: share.memoryMb * room, diskMb: share.diskMb * room },
  },
});

export const addFleet = (world: World, given: FleetGiven): void => {
  for (let at = 0; at < given.nodes; at++) send(world, nodeOf(at, given));
};

export type JobGiven = {
  readonly id: string;
  readonly count: number;
  readonly type?: "service" | "batch";
  readonly spreads?: readonly Spread[];
  readonly constraints?: readonly Constraint[];
};

export const byRack: readonly Spread[] = [{ attribute: "${meta.rack}", weight: 50, targets: [] }];

/** A job of one group with one task that does nothing. */
export const specOf = ({ id, count, type = "service", spreads = [], constraints = [] }: JobGiven): JobSpec =>
  canonicalize({
    id,
    type,
    spreads,
    constraints,
    taskGroups: [
      {
        name: "main",
        count,
        ephemeralDisk: { sizeMb: share.diskMb },
        tasks: [
          {
            name: "main",
            driver: "mock_driver",
            config: {},
            resources: { cpuMhz: share.cpuMhz, memoryMb: share.memoryMb },
          },
        ],
      },
    ],
  });

/** Works off what is pending of a job, slice by slice. */
export const workOff = (world: World, job: number): void => {
  for (;;) {
    const open = [...(world.state.openOfJob.get(job) ?? [])];
    const pending = open.find((key) => world.state.evaluations.get(key)?.status === "pending");
    if (pending === undefined) return;
    send(world, { type: "advanceEvaluation", evaluation: pending, limit: sliceRows });
  }
};

/** Registers a job and works it off; its key. */
export const runJob = (world: World, spec: JobSpec): number => {
  const job = world.state.next.job;
  send(world, { type: "registerJob", spec, origin });
  workOff(world, job);
  return job;
};

/** Every task of a job ends well. */
export const endJob = (world: World, job: number): void => {
  for (const key of world.state.liveOfJob.get(job) ?? []) {
    const run = { alloc: key, attempt: 1, task: "main" };
    send(world, { type: "observeTask", report: { type: "started", run, at: now, pid: 1 } });
    send(world, {
      type: "observeTask",
      report: { type: "exited", run, at: now, exitCode: 0, signal: 0, oomKilled: false },
    });
  }
};
