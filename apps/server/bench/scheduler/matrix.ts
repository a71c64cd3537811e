import { addFleet, byRack, copyOf, createWorld, runJob, specOf } from "./world.ts";

export type MatrixCase = {
  readonly nodes: number;
  readonly racks: number;
  readonly count: number;
  readonly spread: boolean;
};
export type MatrixRow = MatrixCase & { readonly ms: readonly number[] };

export type Axes = {
  readonly nodes: readonly number[];
  readonly racks: readonly number[];
  readonly counts: readonly number[];
};

const runs = 5;

/** As many instances as a node of Nomad's benchmark has room for: that some of a large job find none is part of it. */
const room = 2;

/** Only the first half of the racks will do. */
const halfOf = (racks: number): number => Math.floor(racks / 2);
const namesOf = (racks: number): string => Array.from({ length: racks }, (_, at) => `r${String(at)}`).join(",");

/** Racks are given out in turn. */
const nodesInHalf = (nodes: number, racks: number): number =>
  Math.floor(nodes / racks) * halfOf(racks) + Math.min(halfOf(racks), nodes % racks);

/** Nomad's own benchmark: one evaluation of a service on an empty fleet of racks, half of which a constraint excludes. */
export const measureMatrix = ({ nodes: sizes, racks: rackCounts, counts }: Axes): readonly MatrixRow[] => {
  const rows: MatrixRow[] = [];
  for (const nodes of sizes)
    for (const racks of rackCounts) {
      const world = createWorld();
      addFleet(world, { nodes, racks, room });
      const places = room * nodesInHalf(nodes, racks);
      const constraints = [{ attribute: "${meta.rack}", operator: "set_contains_any", value: namesOf(halfOf(racks)) }];
      for (const count of counts)
        for (const spread of [false, true]) {
          const ms = Array.from({ length: runs }, (_, nth) => {
            const copy = copyOf(world);
            runJob(copy, specOf({ id: `job-${String(nth)}`, count, constraints, spreads: spread ? byRack : [] }));
            const fitting = Math.min(count, places);
            if (copy.placed !== fitting) throw new Error(`Placed ${String(copy.placed)} of ${String(fitting)}`);
            return copy.decidingMs + copy.evolvingMs;
          });
          rows.push({ nodes, racks, count, spread, ms });
        }
    }
  return rows;
};
