import type { Command } from "@longshore/core/command";
import type { Job, SchedulerSettings } from "@longshore/core/model";
import { rolloutCommandOf } from "@longshore/core/testing/rollout-steps";
import { origin } from "@longshore/core/testing/test-server";
import { randomOf, type Random } from "../testing/random.ts";
import { loseSight, powerOff, restoreSight, type SimNode } from "./engine-world.ts";
import { randomMachine } from "./fleet.ts";
import { changedSpec, pick, randomSpec } from "./jobs.ts";
import { crash, failCommit, note, setTime, submit, type Simulation } from "./simulation.ts";

/**
 * One step of a schedule. Everything that is chosen in it is drawn from its own seed, so that leaving out another step changes nothing
 * of it but what it finds.
 */
export type Step = {
  readonly type: "work" | "time" | "job" | "node" | "machine" | "rollout" | "engine" | "failCommit" | "crash";
  readonly seed: number;
};

/** How often steps of a kind are taken. */
const kinds: readonly (readonly [Step["type"], number])[] = [
  ["work", 36],
  ["job", 20],
  ["time", 14],
  ["node", 8],
  ["rollout", 10],
  ["machine", 9],
  ["engine", 4],
  ["crash", 8],
  ["failCommit", 4],
];

const total = kinds.reduce((sum, [, weight]) => sum + weight, 0);

const kindOf = (random: Random): Step["type"] => {
  let left = random.below(total);
  for (const [type, weight] of kinds) {
    if (left < weight) return type;
    left -= weight;
  }
  return "work";
};

const largest = 2 ** 31;

/** The steps of a schedule follow from its seed alone. */
export const stepsOf = (seed: number): readonly Step[] => {
  const random = randomOf(seed);
  return Array.from({ length: random.between(10, 50) }, () => ({ type: kindOf(random), seed: random.below(largest) }));
};

const anyOf = <T>(random: Random, items: readonly T[]): T | undefined => items[random.below(Math.max(1, items.length))];

const jobsOf = ({ memory, durable }: Simulation): readonly Job[] =>
  [...(durable.loadsAll ? memory : durable.replayed).jobs.entries()]
    .flatMap(([key]) => memory.jobs.get(key) ?? [])
    .toSorted((a, b) => a.key - b.key);

const liveOf = ({ memory }: Simulation): readonly number[] =>
  [...memory.liveOfJob.entries()].flatMap(([, keys]) => [...keys]).toSorted((a, b) => a - b);

const jobChange = (sim: Simulation, random: Random): Command | undefined => {
  const job = anyOf(random, jobsOf(sim));
  const kind = random.below(20);
  if (job === undefined || kind < 7) return { type: "registerJob", spec: randomSpec(random), origin };
  const { namespace, id } = job.spec;
  const name = { namespace, id, origin };
  if (kind < 11)
    return { type: "registerJob", spec: changedSpec(random, job.spec), preserveCounts: random.chance(0.3), origin };
  if (kind < 13)
    return { type: "scaleJob", group: job.spec.taskGroups[0]?.name ?? "", count: random.below(6), ...name };
  if (kind === 13) return { type: "revertJob", version: random.below(job.version + 1), ...name };
  if (kind === 14) return { type: "stopJob", ...name };
  if (kind === 15) return { type: "startJob", ...name };
  if (kind === 16) return { type: "purgeJob", ...name };
  if (kind === 17) return { type: "evaluateJob", ...name };
  const allocation = anyOf(random, liveOf(sim));
  return allocation === undefined ? undefined : { type: "stopAllocation", allocation, origin };
};

