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

/** Why an instance fits nowhere, in one sentence with numbers. */
export const failureText = (metrics: PlacementMetrics): string => {
  const available = Object.values(metrics.nodesAvailable).reduce((sum, count) => sum + count, 0);
  if (available === 0) return "No node takes work in the job's datacenters and node pool";
  const filtered = Object.entries(metrics.constraintFiltered).map(
    ([reason, count]) => `${nodes(count)} ruled out by ${reason === "missing drivers" ? "a missing driver" : reason}`,
  );
  const short = metrics.shortages.map(({ dimension, asked, free, total, nodes: count }) => {
    const [name, unit] = names[dimension];
    return `${name}: ${number(asked)} ${unit} asked, ${number(free)} of ${number(total)} ${unit} free on the best of ${nodes(count)}`;
  });
  return [...short, ...filtered].join("; ");
};
