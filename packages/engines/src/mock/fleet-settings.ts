import type { Capacity } from "@longshore/core/model";

/** Nodes of one size; `share` is how many of them there are, beside the other classes' shares. */
export type FleetClass = Capacity & { readonly name: string; readonly share: number };

/** A simulated fleet: which nodes there are, and how well they do. Everything else follows from the seed. */
export type FleetSettings = {
  readonly nodes: number;
  readonly seed: string;
  readonly datacenters: readonly string[];
  readonly nodePools: readonly string[];
  /** Racks of each datacenter. */
  readonly racks: number;
  readonly classes: readonly FleetClass[];
  readonly attributes: { readonly [name: string]: string };
  readonly meta: { readonly [name: string]: string };
  /** What a start takes on average, in milliseconds. */
  readonly startMs: number;
  /** The part of starts that fail, 0 to 1. */
  readonly startFailureRate: number;
  /** How often a task dies, on average, in an hour of running. */
  readonly runFailuresPerHour: number;
  /** How often a node goes down, on average, in an hour; at most once. */
  readonly nodeFailuresPerHour: number;
  readonly nodeDownMs: number;
};

export const defaultFleet: FleetSettings = {
  nodes: 0,
  seed: "fleet",
  datacenters: ["dc1"],
  nodePools: ["default"],
  racks: 10,
  classes: [
    { name: "small", share: 2, cpuMhz: 4_000, memoryMb: 8_192, diskMb: 100_000 },
    { name: "medium", share: 2, cpuMhz: 8_000, memoryMb: 16_384, diskMb: 200_000 },
    { name: "large", share: 1, cpuMhz: 16_000, memoryMb: 65_536, diskMb: 400_000 },
  ],
  attributes: {},
  meta: {},
  startMs: 0,
  startFailureRate: 0,
  runFailuresPerHour: 0,
  nodeFailuresPerHour: 0,
  nodeDownMs: 120_000,
};

export const mostNodes = 100_000;

type Judge = (value: unknown) => string | undefined;

const numberWithin =
  (least: number, most: number, isWhole: boolean): Judge =>
  (value) =>
    typeof value === "number" && value >= least && value <= most && (!isWhole || Number.isInteger(value))
      ? undefined
      : `must be a ${isWhole ? "whole number" : "number"} from ${String(least)} to ${String(most)}`;

const isName = (value: unknown): boolean => typeof value === "string" && /^[\w.-]{1,100}$/.test(value);

const names: Judge = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isName)
    ? undefined
    : "must be a list of names of letters, digits, '.', '-' and '_'";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const strings: Judge = (value) =>
  isRecord(value) && Object.values(value).every((one) => typeof one === "string")
    ? undefined
    : "must map names to strings";

const capacity = numberWithin(1, 1e9, true);

const classes: Judge = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (one) =>
      isRecord(one) &&
      isName(one["name"]) &&
      numberWithin(1, 1000, true)(one["share"] ?? 1) === undefined &&
      [one["cpuMhz"], one["memoryMb"], one["diskMb"]].every((amount) => capacity(amount) === undefined),
  )
    ? undefined
    : "must be a list of classes, each with name, cpuMhz, memoryMb, diskMb and, if it likes, share";

const judges: { readonly [K in keyof FleetSettings]: Judge } = {
  nodes: numberWithin(0, mostNodes, true),
  seed: (value) => (typeof value === "string" ? undefined : "must be a string"),
  datacenters: names,
  nodePools: names,
  racks: numberWithin(1, 10_000, true),
  classes,
  attributes: strings,
  meta: strings,
  startMs: numberWithin(0, 3_600_000, false),
  startFailureRate: numberWithin(0, 1, false),
  runFailuresPerHour: numberWithin(0, 3_600, false),
  nodeFailuresPerHour: numberWithin(0, 1, false),
  nodeDownMs: numberWithin(1, 3_600_000, false),
};

/** Settings as somebody wrote them, over the defaults; or what is wrong with them, one sentence each. */
export const readFleetSettings = (
  given: unknown,
): { readonly settings: FleetSettings } | { readonly problems: readonly string[] } => {
  if (!isRecord(given)) return { problems: ["A fleet is described by a JSON object"] };
  const problems = Object.entries(given).flatMap(([name, value]) => {
    if (!Object.hasOwn(judges, name))
      return [`${name} is not a setting of a fleet; there are ${Object.keys(judges).join(", ")}`];
    const problem = judges[name as keyof FleetSettings](value);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
  if (problems.length > 0) return { problems };
  const settings: FleetSettings = { ...defaultFleet, ...given };
  return { settings: { ...settings, classes: settings.classes.map((one) => ({ ...one, share: one.share ?? 1 })) } };
};
