import type { LowestCapacity } from "../model/rehearsal.ts";
import { own } from "../own.ts";

/** Instances that do their work, per group and in all. */
export type Capacity = { readonly all: number; readonly groups: { readonly [group: string]: number } };

/** [Z3] Follows how many instances do their work, and keeps the fewest and the first time they were so few. */
export const followCapacity = (before: Capacity) => {
  const lowest = (count: number): LowestCapacity => ({ instances: count, at: 0, before: count, after: count });
  const seen = (known: LowestCapacity, count: number, at: number): LowestCapacity =>
    count < known.instances ? { ...known, instances: count, at, after: count } : { ...known, after: count };
  let all = lowest(before.all);
  let groups: { readonly [group: string]: LowestCapacity } = Object.fromEntries(
    Object.entries(before.groups).map(([name, count]) => [name, lowest(count)]),
  );
  return {
    note: (now: Capacity, at: number): void => {
      all = seen(all, now.all, at);
      groups = Object.fromEntries(
        Object.entries(now.groups).map(([name, count]) => [name, seen(own(groups, name) ?? lowest(0), count, at)]),
      );
    },
    lowest: () => ({ ...all, groups }),
  };
};
