import type { AssignedPort } from "../model/allocation.ts";
import type { Node } from "../model/node.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { isCandidate } from "./candidates.ts";
import { positionOf } from "./fleet.ts";
import { explain } from "./explain.ts";
import { askedAt, brokenRule, lookFor, nodeAt, nodePorts, shortOfPorts, type Look, type Request } from "./look.ts";
import { limitOf, seedOf, walkOf } from "./order.ts";
import { assignPorts } from "./ports.ts";
import { fitAt, noRoom, scoreAt, shownScore } from "./score.ts";

export { candidatesFor, type Candidates } from "./candidates.ts";
export { claim, createClaims, leave, release, type Claims } from "./claims.ts";
export { preempt } from "./preempt.ts";

/** `held`: what it adds to its node. */
export type Placement = {
  readonly node: Node;
  readonly ports: readonly AssignedPort[];
  readonly metrics: PlacementMetrics;
  readonly held: Capacity;
};

/** Scores that are kept for those who ask why this node. */
const keptScores = 5;
/** The best nodes seen so far, best first: the highest score wins, then the oldest node. */
type Seen = { readonly positions: number[]; readonly scores: number[]; looked: number; fitting: number };

const consider = ({ positions, scores }: Seen, position: number, score: number): void => {
  let at = scores.length;
  while (at > 0) {
    const other = scores[at - 1] as number;
    if (other > score || (other === score && (positions[at - 1] as number) < position)) break;
    at -= 1;
  }
  if (at >= keptScores) return;
  if (scores.length < keptScores) {
    positions.push(0);
    scores.push(0);
  }
  for (let to = scores.length - 1; to > at; to--) {
    positions[to] = positions[to - 1] as number;
    scores[to] = scores[to - 1] as number;
  }
  positions[at] = position;
  scores[at] = score;
};

const see = (look: Look, seen: Seen, position: number): void => {
  seen.looked += 1;
  if (look.distinct.length > 0 && brokenRule(look, position) !== undefined) return;
  const fit = fitAt(look, position);
  if (fit === noRoom) return;
  if (look.request.candidates.ports !== null && shortOfPorts(look, position) !== undefined) return;
  seen.fitting += 1;
  consider(seen, position, scoreAt(look, position, fit));
};

/** Looks at one node after the other, in an order of this instance's own, until enough of them fit. */
const search = (look: Look): Seen => {
  const { candidates, claims, only } = look.request;
  const seen: Seen = { positions: [], scores: [], looked: 0, fitting: 0 };
  if (only !== undefined) {
    const position = positionOf(claims.fleet, only);
    if (position !== undefined && isCandidate(candidates, position)) see(look, seen, position);
    return seen;
  }
  const { positions } = candidates;
  const n = positions.length;
  if (n === 0) return seen;
  const limit = limitOf(candidates);
  const { start, stride } = walkOf(look.request);
  let at = start;
  while (seen.looked < n && seen.fitting < limit) {
    see(look, seen, positions[at] as number);
    at += stride;
    if (at >= n) at -= n;
  }
  return seen;
};

/**
 * [P1] The best node for one more instance, or why there is none. Which nodes are looked at, and in which order, follows from the instance
 * alone; which is the best, from the state and what was decided before in this round.
 */
export const place = (view: StateView, request: Request): Placement | PlacementMetrics => {
  const look = lookFor(view, request);
  const { positions, looked, fitting } = search(look);
  const [position] = positions;
  if (position === undefined) return explain(look);
  const { base, ports } = request.candidates;
  const node = nodeAt(look, position);
  const given = ports === null ? [] : assignPorts(ports, nodePorts(look, position), seedOf(request));
  const metrics: PlacementMetrics = {
    ...base,
    nodesEvaluated: base.nodesFiltered + looked,
    nodesExhausted: looked - fitting,
    scores: positions.map((one) => shownScore(look, one)),
  };
  return { node, ports: given, metrics, held: askedAt(look, position) };
};
