import type { Fleet } from "./fleet.ts";
import { resolveTarget } from "./constraint.ts";

/** What an attribute is on each node: positions stand for nodes, numbers for values. */
export type AttributeIndex = {
  readonly values: readonly string[];
  /** By position; -1 where the node has no such attribute. */
  readonly valueAt: Int32Array;
};

const known = new WeakMap<Fleet, Map<string, AttributeIndex>>();
const keptIndexes = 64;

const build = (fleet: Fleet, target: string): AttributeIndex => {
  const numbers = new Map<string, number>();
  const valueAt = new Int32Array(fleet.all.length).fill(-1);
  for (const [position, node] of fleet.all.entries()) {
    const value = resolveTarget(target, node);
    if (value === undefined) continue;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    valueAt[position] = number;
  }
  return { values: [...numbers.keys()], valueAt };
};

/** Worked out once per fleet and attribute. */
export const attributeIndex = (fleet: Fleet, target: string): AttributeIndex => {
  const ofFleet = known.get(fleet) ?? new Map<string, AttributeIndex>();
  known.set(fleet, ofFleet);
  const kept = ofFleet.get(target);
  if (kept !== undefined) return kept;
  if (ofFleet.size >= keptIndexes) ofFleet.clear();
  const index = build(fleet, target);
  ofFleet.set(target, index);
  return index;
};

/** How many instances there are on the nodes with each value of an attribute. */
export type Tally = AttributeIndex & { readonly counts: Int32Array };

/** `here`: instances by position. */
export const tallyOf = (index: AttributeIndex, here: Int32Array): Tally => {
  const counts = new Int32Array(index.values.length);
  for (let position = 0; position < here.length; position++) {
    const value = index.valueAt[position] as number;
    if (value !== -1) counts[value] = (counts[value] as number) + (here[position] as number);
  }
  return { ...index, counts };
};
