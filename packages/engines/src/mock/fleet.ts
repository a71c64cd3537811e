import { dynamicPorts, noCapacity, type Fingerprint, type RunId } from "@longshore/core/model";
import { hashText } from "@longshore/core/uuid";
import type { FleetClass, FleetSettings } from "./fleet-settings.ts";
import { noFate, type MockFate } from "./mock-run.ts";

export const SIMULATED = "simulated";

export type FleetNode = { readonly id: string; readonly datacenter: string; readonly fingerprint: Fingerprint };

const hourMs = 3_600_000;

/** A number from 0 to 1, 1 left out: the same for the same words. */
const draw = (...words: readonly (string | number)[]): number =>
  Number.parseInt(hashText(words.join("/")).slice(0, 8), 16) / 2 ** 32;

/** How long until something that happens so often an hour happens. */
const waitMs = (perHour: number, drawn: number): number => (-Math.log(1 - drawn) / perHour) * hourMs;

const nodeIdOf = (seed: string, number: number): string => {
  const digits = hashText(`${seed}/node/${String(number)}/a`) + hashText(`${seed}/node/${String(number)}/b`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
};

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const classOf = ({ classes, seed }: FleetSettings, number: number): FleetClass => {
  const all = classes.reduce((sum, { share }) => sum + share, 0);
  let left = draw(seed, "class", number) * all;
  return classes.find(({ share }) => (left -= share) < 0) ?? (classes[0] as FleetClass);
};

const driver = { detected: true, healthy: true, description: "runs tasks that only seem to run, as their options say" };

/** What the mock driver adds to a node of another engine. */
export const mockFingerprint: Fingerprint = {
  name: "",
  nodeClass: "",
  nodePool: "default",
  meta: {},
  ports: dynamicPorts,
  attributes: { "driver.mock_driver": "1" },
  drivers: { mock_driver: driver },
  resources: noCapacity,
};

const fingerprintOf = (settings: FleetSettings, number: number): Fingerprint => {
  const { name: nodeClass, cpuMhz, memoryMb, diskMb } = classOf(settings, number);
  const place = Math.floor(number / settings.datacenters.length);
  const rack = `r${String((place % settings.racks) + 1).padStart(2, "0")}`;
  const name = `sim-${String(number + 1).padStart(5, "0")}`;
  return {
    name,
    nodeClass,
    nodePool: at(settings.nodePools, place),
    meta: { rack, ...settings.meta },
    ports: dynamicPorts,
    attributes: {
      "kernel.name": "linux",
      "cpu.arch": "amd64",
      "cpu.numcores": String(Math.max(1, Math.round(cpuMhz / 1000))),
      "cpu.totalcompute": String(cpuMhz),
      "unique.hostname": name,
      "driver.mock_driver": "1",
      rack,
      ...settings.attributes,
    },
    drivers: { mock_driver: driver },
    resources: { cpuMhz, memoryMb, diskMb },
  };
};

/** Neighbours are in different datacenters; within one they fill the racks in turn. */
export const nodesOf = (settings: FleetSettings): readonly FleetNode[] =>
  Array.from({ length: settings.nodes }, (_, number) => ({
    id: nodeIdOf(settings.seed, number),
    datacenter: at(settings.datacenters, number),
    fingerprint: fingerprintOf(settings, number),
  }));

/** A start takes at most so many times what it takes on average. */
const slowest = 10;

/** [F5] What a node of the fleet does to a run. */
export const fateOf = (settings: FleetSettings, run: RunId, allocId: string): MockFate => {
  const { seed, startMs, startFailureRate, runFailuresPerHour } = settings;
  if (startMs === 0 && startFailureRate === 0 && runFailuresPerHour === 0) return noFate;
  const drawn = (what: string): number => draw(seed, what, allocId, run.attempt, run.task);
  return {
    slownessMs: Math.round(startMs * Math.min(slowest, -Math.log(1 - drawn("slowness")))),
    startFailure: drawn("start") < startFailureRate ? "Simulated: the node could not start it" : null,
    killedAfterMs: runFailuresPerHour === 0 ? null : Math.round(waitMs(runFailuresPerHour, drawn("death"))),
  };
};

/** Hours ahead that are looked at for the next outage. */
const horizon = 24;

type Outage = { readonly from: number; readonly to: number };

/** A node goes down at most once in each hour of the clock, and is up again before the hour is over. */
const outageOf = (settings: FleetSettings, id: string, hour: number): Outage | undefined => {
  const { seed, nodeFailuresPerHour, nodeDownMs } = settings;
  if (draw(seed, "outage", id, hour) >= nodeFailuresPerHour) return undefined;
  const from = hour * hourMs + Math.floor(draw(seed, "when", id, hour) * Math.max(0, hourMs - nodeDownMs));
  return { from, to: from + Math.min(nodeDownMs, hourMs) };
};

/** Whether a node is up at a time, and until when that holds at least. */
export const nodeStateAt = (
  settings: FleetSettings,
  id: string,
  now: number,
): { readonly isUp: boolean; readonly until: number } => {
  const first = Math.floor(now / hourMs);
  if (settings.nodeFailuresPerHour === 0) return { isUp: true, until: Number.POSITIVE_INFINITY };
  for (let hour = first; hour < first + horizon; hour++) {
    const outage = outageOf(settings, id, hour);
    if (outage === undefined || outage.to <= now) continue;
    return outage.from <= now ? { isUp: false, until: outage.to } : { isUp: true, until: outage.from };
  }
  return { isUp: true, until: (first + horizon) * hourMs };
};
