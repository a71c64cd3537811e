import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { LocalRun } from "./context.ts";

/**
 * One cgroup (version 2) per run, only to know what belongs to it: a process cannot leave one as it can leave its session
 * and its environment. Making one costs some 0.3 ms, joining one 0.02 ms, so empty ones are used again.
 */
export type CgroupSlots = {
  readonly isAvailable: boolean;
  readonly take: (run: LocalRun) => { readonly slot: string; readonly directories: readonly string[] };
  /** A run found again after a restart keeps its slot. */
  readonly reserve: (slot: string) => void;
  /** Only once nothing runs in it. */
  readonly release: (slot: string) => void;
  readonly members: (slot: string) => readonly number[];
  readonly kill: (slot: string) => void;
  readonly close: () => void;
};

export const NO_SLOTS: CgroupSlots = {
  isAvailable: false,
  take: () => ({ slot: "-", directories: [] }),
  reserve: () => undefined,
  release: () => undefined,
  members: () => [],
  kill: () => undefined,
  close: () => undefined,
};

const readLines = (path: string): readonly string[] => {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
};

/** The version 2 hierarchy's mount point, alone or beside version 1, and this process's place in it. */
const ownCgroup = (): string | undefined => {
  const mount = readLines("/proc/self/mounts")
    .map((line) => line.split(" "))
    .find((fields) => fields[2] === "cgroup2")?.[1];
  const place = readLines("/proc/self/cgroup")
    .find((line) => line.startsWith("0::"))
    ?.slice(3);
  return mount === undefined || place === undefined ? undefined : join(mount, place);
};

/** Makes the engine's own cgroup and proves that a process may be moved into one below it; undefined where that is not permitted. */
const makeBase = (name: string): string | undefined => {
  const own = ownCgroup();
  if (own === undefined) return undefined;
  const base = join(own, name);
  try {
    mkdirSync(base, { recursive: true });
    return existsSync(join(base, "cgroup.kill")) ? base : undefined;
  } catch {
    return undefined;
  }
};

const slotsIn = (base: string): readonly string[] =>
  readdirSync(base)
    .filter((entry) => /^s\d+$/.test(entry))
    .map((entry) => join(base, entry));

export const openCgroupSlots = (name: string): CgroupSlots => {
  const base = makeBase(name);
  if (base === undefined) return NO_SLOTS;
  const free: string[] = [];
  const taken = new Set<string>();
  const members = (slot: string): readonly number[] =>
    slot === "-" ? [] : readLines(join(slot, "cgroup.procs")).map(Number);
  let last = Math.max(0, ...slotsIn(base).map((path) => Number(basename(path).slice(1))));
  const remove = (slot: string): void => {
    try {
      rmdirSync(slot);
    } catch {
      // Not empty: what is in it belongs to a run that is still being ended, or that this server does not know.
    }
  };
  const kill = (slot: string): void => {
    if (slot === "-" || members(slot).length === 0) return;
    try {
      writeFileSync(join(slot, "cgroup.kill"), "1");
    } catch {
      // The members are also signalled one by one.
    }
  };
  return {
    isAvailable: true,
    take: () => {
      const again = free.pop();
      if (again === undefined) last += 1;
      const slot = again ?? join(base, `s${last}`);
      taken.add(slot);
      return { slot, directories: again === undefined ? [slot] : [] };
    },
    reserve: (slot) => void (slot !== "-" && taken.add(slot)),
    release: (slot) => {
      if (taken.delete(slot)) free.push(slot);
    },
    members,
    kill,
    close: () => {
      for (const slot of slotsIn(base)) remove(slot);
      remove(base);
    },
  };
};
