import type { PlacementMetrics } from "../model/placement.ts";
import type { Capacity } from "../model/resources.ts";
import type { Fleet } from "./fleet.ts";

/**
 * How well an instance of one size fits on each node, as it was last worked out, and what was used of the node then. It follows from
 * these numbers alone, so it holds for as long as they are the same, whichever job asks.
 */
export type Fits = {
  /** By position. */
  readonly fit: Float64Array;
  /** By position, three each; NaN where nothing is known. */
  readonly used: Float64Array;
  /** By position: the number of the round that has compared them and has placed nothing there since. */
  readonly checkedBy: Uint32Array;
  /** By position: what is told of the node's score where nothing but the fit has a say; none where it was not asked for since. */
  readonly shown: (ShownScore | undefined)[];
};

export type ShownScore = PlacementMetrics["scores"][number];

const known = new WeakMap<Fleet, { readonly packing: Map<string, Fits>; readonly levelling: Map<string, Fits> }>();
/** Sizes that are remembered; a fleet of 5,000 nodes takes 180 kB for each. */
const keptSizes = 16;

/** What stands for a size. */
export const sizeText = ({ cpuMhz, memoryMb, diskMb }: Capacity): string =>
  `${String(cpuMhz)}/${String(memoryMb)}/${String(diskMb)}`;

const sizesOf = (fleet: Fleet, levels: boolean): Map<string, Fits> => {
  const ofFleet = known.get(fleet) ?? { packing: new Map<string, Fits>(), levelling: new Map<string, Fits>() };
  known.set(fleet, ofFleet);
  return levels ? ofFleet.levelling : ofFleet.packing;
};

export const fitsFor = (fleet: Fleet, size: string, levels: boolean): Fits => {
  const sizes = sizesOf(fleet, levels);
  const kept = sizes.get(size);
  if (kept !== undefined) return kept;
  if (sizes.size >= keptSizes) sizes.clear();
  const nodes = fleet.all.length;
  const made: Fits = {
    fit: new Float64Array(nodes),
    used: new Float64Array(nodes * 3).fill(Number.NaN),
    checkedBy: new Uint32Array(nodes),
    shown: [],
  };
  sizes.set(size, made);
  return made;
};
