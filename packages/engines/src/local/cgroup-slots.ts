import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { StartRequest } from "../engine.ts";
import { findCgroupLimits } from "./cgroup-limits.ts";

export type Slot = {
  /** The cgroup's directory, or `-`. */
  readonly slot: string;
  /** To be made before the start. */
  readonly directories: readonly string[];
  /** Shell words that put the process that runs them under its limits; empty without any. */
  readonly script: string;
};

/**
 * One cgroup (version 2) per run, only to know what belongs to it: a process cannot leave one as it can leave its session
 * and its environment. Making one costs some 0.3 ms, joining one 0.02 ms, so empty ones are used again.
 */
export type CgroupSlots = {
  readonly isAvailable: boolean;
  /** What `exec` is limited in, for people. */
  readonly limits: readonly string[];
  readonly take: (request: StartRequest) => Slot;
  /** Whether something in the slot was killed for exceeding its memory. */
  readonly wasOutOfMemory: (slot: string) => boolean;
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
  limits: [],
  take: () => ({ slot: "-", directories: [], script: "" }),
  wasOutOfMemory: () => false,
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

/** Hands a controller down, where that is permitted: not from a cgroup that has processes itself, other than the root. */
const delegate = (cgroup: string, controller: string): void => {
  try {
    writeFileSync(join(cgroup, "cgroup.subtree_control"), `+${controller}`);
  } catch {
    // Then there are no limits of that kind, and the fingerprint says so.
  }
};

/** Makes the engine's own cgroup and proves that a process may be moved into one below it; undefined where that is not permitted. */
const makeBase = (name: string): string | undefined => {
  const own = ownCgroup();
  if (own === undefined) return undefined;
  const base = join(own, name);
  try {
    mkdirSync(base, { recursive: true });
    for (const controller of ["memory", "pids", "cpu"]) {
      delegate(own, controller);
      delegate(base, controller);
    }
    return existsSync(join(base, "cgroup.kill")) ? base : undefined;
  } catch {
    return undefined;
  }
};

/** Limited ones begin with x, those that only tell what belongs together with s. */
const isLimitedSlot = (slot: string): boolean => basename(slot).startsWith("x");

const slotsIn = (base: string): readonly string[] =>
  readdirSync(base)
    .filter((entry) => /^[sx]\d+$/.test(entry))
    .map((entry) => join(base, entry));

export const openCgroupSlots = (name: string): CgroupSlots => {
  const base = makeBase(name);
  if (base === undefined) return NO_SLOTS;
  const limits = findCgroupLimits(name, base);
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
    limits: limits.words,
    take: (request) => {
      const isLimited = request.driver === "exec" && limits.words.length > 0;
      const again = isLimited ? undefined : free.pop();
      if (again === undefined) last += 1;
      const slot = again ?? join(base, `${isLimited ? "x" : "s"}${last}`);
      taken.add(slot);
      if (!isLimited) return { slot, directories: again === undefined ? [slot] : [], script: "" };
      const applied = limits.apply(basename(slot), request.resources);
      return { slot, directories: [slot, ...applied.directories], script: applied.script };
    },
    wasOutOfMemory: (slot) => isLimitedSlot(slot) && limits.wasOutOfMemory(basename(slot)),
    reserve: (slot) => void (slot !== "-" && taken.add(slot)),
    release: (slot) => {
      if (!taken.delete(slot)) return;
      if (!isLimitedSlot(slot)) return void free.push(slot);
      // Its counters cannot be set back, so another run may not have it.
      limits.remove(basename(slot));
      remove(slot);
    },
    members,
    kill,
    close: () => {
      for (const slot of slotsIn(base)) {
        limits.remove(basename(slot));
        remove(slot);
      }
      remove(base);
      limits.close();
    },
  };
};
