import { addFleet, createWorld, endJob, runJob, specOf, type World } from "./world.ts";

/** What grows: jobs that run and have nothing to be done, or jobs that have ended. */
export type Growth = { readonly kind: "idle" | "history"; readonly jobs: number; readonly rounds: number };

const instances = 10;
const measured = 100;

const fill = (world: World, { kind, jobs }: Growth): void => {
  for (let nth = 0; nth < jobs; nth++) {
    const type = kind === "idle" ? "service" : "batch";
    const job = runJob(world, specOf({ id: `${kind}-${String(nth)}`, count: instances, type }));
    if (kind === "history") endJob(world, job);
  }
};

/** Milliseconds that one evaluation of a job of a hundred instances takes, to decide and to apply. */
export const measureGrowth = (growth: Growth): readonly number[] => {
  const world = createWorld();
  const room = Math.ceil((growth.jobs * instances + growth.rounds * measured) / 500) + 2;
  addFleet(world, { nodes: 1000, racks: 50, room });
  fill(world, growth);
  globalThis.gc?.();
  return Array.from({ length: growth.rounds }, (_, nth) => {
    world.decidingMs = 0;
    world.evolvingMs = 0;
    runJob(world, specOf({ id: `measured-${String(nth)}`, count: measured }));
    return world.decidingMs + world.evolvingMs;
  });
};
