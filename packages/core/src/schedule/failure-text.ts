import type { PlacementMetrics } from "../model/placement.ts";
import type { Dimension } from "../model/resources.ts";

const names: Readonly<Record<Dimension, readonly [name: string, unit: string]>> = {
  cpuMhz: ["CPU", "MHz"],
  memoryMb: ["Memory", "MiB"],
  diskMb: ["Disk", "MiB"],
};

const nodes = (count: number): string => (count === 1 ? "1 node" : `${String(count)} nodes`);

const number = (amount: number): string =>
  String(Math.max(0, Math.floor(amount))).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

/** Why nodes were ruled out, in words; a reason is a constraint's text, or one of Nomad's. */
const ruledOutText = (reason: string, count: number): string => {
  if (reason === "missing drivers") return `${nodes(count)} ruled out by a missing driver`;
  if (reason === "distinct_hosts") return `${nodes(count)} ruled out by distinct_hosts: an instance is there already`;
  const [attribute, most] = reason.split(" distinct_property");
  if (most === undefined) return `${nodes(count)} ruled out by ${reason}`;
  return `${nodes(count)} ruled out by distinct_property: no further instance may share their ${String(attribute)}`;
};

/** What was short besides CPU, memory and disk, in words. */
const exhaustedText = (reason: string, count: number): string => {
  const [, label, port] = /^network: reserved port collision (.*)=(\d+)$/.exec(reason) ?? [];
  if (label !== undefined && port !== undefined) return `Port ${port} (${label}) is taken on ${nodes(count)}`;
  if (reason === "network: dynamic port selection failed") return `No dynamic port is free on ${nodes(count)}`;
  return `${reason} on ${nodes(count)}`;
};

/** Why an instance fits nowhere, in one sentence with numbers. */
export const failureText = (metrics: PlacementMetrics): string => {
  const available = Object.values(metrics.nodesAvailable).reduce((sum, count) => sum + count, 0);
  if (available === 0) return "No node takes work in the job's datacenters and node pool";
  const short = metrics.shortages.map(({ dimension, asked, free, total, nodes: count }) => {
    const [name, unit] = names[dimension];
    return `${name}: ${number(asked)} ${unit} asked, ${number(free)} of ${number(total)} ${unit} free on the best of ${nodes(count)}`;
  });
  const other = Object.entries(metrics.otherwiseExhausted).map(([reason, count]) => exhaustedText(reason, count));
  const filtered = Object.entries(metrics.constraintFiltered).map(([reason, count]) => ruledOutText(reason, count));
  const all = [...short, ...other, ...filtered];
  // Only an instance that belongs on one node can meet no node that takes work and yet find others that do.
  return all.length === 0 ? "Its own node takes no work now" : all.join("; ");
};
