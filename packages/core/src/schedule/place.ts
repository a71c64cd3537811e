import type { AssignedPort } from "../model/allocation.ts";
import type { Node } from "../model/node.ts";
import type { PlacementMetrics } from "../model/placement.ts";
import type { Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { explain } from "./explain.ts";
import { askedAt, lookFor, nodeAt, nodePorts, type Look, type Request } from "./look.ts";
import { seedOf } from "./order.ts";
import { assignPorts } from "./ports.ts";
import { bestAt, scan, scoreOfBest } from "./scan.ts";
import { shownScore } from "./score.ts";

export { candidatesFor, type Candidates } from "./candidates.ts";
export { claim, createClaims, leave, release, reserve, type Claims } from "./claims.ts";
export { preempt } from "./preempt.ts";

/** `held`: what it adds to its node. */
export type Placement = {
  readonly node: Node;
  readonly ports: readonly AssignedPort[];
  readonly metrics: PlacementMetrics;
  readonly held: Capacity;
};

const shownScores = (look: Look, best: number): PlacementMetrics["scores"] => {
  const shown = [shownScore(look, bestAt(0), scoreOfBest(0))];
  for (let rank = 1; rank < best; rank++) shown.push(shownScore(look, bestAt(rank), scoreOfBest(rank)));
  return shown;
};

const noPorts: readonly AssignedPort[] = [];

/**
 * [P1] The best node for one more instance, or why there is none. Which nodes are looked at, and in which order, follows from the instance
 * alone; which is the best, from the state and what was decided before in this round.
 */
export const place = (view: StateView, request: Request): Placement | PlacementMetrics => {
  const look = lookFor(view, request);
  const { best, looked, filtered, fitting } = scan(look);
  if (best === 0) return explain(look);
  const position = bestAt(0);
  const { base, ports } = request.candidates;
  const metrics: PlacementMetrics = {
    ...base,
    nodesEvaluated: base.nodesFiltered + looked,
    nodesFiltered: base.nodesFiltered + filtered,
    nodesExhausted: looked - filtered - fitting,
    scores: shownScores(look, best),
  };
  const given = ports === null ? noPorts : assignPorts(ports, nodePorts(look, position), seedOf(request));
  return { node: nodeAt(look, position), ports: given, metrics, held: askedAt(look, position) };
};
