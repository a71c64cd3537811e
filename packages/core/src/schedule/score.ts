import type { Capacity } from "../model/resources.ts";
import type { ShownScore } from "./fits.ts";
import type { Look } from "./look.ts";
import { worst } from "./spread.ts";

/** The node lacks CPU, memory or disk. */
export const noRoom = -1;

const tenTo = (exponent: number): number => Math.exp(exponent * Math.LN10);

/** What is used and what there is of one node, and what is asked of it. */
type Amounts = {
  readonly used: ArrayLike<number>;
  readonly at: number;
  readonly totals: Float64Array;
  readonly has: number;
};

/** Nomad's fit, as a share of its maximum of 18: how full the node is with the instance, or, to level, how empty; `noRoom` when it lacks room. */
const workOutFit = ({ used, at, totals, has }: Amounts, asked: Capacity, levels: boolean): number => {
  const cpuMhz = (used[at] as number) + asked.cpuMhz;
  const memoryMb = (used[at + 1] as number) + asked.memoryMb;
  const cpuTotal = totals[has] as number;
  const memoryTotal = totals[has + 1] as number;
  if (cpuMhz > cpuTotal || memoryMb > memoryTotal) return noRoom;
  if ((used[at + 2] as number) + asked.diskMb > (totals[has + 2] as number)) return noRoom;
  const cpuFree = cpuTotal === 0 ? 0 : 1 - cpuMhz / cpuTotal;
  const memoryFree = memoryTotal === 0 ? 0 : 1 - memoryMb / memoryTotal;
  const sum = tenTo(cpuFree) + tenTo(memoryFree);
  const points = levels ? sum - 2 : 20 - sum;
  return (points < 0 ? 0 : points > 18 ? 18 : points) / 18;
};

const amountsAt = ({ claims }: Look, position: number): Amounts => {
  const isTouched = claims.isTouched[position] === 1;
  return {
    used: isTouched ? (claims.used.get(position) as readonly number[]) : claims.committed,
    at: isTouched ? 0 : (claims.fleet.keys[position] as number) * 3,
    totals: claims.fleet.totals,
    has: position * 3,
  };
};

/** Makes sure that what is remembered of the node at this position is of what is used there now. */
const check = (look: Look, position: number): void => {
  const { fits } = look;
  const amounts = amountsAt(look, position);
  const { used, at, has } = amounts;
  const isSame =
    fits.used[has] === used[at] && fits.used[has + 1] === used[at + 1] && fits.used[has + 2] === used[at + 2];
  fits.checkedBy[position] = look.claims.number;
  if (isSame) return;
  fits.fit[position] = workOutFit(amounts, look.demand, look.levels);
  fits.shown[position] = undefined;
  fits.used[has] = used[at] as number;
  fits.used[has + 1] = used[at + 1] as number;
  fits.used[has + 2] = used[at + 2] as number;
};

/** How well the instance fits on the node at this position, from what is remembered where nothing was placed there since. */
export const fitAt = (look: Look, position: number): number => {
  if (position === look.besideAt) return workOutFit(amountsAt(look, position), look.beside, look.levels);
  const { fits } = look;
  if (fits.checkedBy[position] !== look.claims.number) check(look, position);
  return fits.fit[position] as number;
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
  // What cancels out says nothing, whatever rounding leaves of it.
  return Math.abs(sum) < 1e-9 ? 0 : sum;
};

/** To four digits, as they are shown. */
const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;

const shownParts = (
  look: Look,
  position: number,
  { fit, score }: { readonly fit: number; readonly score: number },
): ShownScore => {
  const { candidates, penalised } = look.request;
  const { fleet } = look.claims;
  const scores: Record<string, number> = { binpack: rounded(fit) };
  const collisions = antiAffinity(look.here[position] as number, candidates.group.count);
  if (collisions !== 0) scores["job-anti-affinity"] = rounded(collisions);
  if (penalised?.has(fleet.keys[position] as number) === true) scores["node-reschedule-penalty"] = penalty;
  const preferred = candidates.affinity?.[position] ?? 0;
  if (preferred !== 0) scores["node-affinity"] = rounded(preferred);
  const levelled = spreadAt(look, position);
  if (levelled !== 0) scores["allocation-spread"] = rounded(levelled);
  return { nodeId: fleet.all[position]?.id ?? "", scores, normScore: rounded(score) };
};

/** Nothing but the fit has a say in the node's score, for whatever job of this size. */
const isFitAlone = (look: Look, position: number): boolean => {
  const { candidates, penalised } = look.request;
  return (
    position !== look.besideAt &&
    look.here[position] === 0 &&
    penalised === undefined &&
    candidates.affinity === null &&
    look.spreads.length === 0
  );
};

/** A node's score by its parts in Nomad's names, for those who ask why this node. `score`: their mean, see `scan`. */
export const shownScore = (look: Look, position: number, score: number): ShownScore => {
  const fit = fitAt(look, position);
  if (!isFitAlone(look, position)) return shownParts(look, position, { fit, score });
  return (look.fits.shown[position] ??= shownParts(look, position, { fit, score }));
};
