import { demandBeside } from "../capacity.ts";
import { must } from "../invariant.ts";
import type { Allocation, AssignedPort } from "../model/allocation.ts";
import type { NodeKey } from "../model/ids.ts";
import type { Node } from "../model/node.ts";
import type { Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import type { Candidates } from "./candidates.ts";
import { fitsOf, presenceOf, type Claims } from "./claims.ts";
import { distinctCheck, type DistinctCheck } from "./distinct.ts";
import type { Fits } from "./fits.ts";
import { positionOf } from "./fleet.ts";
import { portShortage, portsOf, type NodePorts } from "./ports.ts";
import { spreadScores, type SpreadScore } from "./spread.ts";

/** One instance that needs a node. */
export type Request = {
  readonly candidates: Candidates;
  readonly claims: Claims;
  readonly index: number;
  /** The allocation it replaces, which still lives: on that one's node it takes over its share and its ports. */
  readonly predecessor?: Allocation | undefined;
  /** Nodes where it failed before. */
  readonly penalised?: ReadonlySet<NodeKey> | undefined;
  /** Only this node may be looked at: jobs that run once per node. */
  readonly only?: NodeKey | undefined;
};

/** A request with what is the same for every node that is looked at for it. */
export type Look = {
  readonly view: StateView;
  readonly request: Request;
  readonly claims: Claims;
  readonly demand: Capacity;
  /** The position of the predecessor's node, and what is asked for there; -1: none. */
  readonly besideAt: number;
  readonly beside: Capacity;
  /** The group's instances by position. */
  readonly here: Int32Array;
  readonly distinct: readonly DistinctCheck[];
  readonly spreads: readonly SpreadScore[];
  /** Empty nodes are preferred to full ones. */
  readonly levels: boolean;
  readonly fits: Fits;
};

const none: readonly never[] = [];

export const lookFor = (view: StateView, request: Request): Look => {
  const { candidates, claims, predecessor } = request;
  const { demand, group, spreads, distinct } = candidates;
  const levels = view.settings.algorithm === "spread";
  return {
    view,
    request,
    claims,
    demand,
    besideAt: predecessor === undefined ? -1 : (positionOf(claims.fleet, predecessor.node) ?? -1),
    beside: predecessor === undefined ? demand : demandBeside(demand, predecessor, predecessor.node),
    here: presenceOf(claims, group.name).here,
    distinct: distinct.length === 0 ? none : distinct.map((rule) => distinctCheck(claims, rule)),
    spreads: spreads.length === 0 ? none : spreadScores(claims, spreads, { group: group.name, total: group.count }),
    levels,
    fits: fitsOf(claims, candidates.size, levels),
  };
};

export const nodeAt = (look: Look, position: number): Node =>
  must(look.claims.fleet.all[position], "node of the fleet");

/** What the instance adds to the node at this position. */
export const askedAt = (look: Look, position: number): Capacity =>
  position === look.besideAt ? look.beside : look.demand;

/** The distinct rule that the node breaks; undefined when it keeps them all. */
export const brokenRule = (look: Look, position: number): string | undefined => {
  for (const { text, allows } of look.distinct) if (!allows(position)) return text;
  return undefined;
};

const noPorts: readonly AssignedPort[] = [];

/** The node's ports as this instance finds them. */
export const nodePorts = (look: Look, position: number): NodePorts => {
  const { predecessor } = look.request;
  const own = position === look.besideAt ? (predecessor?.ports ?? noPorts) : noPorts;
  return portsOf(look.view, look.claims.ports, { node: nodeAt(look, position), own });
};

/** Why the node cannot give the ports asked for; undefined when it can, or none are asked for. */
export const shortOfPorts = (look: Look, position: number): string | undefined => {
  const { ports } = look.request.candidates;
  return ports === null ? undefined : portShortage(ports, nodePorts(look, position));
};
