import type { TaskGroup } from "./job-spec.ts";

/** An amount of a node's capacity. CPU in MHz, memory and disk in MiB. */
export type Capacity = {
  readonly cpuMhz: number;
  readonly memoryMb: number;
  readonly diskMb: number;
};

export const noCapacity: Capacity = { cpuMhz: 0, memoryMb: 0, diskMb: 0 };

export const dimensions = ["cpuMhz", "memoryMb", "diskMb"] as const;
export type Dimension = (typeof dimensions)[number];

/** Nomad's names of the dimensions, as in `DimensionExhausted`. */
export const dimensionWords: Readonly<Record<Dimension, string>> = {
  cpuMhz: "cpu",
  memoryMb: "memory",
  diskMb: "disk",
};

export const plus = (a: Capacity, b: Capacity): Capacity => ({
  cpuMhz: a.cpuMhz + b.cpuMhz,
  memoryMb: a.memoryMb + b.memoryMb,
  diskMb: a.diskMb + b.diskMb,
});

export const minus = (a: Capacity, b: Capacity): Capacity => ({
  cpuMhz: a.cpuMhz - b.cpuMhz,
  memoryMb: a.memoryMb - b.memoryMb,
  diskMb: a.diskMb - b.diskMb,
});

/** The part of `a` beyond `b`, never below zero. */
export const beyond = (a: Capacity, b: Capacity): Capacity => ({
  cpuMhz: Math.max(0, a.cpuMhz - b.cpuMhz),
  memoryMb: Math.max(0, a.memoryMb - b.memoryMb),
  diskMb: Math.max(0, a.diskMb - b.diskMb),
});

/** What one instance of a group asks of its node: its tasks' CPU and memory, and the group's disk. */
export const demandOf = (group: TaskGroup): Capacity => ({
  cpuMhz: group.tasks.reduce((sum, task) => sum + task.resources.cpuMhz, 0),
  memoryMb: group.tasks.reduce((sum, task) => sum + task.resources.memoryMb, 0),
  diskMb: group.ephemeralDisk.sizeMb,
});
