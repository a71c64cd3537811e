import type { AssignedPort } from "../model/allocation.ts";
import type { Node } from "../model/node.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { isCandidate } from "./candidates.ts";
import { positionOf } from "./fleet.ts";
import { explain } from "./explain.ts";
import {
  askedAt,
  brokenRule,
  hasRoom,
  lookFor,
  nodeAt,
  nodePorts,
  shortOfPorts,
  type Look,
  type Request,
} from "./look.ts";
import { mixed } from "./hash.ts";
import { limitOf, seedOf, strideOf } from "./order.ts";
import { assignPorts } from "./ports.ts";
import { scoreAt, shownScore } from "./score.ts";

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
type Best = { readonly positions: number[]; readonly scores: number[] };

const consider = ({ positions, scores }: Best, position: number, score: number): void => {
  let at = scores.length;
  while (at > 0) {
    const other = scores[at - 1] as number;
    if (other > score || (other === score && (positions[at - 1] as number) < position)) break;
    at -= 1;
  }
  if (at >= keptScores) return;
  positions.splice(at, 0, position);
  scores.splice(at, 0, score);
  if (positions.length <= keptScores) return;
  positions.pop();
  scores.pop();
};

const fits = (look: Look, position: number): boolean =>
  (look.distinct.length === 0 || brokenRule(look, position) === undefined) &&
  hasRoom(look, position) &&
  (look.request.candidates.ports === null || shortOfPorts(look, position) === undefined);

type Seen = { readonly best: Best; looked: number; fitting: number };

/** Looks at one node after the other, in an order of this instance's own, until enough of them fit. */
const search = (look: Look): Seen => {
  const { candidates, claims, only } = look.request;
  const seen: Seen = { best: { positions: [], scores: [] }, looked: 0, fitting: 0 };
  const see = (position: number): void => {
    seen.looked += 1;
    if (!fits(look, position)) return;
    seen.fitting += 1;
    consider(seen.best, position, scoreAt(look, position));
  };
  if (only !== undefined) {
    const position = positionOf(claims.fleet, only);
    if (position !== undefined && isCandidate(candidates, position)) see(position);
    return seen;
  }
  const { positions } = candidates;
  const n = positions.length;
  if (n === 0) return seen;
  const limit = limitOf(candidates);
  const seed = seedOf(look.request);
  const stride = strideOf(n, mixed(seed, n));
  for (let at = seed % n; seen.looked < n && seen.fitting < limit; at = (at + stride) % n) see(positions[at] as number);
  return seen;
};

/**
 * [P1] The best node for one more instance, or why there is none. Which nodes are looked at, and in which order, follows from the instance
 * alone; which is the best, from the state and what was decided before in this round.
 */
export const place = (view: StateView, request: Request): Placement | PlacementMetrics => {
  const look = lookFor(view, request);
  const { best, looked, fitting } = search(look);
  const [position] = best.positions;
  if (position === undefined) return explain(look);
  const { base, ports } = request.candidates;
  const node = nodeAt(look, position);
  const given = ports === null ? [] : assignPorts(ports, nodePorts(look, position), seedOf(request));
  const metrics: PlacementMetrics = {
    ...base,
    nodesEvaluated: base.nodesFiltered + looked,
    nodesExhausted: looked - fitting,
    scores: best.positions.map((one) => shownScore(look, one)),
  };
  return { node, ports: given, metrics, held: askedAt(look, position) };
};
