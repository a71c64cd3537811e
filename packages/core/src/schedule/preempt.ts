import { holding, predecessorOf, successorOf, within } from "../capacity.ts";
import type { Allocation } from "../model/allocation.ts";
import type { Node } from "../model/node.ts";
import { dimensions, minus, noCapacity, plus, type Capacity } from "../model/resources.ts";
import { preemptionGap } from "../model/settings.ts";
import type { StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import { isCandidate } from "./candidates.ts";
import { addUsed, leave, usedAt, type Claims } from "./claims.ts";
import { positionOf } from "./fleet.ts";
import { brokenRule, lookFor, nodeAt, type Look, type Request } from "./look.ts";
import { inOrder, limitOf } from "./order.ts";
import { assignPorts, portShortage, portsOf, takePorts, type NodePorts } from "./ports.ts";

/** What would have to go from a node so that one more instance fits there. */
type Way = { readonly position: number; readonly victims: readonly Victim[] };

/** An allocation that may be pushed out, and what that brings. */
type Victim = { readonly allocation: Allocation; readonly priority: number; readonly gives: Capacity };

/** What becomes free when an allocation ends: what it holds, less what its successor on the same node will hold instead. */
const givenBy = ({ view, claims }: Look, allocation: Allocation): Capacity => {
  const held = holding(view, allocation);
  const inherited = claims.inherited.get(allocation.key);
  if (inherited !== undefined) return minus(held, inherited);
  const successor = successorOf(view, allocation);
  const takesOver = successor?.node === allocation.node && predecessorOf(view, successor) === allocation;
  return takesOver ? minus(held, minus(successor.demand, holding(view, successor))) : held;
};

/** What lives on a node: what is stopping there anyway, and what may be pushed out, least important first. */
type Resident = { readonly coming: readonly Allocation[]; readonly movable: readonly Victim[] };

const residentsOf = (look: Look, node: Node): Resident => {
  const { view, claims } = look;
  const leaving = new Set(claims.coming.get(node.key));
  const live = rowsOf(view.liveOfNode, node.key, view.allocations);
  const coming = live.filter((one) => one.desired !== "run" || leaving.has(one));
  const movable = live.flatMap((allocation): readonly Victim[] => {
    if (allocation.desired !== "run" || leaving.has(allocation) || allocation.job === claims.job.key) return [];
    const priority = view.jobs.get(allocation.job)?.spec.priority;
    if (priority === undefined || priority > claims.job.spec.priority - preemptionGap) return [];
    return [{ allocation, priority, gives: givenBy(look, allocation) }];
  });
  return {
    coming,
    movable: movable.toSorted((a, b) => a.priority - b.priority || a.allocation.key - b.allocation.key),
  };
};

const isMet = (lacking: Capacity): boolean => within(lacking, noCapacity);

/** How far an allocation is from being just what is lacking: the smaller, the less is given up for nothing. */
const distance = (lacking: Capacity, { gives }: Victim): number =>
  dimensions.reduce((sum, dimension) => {
    const wanted = lacking[dimension];
    return wanted <= 0 ? sum : sum + ((wanted - gives[dimension]) / wanted) ** 2;
  }, 0);

/** A node on which victims are being chosen. */
type Choosing = {
  readonly look: Look;
  readonly node: Node;
  readonly coming: readonly Allocation[];
  /** Without any victim. */
  readonly lacking: Capacity;
};

const lackingWith = ({ lacking }: Choosing, victims: readonly Victim[]): Capacity =>
  victims.reduce((rest, { gives }) => minus(rest, gives), lacking);

const portsWith = ({ look, node, coming }: Choosing, victims: readonly Victim[]): NodePorts => {
  const going = [...coming, ...victims.map(({ allocation }) => allocation)];
  return portsOf(look.view, look.request.claims.ports, { node, own: going.flatMap(({ ports }) => ports) });
};

const hasPorts = (choosing: Choosing, victims: readonly Victim[]): boolean => {
  const { ports } = choosing.look.request.candidates;
  return ports === null || portShortage(ports, portsWith(choosing, victims)) === undefined;
};

const suffices = (choosing: Choosing, victims: readonly Victim[]): boolean =>
  isMet(lackingWith(choosing, victims)) && hasPorts(choosing, victims);

/** Of the least important ones the one that is closest to what is lacking; for ports, one that has any. */
const nextVictim = (lacking: Capacity, pool: readonly Victim[]): Victim | undefined => {
  const useful = isMet(lacking)
    ? pool.filter(({ allocation }) => allocation.ports.length > 0)
    : pool.filter(({ gives }) => dimensions.some((dimension) => lacking[dimension] > 0 && gives[dimension] > 0));
  const [first] = useful;
  if (first === undefined) return undefined;
  return useful
    .filter(({ priority }) => priority === first.priority)
    .reduce((best, one) => (distance(lacking, one) < distance(lacking, best) ? one : best), first);
};

/** Leaves out again whom the later choices made superfluous, the most important first. */
const trimmed = (choosing: Choosing, chosen: readonly Victim[]): readonly Victim[] =>
  chosen
    .toSorted((a, b) => b.priority - a.priority || a.allocation.key - b.allocation.key)
    .reduce<readonly Victim[]>((kept, one) => {
      const without = kept.filter((other) => other !== one);
      return suffices(choosing, without) ? without : kept;
    }, chosen);

const chooseVictims = (choosing: Choosing, movable: readonly Victim[]): readonly Victim[] | undefined => {
  const fixed = new Set(choosing.look.request.candidates.ports?.fixed.map(({ value }) => value));
  const inTheWay = ({ allocation }: Victim): boolean => allocation.ports.some(({ value }) => fixed.has(value));
  let chosen = movable.filter(inTheWay);
  let pool = movable.filter((one) => !inTheWay(one));
  while (!suffices(choosing, chosen)) {
    const next = nextVictim(lackingWith(choosing, chosen), pool);
    if (next === undefined) return undefined;
    chosen = [...chosen, next];
    pool = pool.filter((one) => one !== next);
  }
  return trimmed(choosing, chosen);
};

const wayAt = (look: Look, position: number): Way | undefined => {
  if (brokenRule(look, position) !== undefined) return undefined;
  const { claims, candidates } = look.request;
  const node = nodeAt(look, position);
  const { coming, movable } = residentsOf(look, node);
  const most = [...coming.map((one) => givenBy(look, one)), ...movable.map(({ gives }) => gives)].reduce(
    plus,
    noCapacity,
  );
  const lacking = minus(plus(usedAt(claims, position), candidates.demand), node.resources);
  if (!isMet(minus(lacking, most))) return undefined;
  const soon = coming.map((one) => givenBy(look, one)).reduce(plus, noCapacity);
  const victims = chooseVictims({ look, node, coming, lacking: minus(lacking, soon) }, movable);
  return victims === undefined ? undefined : { position, victims };
};

/** Nomad's measure of what is given up: the most important one, and a share for each of the others. */
const cost = ({ victims }: Way): number => {
  const most = victims.reduce((highest, { priority }) => Math.max(highest, priority), 0);
  return most === 0 ? 0 : most + victims.reduce((sum, { priority }) => sum + priority, 0) / most;
};

const bestWay = (look: Look): Way | undefined => {
  const { candidates, claims, only } = look.request;
  if (only !== undefined) {
    const position = positionOf(claims.fleet, only);
    return position === undefined || !isCandidate(candidates, position) ? undefined : wayAt(look, position);
  }
  let best: Way | undefined;
  let found = 0;
  for (const position of inOrder(look.request)) {
    const way = wayAt(look, position);
    if (way === undefined) continue;
    found += 1;
    if (best === undefined || cost(way) < cost(best) || (cost(way) === cost(best) && position < best.position))
      best = way;
    if (cost(best) === 0 || found >= limitOf(candidates)) break;
  }
  return best;
};

/** The room is this instance's from now on, and who goes cannot be counted on again. */
const keepRoom = (claims: Claims, look: Look, way: Way): void => {
  const { ports, demand } = look.request.candidates;
  const node = nodeAt(look, way.position);
  for (const { allocation } of way.victims) leave(claims, allocation);
  addUsed(claims, way.position, demand);
  if (ports === null) return;
  const coming = residentsOf(look, node).coming;
  const given = assignPorts(ports, portsWith({ look, node, coming, lacking: noCapacity }, []), 0);
  takePorts(claims.ports, node.key, given);
};

/**
 * When nothing fits: what would have to go so that it fits on some node, or undefined when pushing out does not help or is not allowed.
 * What is stopping already counts as room to come: where that is enough there are no victims. The room found is kept for this
 * instance for the rest of the round.
 */
export const preempt = (
  view: StateView,
  request: Request,
): { readonly node: Node; readonly victims: readonly Allocation[] } | undefined => {
  const { claims, candidates, only } = request;
  const { group, spec } = candidates;
  if (!view.settings.preemption[spec.type] || (only === undefined && claims.hopeless.has(group.name))) return undefined;
  const look = lookFor(view, request);
  const way = bestWay(look);
  if (way === undefined) {
    if (only === undefined) claims.hopeless.add(group.name);
    return undefined;
  }
  keepRoom(claims, look, way);
  return { node: nodeAt(look, way.position), victims: way.victims.map(({ allocation }) => allocation) };
};
