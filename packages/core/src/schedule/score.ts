import { askedAt, type Look } from "./look.ts";

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
  const [cpuTotal, memoryTotal] = [totals[has] as number, totals[has + 1] as number];
  if (cpuMhz > cpuTotal || memoryMb > memoryTotal) return noRoom;
  if ((used[at + 2] as number) + asked.diskMb > (totals[has + 2] as number)) return noRoom;
  const cpuFree = cpuTotal === 0 ? 0 : 1 - cpuMhz / cpuTotal;
  const memoryFree = memoryTotal === 0 ? 0 : 1 - memoryMb / memoryTotal;
  const sum = tenTo(cpuFree) + tenTo(memoryFree);
  const points = look.levels ? sum - 2 : 20 - sum;
  return (points < 0 ? 0 : points > 18 ? 18 : points) / 18;
};

/** The more instances of the group a node has, the worse; 0 when it has none. */
const antiAffinity = (look: Look, position: number): number => {
  const here = look.here[position] as number;
  return here === 0 ? 0 : -(here + 1) / look.request.candidates.group.count;
};

const affinity = (look: Look, position: number): number => look.request.candidates.affinity?.[position] ?? 0;

/** Nomad's: an instance had failed there. */
const penalty = (look: Look, position: number): number =>
  look.request.penalised?.has(look.claims.fleet.keys[position] as number) === true ? -1 : 0;

const spread = (look: Look, position: number): number => {
  let sum = 0;
  for (const score of look.spreads) sum += score(position);
  return sum;
};

/** Nomad's: the mean of those that say anything, the fit among them always. */
export const scoreAt = (look: Look, position: number, fit: number): number => {
  let sum = fit;
  let parts = 1;
  const collisions = antiAffinity(look, position);
  if (collisions !== 0) {
    sum += collisions;
    parts += 1;
  }
  const failed = penalty(look, position);
  if (failed !== 0) {
    sum += failed;
    parts += 1;
  }
  const preferred = affinity(look, position);
  if (preferred !== 0) {
    sum += preferred;
    parts += 1;
  }
  const spreads = spread(look, position);
  if (spreads !== 0) {
    sum += spreads;
    parts += 1;
  }
  return sum / parts;
};

/** To four digits, as they are shown. */
const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;

/** The score's parts by Nomad's names, for those who ask why this node. */
const partsAt = (look: Look, position: number, fit: number): { readonly [name: string]: number } => {
  const parts: Record<string, number> = { binpack: rounded(fit) };
  const add = (name: string, part: number): void => {
    if (part !== 0) parts[name] = rounded(part);
  };
  add("job-anti-affinity", antiAffinity(look, position));
  add("node-reschedule-penalty", penalty(look, position));
  add("node-affinity", affinity(look, position));
  add("allocation-spread", spread(look, position));
  return parts;
};

export const shownScore = (look: Look, position: number) => {
  const fit = fitAt(look, position);
  return {
    nodeId: look.claims.fleet.all[position]?.id ?? "",
    scores: partsAt(look, position, fit),
    normScore: rounded(scoreAt(look, position, fit)),
  };
};
