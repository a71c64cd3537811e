import { predecessorOf } from "../capacity.ts";
import { isLive, type Allocation, type AssignedPort } from "../model/allocation.ts";
import type { AllocationKey, NodeKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { minus, noCapacity, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { fitsFor, type Fits } from "./fits.ts";
import { fleetOf, positionOf, type Fleet } from "./fleet.ts";
import { freePorts, noPortClaims, takePorts, type PortClaims } from "./ports.ts";
import { attributeIndex, tallyOf, type Tally } from "./tally.ts";

/** Where the instances of a job, or of one of its groups, are: how many by position. Those that are asked to stop do not count. */
type Presence = {
  /** null: the whole job. */
  readonly group: string | null;
  readonly here: Int32Array;
  readonly tallies: { readonly target: string; readonly tally: Tally }[];
};

/**
 * What the decisions made so far in this round add to, or take from, what the committed state says: capacity, ports, and where this
 * job's instances are. Arrays by position, filled as nodes are looked at.
 */
export type Claims = {
  readonly view: StateView;
  readonly job: Job;
  readonly fleet: Fleet;
  /** By node key, three each: what the committed state says is used. */
  readonly committed: Float64Array;
  /** By position: 1 where `used` holds what is used with this round's decisions. */
  readonly isTouched: Uint8Array;
  readonly used: Map<number, number[]>;
  /** Tells this round's reading of `fits` from any other's. */
  readonly number: number;
  readonly fits: { readonly size: string; readonly fits: Fits }[];
  readonly ports: PortClaims;
  readonly presences: Presence[];
  /** Presence that decisions of this round added, so that presences can be counted when they are first asked for. */
  readonly placed: { readonly position: number; readonly group: string }[];
  /** Allocations that no longer count. */
  readonly left: Set<AllocationKey>;
  /** Allocations that are asked to stop in this round and end later. */
  readonly coming: Map<NodeKey, readonly Allocation[]>;
  /** What those that this round has replaced on their own node leave to their successors, and so to nobody else. */
  readonly inherited: Map<AllocationKey, Capacity>;
  /** Groups for which pushing others out does not help, as far as is known. */
  readonly hopeless: Set<string>;
};

/** Every node has a row once it is registered; one without is taken to be empty. */
const committedOf = (view: StateView, fleet: Fleet): Float64Array => {
  const numbers = view.used.numbers();
  const length = fleet.positions.length * 3;
  if (numbers.length >= length) return numbers;
  const padded = new Float64Array(length);
  padded.set(numbers);
  return padded;
};

/** Counts rounds, so that each has a number of its own; nothing follows from it but what is read again. */
let rounds = 0;

export const createClaims = (view: StateView, job: Job): Claims => {
  rounds = (rounds % 0xffffffff) + 1;
  const fleet = fleetOf(view);
  return {
    view,
    job,
    fleet,
    committed: committedOf(view, fleet),
    isTouched: new Uint8Array(fleet.all.length),
    used: new Map(),
    number: rounds,
    fits: [],
    ports: noPortClaims(),
    presences: [],
    placed: [],
    left: new Set(),
    coming: new Map(),
    inherited: new Map(),
    hopeless: new Set(),
  };
};

/** What is used on a node that this round's decisions have changed; made when it is first changed. */
const touch = (claims: Claims, position: number): number[] => {
  const known = claims.used.get(position);
  if (known !== undefined) return known;
  const at = (claims.fleet.keys[position] as number) * 3;
  const { committed } = claims;
  const own = [committed[at] as number, committed[at + 1] as number, committed[at + 2] as number];
  claims.used.set(position, own);
  claims.isTouched[position] = 1;
  return own;
};

/** Counts `amount` as used on the node at this position. */
export const addUsed = (claims: Claims, position: number, amount: Capacity): void => {
  const used = touch(claims, position);
  used[0] = (used[0] as number) + amount.cpuMhz;
  used[1] = (used[1] as number) + amount.memoryMb;
  used[2] = (used[2] as number) + amount.diskMb;
  for (const { fits } of claims.fits) fits.checkedBy[position] = 0;
};

/** How well instances of one size fit, as far as it is known. The settings do not change within a round. */
export const fitsOf = (claims: Claims, size: string, levels: boolean): Fits => {
  for (const known of claims.fits) if (known.size === size) return known.fits;
  const fits = fitsFor(claims.fleet, size, levels);
  claims.fits.push({ size, fits });
  return fits;
};

export const usedAt = (claims: Claims, position: number): Capacity => {
  const own = claims.used.get(position);
  const from: ArrayLike<number> = own ?? claims.committed;
  const at = own === undefined ? (claims.fleet.keys[position] as number) * 3 : 0;
  return { cpuMhz: from[at] as number, memoryMb: from[at + 1] as number, diskMb: from[at + 2] as number };
};

const movePresence = ({ here, tallies }: Presence, position: number, by: 1 | -1): void => {
  here[position] = (here[position] as number) + by;
  for (const { tally } of tallies) {
    const value = tally.valueAt[position] as number;
    if (value !== -1) tally.counts[value] = (tally.counts[value] as number) + by;
  }
};

const move = (claims: Claims, at: { readonly position: number; readonly group: string }, by: 1 | -1): void => {
  for (const presence of claims.presences)
    if (presence.group === null || presence.group === at.group) movePresence(presence, at.position, by);
};

const counts = (claims: Claims, allocation: Allocation): boolean =>
  isLive(allocation) && allocation.desired === "run" && !claims.left.has(allocation.key);

/** Where the instances of `group`, or with null of the whole job, are. */
export const presenceOf = (claims: Claims, group: string | null): Presence => {
  for (const known of claims.presences) if (known.group === group) return known;
  const { view, job, fleet } = claims;
  const here = new Int32Array(fleet.all.length);
  const add = (position: number | undefined, of: string): void => {
    if (position !== undefined && (group === null || of === group)) here[position] = (here[position] ?? 0) + 1;
  };
  for (const key of view.liveOfJob.get(job.key) ?? []) {
    const allocation = view.allocations.get(key);
    if (allocation !== undefined && counts(claims, allocation))
      add(positionOf(fleet, allocation.node), allocation.group);
  }
  for (const { position, group: of } of claims.placed) add(position, of);
  const presence: Presence = { group, here, tallies: [] };
  claims.presences.push(presence);
  return presence;
};

/** How many instances of `group`, or with null of the whole job, the nodes with each value of an attribute have. */
export const tallyFor = (claims: Claims, group: string | null, target: string): Tally => {
  const { here, tallies } = presenceOf(claims, group);
  for (const known of tallies) if (known.target === target) return known.tally;
  const tally = tallyOf(attributeIndex(claims.fleet, target), here);
  tallies.push({ target, tally });
  return tally;
};

/** An instance is placed. */
export const claim = (
  claims: Claims,
  at: {
    readonly node: NodeKey;
    readonly group: string;
    readonly held: Capacity;
    readonly ports: readonly AssignedPort[];
  },
): void => {
  takePorts(claims.ports, at.node, at.ports);
  const position = positionOf(claims.fleet, at.node);
  if (position === undefined) return;
  addUsed(claims, position, at.held);
  claims.placed.push({ position, group: at.group });
  move(claims, { position, group: at.group }, 1);
};

/** Room that is kept for others. */
export const reserve = (claims: Claims, node: NodeKey, demand: Capacity): void => {
  const position = positionOf(claims.fleet, node);
  if (position !== undefined) addUsed(claims, position, demand);
};

const nothing = (): void => undefined;

/** It no longer counts. The function returned makes it count again. */
const uncount = (claims: Claims, allocation: Allocation): (() => void) => {
  if (allocation.job !== claims.job.key || !counts(claims, allocation)) return nothing;
  const { key, group, node } = allocation;
  const position = positionOf(claims.fleet, node);
  claims.left.add(key);
  if (position !== undefined) move(claims, { position, group }, -1);
  return () => {
    claims.left.delete(key);
    if (position !== undefined) move(claims, { position, group }, 1);
  };
};

/**
 * An allocation ends as soon as this round is carried out. `held`: see `holding`. What its live predecessor still has stays taken.
 * The function returned takes it back: it goes on after all.
 */
export const release = (claims: Claims, allocation: Allocation, held: Capacity): (() => void) => {
  const { node, ports } = allocation;
  const before = predecessorOf(claims.view, allocation);
  const still = new Set(before?.node === node ? before.ports.map(({ value }) => value) : []);
  const freed = ports.filter(({ value }) => !still.has(value));
  freePorts(claims.ports, node, freed);
  claims.hopeless.clear();
  const count = uncount(claims, allocation);
  const position = positionOf(claims.fleet, node);
  if (position !== undefined) addUsed(claims, position, minus(noCapacity, held));
  return () => {
    takePorts(claims.ports, node, freed);
    count();
    if (position !== undefined) addUsed(claims, position, held);
  };
};

/**
 * An allocation that is asked to stop but ends later keeps its capacity and ports, and no longer counts as an instance. The function
 * returned takes it back: it is not asked to stop after all.
 */
export const leave = (claims: Claims, allocation: Allocation): (() => void) => {
  const { node } = allocation;
  claims.coming.set(node, [...(claims.coming.get(node) ?? []), allocation]);
  claims.hopeless.clear();
  const count = uncount(claims, allocation);
  return () => {
    const others = claims.coming.get(node)?.filter((one) => one !== allocation) ?? [];
    claims.coming.set(node, others);
    count();
  };
};
