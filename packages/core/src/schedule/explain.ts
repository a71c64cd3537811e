import type { PlacementMetrics, Shortage } from "../model/placement.ts";
import { dimensions, type Dimension } from "../model/resources.ts";
import { isCandidate } from "./candidates.ts";
import { usedAt } from "./claims.ts";
import { obstacles } from "./feasible.ts";
import { positionOf } from "./fleet.ts";
import { askedAt, brokenRule, nodeAt, shortOfPorts, type Look } from "./look.ts";

type Counts = Map<string, number>;

const count = (counts: Counts, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

const plus = (base: { readonly [key: string]: number }, more: Counts): { readonly [key: string]: number } => {
  const counts = new Map(Object.entries(base));
  for (const [key, by] of more) counts.set(key, (counts.get(key) ?? 0) + by);
  return Object.fromEntries(counts);
};

/** Of one dimension: how many nodes are short of it, and the one with the most of it free, which is the one to tell of. */
type Short = { readonly dimension: Dimension; nodes: number; asked: number; free: number; total: number };

/** What the nodes lack that could take the group if more were free on them. */
type Lacking = {
  filtered: number;
  exhausted: number;
  readonly rules: Counts;
  readonly classFiltered: Counts;
  readonly classExhausted: Counts;
  readonly otherwise: Counts;
  readonly shortages: readonly Short[];
};

const nothingLacking = (): Lacking => ({
  filtered: 0,
  exhausted: 0,
  rules: new Map(),
  classFiltered: new Map(),
  classExhausted: new Map(),
  otherwise: new Map(),
  shortages: dimensions.map((dimension) => ({ dimension, nodes: 0, asked: 0, free: 0, total: 0 })),
});

const noteShortages = (look: Look, { shortages }: Lacking, position: number): void => {
  const used = usedAt(look.claims, position);
  const asked = askedAt(look, position);
  const { resources } = nodeAt(look, position);
  for (const short of shortages) {
    const { dimension } = short;
    const free = resources[dimension] - used[dimension];
    if (asked[dimension] <= free) continue;
    short.nodes += 1;
    if (short.nodes > 1 && short.free >= free) continue;
    short.asked = asked[dimension];
    short.free = free;
    short.total = resources[dimension];
  }
};

const noteNode = (look: Look, lacking: Lacking, position: number): void => {
  const { nodeClass } = nodeAt(look, position);
  const rule = brokenRule(look, position);
  if (rule !== undefined) {
    lacking.filtered += 1;
    count(lacking.rules, rule);
    if (nodeClass !== "") count(lacking.classFiltered, nodeClass);
    return;
  }
  noteShortages(look, lacking, position);
  const ports = shortOfPorts(look, position);
  if (ports !== undefined) count(lacking.otherwise, ports);
  lacking.exhausted += 1;
  if (nodeClass !== "") count(lacking.classExhausted, nodeClass);
};

/** What is told of a node that is the only one that may be looked at, and was ruled out beforehand. */
const ruledOut = (look: Look, position: number | undefined): PlacementMetrics => {
  const { spec, group, base } = look.request.candidates;
  const reasons = position === undefined ? [] : obstacles(nodeAt(look, position), spec, group);
  return {
    ...base,
    nodesEvaluated: 1,
    nodesFiltered: 1,
    classFiltered: {},
    constraintFiltered: Object.fromEntries(reasons.map((reason) => [reason, 1])),
  };
};

/** [P14] Why an instance fits on none of the nodes: all of them are looked at, and everything that is short is counted. */
export const explain = (look: Look): PlacementMetrics => {
  const { candidates, only, claims } = look.request;
  const { base } = candidates;
  const position = only === undefined ? undefined : positionOf(claims.fleet, only);
  if (only !== undefined && (position === undefined || !isCandidate(candidates, position)))
    return ruledOut(look, position);
  const lacking = nothingLacking();
  const given =
    only === undefined
      ? base
      : { ...base, nodesEvaluated: 1, nodesFiltered: 0, classFiltered: {}, constraintFiltered: {} };
  for (const at of position === undefined ? candidates.positions : [position]) noteNode(look, lacking, at);
  return {
    ...given,
    nodesFiltered: given.nodesFiltered + lacking.filtered,
    nodesExhausted: lacking.exhausted,
    classFiltered: plus(given.classFiltered, lacking.classFiltered),
    classExhausted: Object.fromEntries(lacking.classExhausted),
    otherwiseExhausted: Object.fromEntries(lacking.otherwise),
    constraintFiltered: plus(given.constraintFiltered, lacking.rules),
    shortages: lacking.shortages.flatMap(({ nodes, ...short }): readonly Shortage[] =>
      nodes === 0 ? [] : [{ ...short, nodes }],
    ),
  };
};
