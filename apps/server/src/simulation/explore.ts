import type { DurableState } from "./durable-state.ts";
import { playSchedule, type Failure } from "./schedule.ts";
import { shrink } from "./shrink.ts";
import { stepsOf } from "./steps.ts";

/** Lines of what happened last that are shown. */
const shownLines = 60;
const longestLine = 600;

/** A failing schedule as short as it could be made, with what happened in it. */
const describeFailure = (seed: number, found: Failure, durable: () => DurableState): string => {
  const all = stepsOf(seed);
  const steps = shrink(all, (some) => playSchedule(seed, durable(), { steps: some }) !== undefined);
  const shortest = playSchedule(seed, durable(), { steps, isTraced: true }) ?? found;
  const lines = shortest.trace.slice(-shownLines).map((line) => line.slice(0, longestLine));
  return [
    `The schedule of seed ${String(seed)} breaks a law:`,
    shortest.message,
    "",
    `${String(steps.length)} of its ${String(all.length)} steps are needed:`,
    ...steps.map((step) => JSON.stringify(step)),
    "",
    "What happened, in milliseconds, at last:",
    ...lines,
    "",
    `Play it again: LONGSHORE_SIMULATION_SEED=${String(seed)} npm test -- --only simulation. Keep it: kept-seeds.ts.`,
  ].join("\n");
};

const schedulesInOneTurn = 50;

/** Plays schedules until one breaks a law; throws what there is to say of it. */
export const explore = async (seeds: readonly number[], durable: () => DurableState): Promise<void> => {
  for (const [at, seed] of seeds.entries()) {
    const found = playSchedule(seed, durable());
    if (found !== undefined) throw new Error(describeFailure(seed, found, durable));
    // The runner's own messages have their turn.
    if (at % schedulesInOneTurn === 0) await new Promise(setImmediate);
  }
};

const { LONGSHORE_SIMULATION_SEED: one, LONGSHORE_SIMULATION_FROM: from } = process.env;

/** So many seeds, the same in every run unless others are asked for. */
export const seedsFor = (part: { readonly of: number; readonly count: number }): readonly number[] => {
  if (one !== undefined) return part.of === 0 ? [Number(one)] : [];
  const first = Number(from ?? 0) + part.of * part.count;
  return Array.from({ length: part.count }, (_, at) => first + at);
};
