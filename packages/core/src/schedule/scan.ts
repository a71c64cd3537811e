import { isCandidate } from "./candidates.ts";
import { positionOf } from "./fleet.ts";
import { brokenRule, shortOfPorts, type Look } from "./look.ts";
import { limitOf, walkOf } from "./order.ts";
import { antiAffinity, fitAt, noRoom, penalty, spreadAt } from "./score.ts";

/** Nodes that are remembered for those who ask why this node. */
const kept = 5;

/**
 * The best nodes of the scan in progress, best first: the highest score wins, then the oldest node. Numbers side by side, and the same
 * ones for every scan, because millions of nodes are looked at in a second.
 */
const bestScores = new Float64Array(kept);
const bestPositions = new Int32Array(kept);

const isBetter = (score: number, position: number, than: number): boolean =>
  score > (bestScores[than] as number) ||
  (score === (bestScores[than] as number) && position < (bestPositions[than] as number));

const consider = (position: number, score: number): void => {
  if (!isBetter(score, position, kept - 1)) return;
  let at = kept - 1;
  for (; at > 0 && isBetter(score, position, at - 1); at--) {
    bestScores[at] = bestScores[at - 1] as number;
    bestPositions[at] = bestPositions[at - 1] as number;
  }
  bestScores[at] = score;
  bestPositions[at] = position;
};

/** How many nodes were looked at, how many of them a rule about other instances ruled out, and how many could take the instance. */
type Counts = { looked: number; filtered: number; fitting: number };

/** The places of a list of positions, from `start` on in steps of `stride`, until `limit` of the nodes fit. */
type Walk = { readonly positions: Int32Array; readonly start: number; readonly stride: number; readonly limit: number };

const scanAlong = (look: Look, counts: Counts, { positions, start, stride, limit }: Walk): void => {
  const { candidates, claims, penalised } = look.request;
  const { affinity, ports } = candidates;
  const { here } = look;
  const n = positions.length;
  const { count } = candidates.group;
  const hasRules = look.distinct.length > 0;
  const spreads = look.spreads.length > 0;
  let at = start;
  let looked = 0;
  let fitting = 0;
  while (looked < n && fitting < limit) {
    const position = positions[at] as number;
    looked += 1;
    at += stride;
    if (at >= n) at -= n;
    if (hasRules && brokenRule(look, position) !== undefined) {
      counts.filtered += 1;
      continue;
    }
    const fit = fitAt(look, position);
    if (fit === noRoom || (ports !== null && shortOfPorts(look, position) !== undefined)) continue;
    fitting += 1;
    // Nomad's score: the mean of the parts that say anything, the fit among them always.
    let sum = fit;
    let parts = 1;
    const collisions = antiAffinity(here[position] as number, count);
    if (collisions !== 0) {
      sum += collisions;
      parts += 1;
    }
    if (penalised !== undefined && penalised.has(claims.fleet.keys[position] as number)) {
      sum += penalty;
      parts += 1;
    }
    const preferred = affinity === null ? 0 : (affinity[position] as number);
    if (preferred !== 0) {
      sum += preferred;
      parts += 1;
    }
    const levelled = spreads ? spreadAt(look, position) : 0;
    if (levelled !== 0) {
      sum += levelled;
      parts += 1;
    }
    consider(position, sum / parts);
  }
  counts.looked = looked;
  counts.fitting = fitting;
};

/** What was found by the last scan: `best` nodes, best first, to be read with `bestAt` until the next one. */
export type Scan = Readonly<Counts> & { readonly best: number };

/** The position of the best node (0), the next best one, and so on. */
export const bestAt = (rank: number): number => bestPositions[rank] as number;
export const scoreOfBest = (rank: number): number => bestScores[rank] as number;

const walkFor = ({ request }: Look): Walk | undefined => {
  const { candidates, claims, only } = request;
  if (only === undefined) {
    const { positions } = candidates;
    return positions.length === 0 ? undefined : { positions, ...walkOf(request), limit: limitOf(candidates) };
  }
  const position = positionOf(claims.fleet, only);
  if (position === undefined || !isCandidate(candidates, position)) return undefined;
  return { positions: Int32Array.of(position), start: 0, stride: 1, limit: 1 };
};

/** Looks at one node after the other, in an order of this instance's own, until enough of them fit. */
export const scan = (look: Look): Scan => {
  const counts: Counts = { looked: 0, filtered: 0, fitting: 0 };
  bestScores.fill(Number.NEGATIVE_INFINITY);
  const walk = walkFor(look);
  if (walk !== undefined) scanAlong(look, counts, walk);
  const { looked, filtered, fitting } = counts;
  return { looked, filtered, fitting, best: Math.min(kept, fitting) };
};
