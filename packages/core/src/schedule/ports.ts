import type { AssignedPort } from "../model/allocation.ts";
import type { NodeKey } from "../model/ids.ts";
import type { Network, Port } from "../model/connections.ts";
import type { TaskGroup } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import type { StateView } from "../state.ts";

/** The ports an instance of a group asks for: its own networks', and those that tasks asked for before groups could. */
export type AskedPorts = { readonly fixed: readonly Port[]; readonly dynamic: readonly Port[] };

export const askedPorts = (group: TaskGroup): AskedPorts => {
  const networks: readonly Network[] = [...group.networks, ...group.tasks.flatMap((task) => task.resources.networks)];
  return {
    fixed: networks.flatMap((network) => network.reservedPorts),
    dynamic: networks.flatMap((network) => network.dynamicPorts),
  };
};

export const asksForPorts = ({ fixed, dynamic }: AskedPorts): boolean => fixed.length + dynamic.length > 0;

/** What a round has taken of the nodes' ports, and what it has given back. */
export type PortClaims = { readonly taken: Map<NodeKey, Set<number>>; readonly freed: Map<NodeKey, Set<number>> };

export const noPortClaims = (): PortClaims => ({ taken: new Map(), freed: new Map() });

const add = (to: Map<NodeKey, Set<number>>, node: NodeKey, ports: readonly AssignedPort[]): void => {
  const set = to.get(node) ?? new Set();
  for (const { value } of ports) set.add(value);
  to.set(node, set);
};

const remove = (from: Map<NodeKey, Set<number>>, node: NodeKey, ports: readonly AssignedPort[]): void => {
  const set = from.get(node);
  for (const { value } of ports) set?.delete(value);
};

export const takePorts = (claims: PortClaims, node: NodeKey, ports: readonly AssignedPort[]): void => {
  if (ports.length === 0) return;
  add(claims.taken, node, ports);
  remove(claims.freed, node, ports);
};

export const freePorts = (claims: PortClaims, node: NodeKey, ports: readonly AssignedPort[]): void => {
  if (ports.length === 0) return;
  add(claims.freed, node, ports);
  remove(claims.taken, node, ports);
};

/** One node's ports as this round sees them. `own`: what the instance takes over from the allocation it replaces there. */
export type NodePorts = {
  readonly node: Node;
  readonly live: ReadonlySet<number> | undefined;
  readonly taken: ReadonlySet<number> | undefined;
  readonly freed: ReadonlySet<number> | undefined;
  readonly own: readonly AssignedPort[];
};

export const portsOf = (
  view: StateView,
  claims: PortClaims,
  at: { readonly node: Node; readonly own: readonly AssignedPort[] },
): NodePorts => ({
  ...at,
  live: view.portsOfNode.get(at.node.key),
  taken: claims.taken.get(at.node.key),
  freed: claims.freed.get(at.node.key),
});

const isTaken = ({ node, live, taken, freed, own }: NodePorts, port: number): boolean => {
  if (node.ports.reserved.includes(port) || taken?.has(port) === true) return true;
  if (live?.has(port) !== true || freed?.has(port) === true) return false;
  return !own.some(({ value }) => value === port);
};

/** The first port asked for by number that the node cannot give. */
const collision = (asked: AskedPorts, on: NodePorts): Port | undefined =>
  asked.fixed.find(
    ({ value }, at) => isTaken(on, value) || asked.fixed.findIndex((other) => other.value === value) !== at,
  );

const rangeOf = ({ node }: NodePorts): number => Math.max(0, node.ports.max - node.ports.min + 1);

/** Free ports of the dynamic range; counted only when there might be fewer than asked for. */
const hasDynamic = (asked: AskedPorts, on: NodePorts): boolean => {
  const wanted = asked.dynamic.length;
  if (wanted === 0) return true;
  const most =
    (on.live?.size ?? 0) + (on.taken?.size ?? 0) + on.node.ports.reserved.length + asked.fixed.length + wanted;
  if (most <= rangeOf(on)) return true;
  const fixed = new Set(asked.fixed.map(({ value }) => value));
  let free = 0;
  for (let port = on.node.ports.min; port <= on.node.ports.max && free < wanted; port++)
    if (!fixed.has(port) && !isTaken(on, port)) free += 1;
  return free >= wanted;
};

/** Why the node cannot give the ports, in Nomad's words; undefined when it can. */
export const portShortage = (asked: AskedPorts, on: NodePorts): string | undefined => {
  const collides = collision(asked, on);
  if (collides !== undefined) return `network: reserved port collision ${collides.label}=${String(collides.value)}`;
  return hasDynamic(asked, on) ? undefined : "network: dynamic port selection failed";
};

const assigned = (port: Port, value: number): AssignedPort => ({
  label: port.label,
  value,
  to: port.to === -1 ? value : port.to,
});

/**
 * The ports that the node gives, those of the dynamic range from a place on that follows from `hash`, so that a port that has just
 * become free is not the next one to be given. Only for a node without a shortage.
 */
export const assignPorts = (asked: AskedPorts, on: NodePorts, hash: number): readonly AssignedPort[] => {
  const given = asked.fixed.map((port) => assigned(port, port.value));
  const mine = new Set(given.map(({ value }) => value));
  const range = rangeOf(on);
  let at = range === 0 ? 0 : hash % range;
  for (const port of asked.dynamic) {
    while (mine.has(on.node.ports.min + at) || isTaken(on, on.node.ports.min + at)) at = (at + 1) % range;
    mine.add(on.node.ports.min + at);
    given.push(assigned(port, on.node.ports.min + at));
  }
  return given;
};