const nodeChange = (sim: Simulation, random: Random): Command | undefined => {
  const id = anyOf(random, [...sim.world.nodes.keys()]) ?? "";
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return {
        type: "drainNode",
        id,
        deadlineMs: pick<number | null>(random, [null, 0, 5000, 60_000]),
        ignoreSystemJobs: random.chance(0.3),
        origin,
      };
    case 3:
      return { type: "cancelDrain", id, makeEligible: random.chance(0.6), origin };
    case 4:
    case 5:
      return { type: "setEligibility", id, eligibility: pick(random, ["eligible", "eligible", "ineligible"]), origin };
    case 6:
      return { type: "removeNode", id, origin };
    default:
      return { type: "setScheduler", settings: randomSettings(random), origin };
  }
};

export const randomSettings = (random: Random): SchedulerSettings => {
  const isOn = random.chance(0.6);
  return {
    algorithm: pick(random, ["binpack", "spread"]),
    preemption: { service: isOn, batch: isOn, system: random.chance(0.7), sysbatch: isOn },
  };
};

/** What somebody asks of a rollout, or a restart. */
const rolloutChange = (sim: Simulation, random: Random): Command | undefined =>
  rolloutCommandOf(
    { state: sim.memory, now: sim.now },
    {
      type: "rollout",
      what: pick(random, ["pause", "resume", "resume", "promote", "promote", "fail", "abort", "restart"]),
      pick: random.below(20),
      options: pick(random, [
        {},
        { startPaused: true },
        { toleratedFailures: 1, instanceRetries: 1 },
        { maxParallel: 2 },
      ]),
    },
  );

const mostNodes = 5;

/** What happens to machines, whatever the server knows of it. */
const machineEvent = (sim: Simulation, random: Random): void => {
  const { world, now } = sim;
  const kind = random.below(6);
  const node: SimNode | undefined = anyOf(random, [...world.nodes.values()]);
  if (node === undefined || (kind === 0 && world.nodes.size < mostNodes)) return addMachine(sim, random);
  const lost = anyOf(
    random,
    [...world.nodes.values()].filter(({ isInSight }) => !isInSight),
  );
  if (lost !== undefined && random.chance(0.6)) {
    note(sim, () => `${lost.id} is back`);
    return restoreSight(world, lost.id, now);
  }
  note(sim, () => `${node.id} ${kind < 2 ? "is off" : "is lost sight of"}`);
  return kind < 2 ? powerOff(world, node.id, now) : loseSight(world, node.id);
};

export const addMachine = ({ world }: Simulation, random: Random): void => {
  const machine = randomMachine(random, world.nodes.size + 1);
  world.nodes.set(machine.id, { ...machine, isInSight: true });
};

/** The engine loses a run, or cannot do now what it is asked. */
const engineFault = (sim: Simulation, random: Random): void => {
  const { world, now } = sim;
  if (random.chance(0.5)) {
    const effect = sim.owed.shift();
    if (effect !== undefined) sim.owed.push(effect);
    return;
  }
  const run = anyOf(
    random,
    [...world.runs.values()].filter(({ ended }) => !ended),
  );
  if (run === undefined) return;
  note(sim, () => `${JSON.stringify(run.run)} is lost`);
  run.gone ??= { at: now, reason: "It is gone", withNode: false };
  setTime(sim, now);
};

const times = [1, 500, 1000, 3000, 6000, 15_000, 40_000];

/** Takes one step other than the server's own work. */
export const take = (sim: Simulation, { type, seed }: Step): void => {
  const random = randomOf(seed);
  switch (type) {
    case "work":
      return;
    case "time":
      return setTime(sim, sim.now + pick(random, times));
    case "job": {
      const command = jobChange(sim, random);
      return command === undefined ? undefined : void submit(sim, command);
    }
    case "node": {
      const command = nodeChange(sim, random);
      return command === undefined ? undefined : void submit(sim, command);
    }
    case "rollout": {
      const command = rolloutChange(sim, random);
      return command === undefined ? undefined : void submit(sim, command);
    }
    case "machine":
      return machineEvent(sim, random);
    case "engine":
      return engineFault(sim, random);
    case "failCommit":
      return failCommit(sim);
    case "crash":
      return crash(sim, random);
  }
};
