import { origin } from "@longshore/core/testing/test-server";
import { randomOf, type Random } from "../testing/random.ts";
import type { DurableState } from "./durable-state.ts";
import { nextChangeAt, restoreSight } from "./engine-world.ts";
import { endBroken, quietBroken, stepBroken } from "./invariants.ts";
import { randomSpec } from "./jobs.ts";
import { Broken, crash, createSimulation, setTime, submit, type Simulation } from "./simulation.ts";
import { addMachine, randomSettings, stepsOf, take, type Step } from "./steps.ts";
import { nextDueAt, workOnce } from "./work.ts";

const mustHold = (broken: readonly string[]): void => {
  if (broken.length > 0) throw new Broken(broken.slice(0, 10).join("\n"));
};

const work = (sim: Simulation, random: Random): boolean => {
  const worked = workOnce(sim, random);
  if (worked) mustHold(stepBroken(sim));
  return worked;
};

const mostWork = 3000;

/** Everything that can be done at this time is done. */
const comeToRest = (sim: Simulation, random: Random): void => {
  for (let done = 0; done < mostWork; done++) if (!work(sim, random)) return mustHold(quietBroken(sim));
  throw new Broken("it does not come to rest");
};

/** Time goes on from one event to the next, at most so often and so far. */
const goOn = (sim: Simulation, random: Random, until: { readonly rounds: number; readonly at: number }): void => {
  comeToRest(sim, random);
  for (let round = 0; round < until.rounds; round++) {
    const next = nextDueAt(sim, nextChangeAt(sim.world, sim.now));
    if (next === null || next > until.at) return;
    setTime(sim, next);
    comeToRest(sim, random);
  }
};

const someTime = 60_000;
const longEnough = 3_600_000;

/** All nodes are back and all jobs are stopped: what was asked to stop ends, and the server has nothing left to do. */
const end = (sim: Simulation, random: Random): void => {
  for (const { id } of sim.world.nodes.values()) restoreSight(sim.world, id, sim.now);
  comeToRest(sim, random);
  const jobs = [...sim.durable.replayed.jobs.entries()].map(([, job]) => job.spec);
  for (const { namespace, id } of jobs) {
    submit(sim, { type: random.chance(0.3) ? "purgeJob" : "stopJob", namespace, id, origin });
  }
  goOn(sim, random, { rounds: 300, at: sim.now + longEnough });
  crash(sim, random);
  goOn(sim, random, { rounds: 100, at: sim.now + longEnough });
  mustHold(endBroken(sim));
};

export type Failure = { readonly message: string; readonly trace: readonly string[] };

/** A fleet with some work on it, so that steps find something to act on. */
const begin = (sim: Simulation, random: Random): void => {
  for (let nodes = 1 + random.below(5); nodes > 0; nodes--) addMachine(sim, random);
  if (random.chance(0.5)) submit(sim, { type: "setScheduler", settings: randomSettings(random), origin });
  for (let jobs = random.below(4); jobs > 0; jobs--)
    submit(sim, { type: "registerJob", spec: randomSpec(random), origin });
  for (let left = random.below(60); left > 0 && work(sim, random); left--);
};

const play = (sim: Simulation, seed: number, steps: readonly Step[]): void => {
  const random = randomOf(seed);
  begin(sim, random);
  for (const step of steps) {
    if (step.type === "work") {
      const own = randomOf(step.seed);
      for (let left = own.between(1, 16); left > 0 && work(sim, own); left--);
    } else {
      take(sim, step);
      mustHold(stepBroken(sim));
    }
  }
  goOn(sim, random, { rounds: 30, at: sim.now + someTime });
  end(sim, random);
};

/** Plays one schedule; undefined when every law held. `steps` as they follow from the seed unless given. */
export const playSchedule = (
  seed: number,
  durable: DurableState,
  given: { readonly steps?: readonly Step[]; readonly isTraced?: boolean } = {},
): Failure | undefined => {
  const sim = createSimulation(durable, given.isTraced ?? false);
  try {
    play(sim, seed, given.steps ?? stepsOf(seed));
    return undefined;
  } catch (fault) {
    const message =
      fault instanceof Broken ? fault.message : fault instanceof Error ? (fault.stack ?? "") : String(fault);
    return { message, trace: sim.trace ?? [] };
  } finally {
    durable.close();
  }
};
