import { existsSync, mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import type { StartRequest } from "../engine.ts";
import { quote } from "./shell-words.ts";

/** More than any honest task needs, few enough that a fork bomb leaves the machine usable. */
const MOST_PROCESSES = 4096;
const MEBIBYTE = 1024 * 1024;

/** One controller that this engine may use, with the files of its version. */
type Controller = {
  readonly base: string;
  /** For people, in the fingerprint. */
  readonly word: string;
  readonly settings: (resources: StartRequest["resources"]) => readonly (readonly [file: string, value: number])[];
};

/** The hard limit is `memory_max` where the job gives one, as in Nomad. */
const memoryBytes = (resources: StartRequest["resources"]): number =>
  Math.max(resources.memoryMb, resources.memoryMaxMb) * MEBIBYTE;

/** Version 1 shares (2 to 262144) on the version 2 scale (1 to 10000); Nomad takes one share per MHz. */
const cpuShares = (mhz: number): number => Math.min(262_144, Math.max(2, Math.round(mhz)));
const cpuWeight = (mhz: number): number => Math.max(1, Math.round(1 + ((cpuShares(mhz) - 2) * 9_999) / 262_142));

const SETTINGS_V1: Readonly<Record<string, Omit<Controller, "base">>> = {
  memory: { word: "memory", settings: (resources) => [["memory.limit_in_bytes", memoryBytes(resources)]] },
  pids: { word: "processes", settings: () => [["pids.max", MOST_PROCESSES]] },
  cpu: { word: "CPU shares", settings: (resources) => [["cpu.shares", cpuShares(resources.cpuMhz)]] },
};
const SETTINGS_V2: Readonly<Record<string, Omit<Controller, "base">>> = {
  memory: { word: "memory", settings: (resources) => [["memory.max", memoryBytes(resources)]] },
  pids: { word: "processes", settings: () => [["pids.max", MOST_PROCESSES]] },
  cpu: { word: "CPU shares", settings: (resources) => [["cpu.weight", cpuWeight(resources.cpuMhz)]] },
};

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Where this process stands in each version 1 hierarchy. */
const findV1 = (name: string): readonly Controller[] => {
  const places = new Map(
    read("/proc/self/cgroup")
      .split("\n")
      .map((line) => line.split(":"))
      .flatMap(([, controllers, place]) =>
        (controllers ?? "").split(",").map((controller) => [controller, place ?? "/"] as const),
      ),
  );
  const mounts = read("/proc/self/mounts")
    .split("\n")
    .map((line) => line.split(" "))
    .filter((fields) => fields[2] === "cgroup");
  return Object.entries(SETTINGS_V1).flatMap(([controller, how]) => {
    const mount = mounts.find((fields) => fields[3]?.split(",").includes(controller))?.[1];
    const place = places.get(controller);
    if (mount === undefined || place === undefined) return [];
    const base = join(mount, place, name);
    try {
      mkdirSync(base, { recursive: true });
      return [{ ...how, base }];
    } catch {
      return [];
    }
  });
};

/** In version 2 a controller is ours only if it was delegated down to the engine's cgroup, whose children then have its files. */
const findV2 = (slots: string | undefined): readonly Controller[] => {
  if (slots === undefined) return [];
  const delegated = read(join(slots, "cgroup.subtree_control")).split(/\s+/);
  return Object.entries(SETTINGS_V2).flatMap(([controller, how]) =>
    delegated.includes(controller) ? [{ ...how, base: slots }] : [],
  );
};

export type CgroupLimits = {
  /** What can be limited here, for people; empty where nothing can. */
  readonly words: readonly string[];
  /** Directories for the run of this slot, and the shell words that put the process that runs them under its limits. */
  readonly apply: (
    slot: string,
    resources: StartRequest["resources"],
  ) => { readonly directories: readonly string[]; readonly script: string };
  readonly wasOutOfMemory: (slot: string) => boolean;
  /** Once nothing runs in it. */
  readonly remove: (slot: string) => void;
  readonly close: () => void;
};

const removeDirectory = (path: string): void => {
  try {
    rmdirSync(path);
  } catch {
    // Something still runs in it, or it is gone.
  }
};

/** `slots` is the version 2 cgroup below which runs have theirs; `name` that of the engine's cgroup in each hierarchy. */
export const findCgroupLimits = (name: string, slots: string | undefined): CgroupLimits => {
  const delegated = findV2(slots);
  const controllers = delegated.length > 0 ? delegated : findV1(name);
  const own = controllers.filter((controller) => controller.base !== slots);
  return {
    words: controllers.map((controller) => controller.word),
    apply: (slot, resources) => ({
      directories: own.map((controller) => join(controller.base, slot)),
      script: controllers
        .flatMap((controller) => [
          ...controller
            .settings(resources)
            .map(([file, value]) => `echo ${value} >${quote(join(controller.base, slot, file))}`),
          ...(controller.base === slots ? [] : [`echo 0 >${quote(join(controller.base, slot, "cgroup.procs"))}`]),
        ])
        .join(" && "),
    }),
    wasOutOfMemory: (slot) =>
      controllers.some(({ base }) =>
        ["memory.oom_control", "memory.events"]
          .map((file) => join(base, slot, file))
          .filter((path) => existsSync(path))
          .some((path) => /^oom_kill [1-9]/m.test(read(path))),
      ),
    remove: (slot) => {
      for (const controller of own) removeDirectory(join(controller.base, slot));
    },
    close: () => {
      for (const controller of own) removeDirectory(controller.base);
    },
  };
};
