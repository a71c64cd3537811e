import { plainLoop } from "./floor.ts";
import { addFleet, byRack, createWorld, runJob, specOf } from "./world.ts";

export type Shape = { readonly jobs: number; readonly count: number; readonly nodes: number; readonly spread: boolean };

export type Decided = {
  /** Placements a second, deciding alone, and deciding and applying. */
  readonly deciding: number;
  readonly both: number;
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
  readonly floor: number;
};

/** So many jobs of so many instances on an empty fleet with room for 1.3 times as much, all in memory. */
export const measureDeciding = ({ jobs, count, nodes, spread }: Shape): Decided => {
  const world = createWorld();
  addFleet(world, { nodes, racks: 50, room: Math.ceil((jobs * count * 1.3) / nodes) + 2 });
  world.decidingMs = 0;
  world.evolvingMs = 0;
  for (let nth = 0; nth < jobs; nth++)
    runJob(world, specOf({ id: `job-${String(nth)}`, count, spreads: spread ? byRack : [] }));
  if (world.placed !== jobs * count) throw new Error(`Placed ${String(world.placed)} of ${String(jobs * count)}`);
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const perSecond = (ms: number): number => world.placed / (ms / 1000);
  return {
    deciding: perSecond(world.decidingMs),
    both: perSecond(world.decidingMs + world.evolvingMs),
    heapMegabytes: heapUsed / 1e6,
    residentMegabytes: rss / 1e6,
    floor: plainLoop(jobs * count, nodes),
  };
};
