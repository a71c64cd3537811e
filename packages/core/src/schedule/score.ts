import { askedAt, type Look } from "./look.ts";
import { worst } from "./spread.ts";

/** The node lacks CPU, memory or disk. */
export const noRoom = -1;

const tenTo = (exponent: number): number => Math.exp(exponent * Math.LN10);

/** Nomad's fit, as a share of its maximum of 18: how full the node is with the instance, or, to level, how empty; `noRoom` when it lacks room. */
export const fitAt = (look: Look, position: number): number => {
  const { claims } = look;
  const { fleet } = claims;
  const { totals } = fleet;
  const isTouched = claims.isTouched[position] === 1;
  const used = isTouched ? (claims.used.get(position) as Float64Array) : claims.committed;
  const at = isTouched ? 0 : (fleet.keys[position] as number) * 3;
  const asked = askedAt(look, position);
  const has = position * 3;
  const cpuMhz = (used[at] as number) + asked.cpuMhz;
  const memoryMb = (used[at + 1] as number) + asked.memoryMb;
  const cpuTotal = totals[has] as number;
  const memoryTotal = totals[has + 1] as number;
  if (cpuMhz > cpuTotal || memoryMb > memoryTotal) return noRoom;
  if ((used[at + 2] as number) + asked.diskMb > (totals[has + 2] as number)) return noRoom;
  const cpuFree = cpuTotal === 0 ? 0 : 1 - cpuMhz / cpuTotal;
  const memoryFree = memoryTotal === 0 ? 0 : 1 - memoryMb / memoryTotal;
  const sum = tenTo(cpuFree) + tenTo(memoryFree);
  const points = look.levels ? sum - 2 : 20 - sum;
  return (points < 0 ? 0 : points > 18 ? 18 : points) / 18;
};

/** The more instances of the group a node has, the worse; 0 when it has none. */
export const antiAffinity = (here: number, count: number): number => (here === 0 ? 0 : -(here + 1) / count);

/** Nomad's: an instance had failed there. */
export const penalty = -1;

/** All spreads' scores of a node. */
export const spreadAt = ({ spreads }: Look, position: number): number => {
  let sum = 0;
  for (let at = 0; at < spreads.length; at++) {
    const spread = spreads[at];
    if (spread === undefined) continue;
    const value = spread.valueAt[position] as number;
    sum += value === -1 ? worst : (spread.ofValue[value] as number);
  }
  return sum;
};

/** To four digits, as they are shown. */
const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;

/** A node's score by its parts in Nomad's names, for those who ask why this node. `score`: their mean, see `scan`. */
export const shownScore = (look: Look, position: number, score: number) => {
  const { candidates, penalised } = look.request;
  const { fleet } = look.claims;
  const scores: Record<string, number> = { binpack: rounded(fitAt(look, position)) };
  const add = (name: string, part: number): void => {
    if (part !== 0) scores[name] = rounded(part);
  };
  add("job-anti-affinity", antiAffinity(look.here[position] as number, candidates.group.count));
  if (penalised?.has(fleet.keys[position] as number) === true) add("node-reschedule-penalty", penalty);
  add("node-affinity", candidates.affinity?.[position] ?? 0);
  add("allocation-spread", spreadAt(look, position));
  return { nodeId: fleet.all[position]?.id ?? "", scores, normScore: rounded(score) };
};
