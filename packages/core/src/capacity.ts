import { isLive, type Allocation } from "./model/allocation.ts";
import { beyond, minus, noCapacity, plus, type Capacity } from "./model/resources.ts";
import type { NodeKey } from "./model/ids.ts";
import { rowsOf } from "./table.ts";
import { hasStarted } from "./tasks/life.ts";
import type { State, StateView } from "./state.ts";

export const within = (asked: Capacity, free: Capacity): boolean =>
  asked.cpuMhz <= free.cpuMhz && asked.memoryMb <= free.memoryMb && asked.diskMb <= free.diskMb;

/**
 * The allocation that has to end before this one may start: the nearest ancestor that lives. An ancestor that ended without
 * ever having started hides nothing: its own ancestor may still run.
 */
export const predecessorOf = (view: StateView, allocation: Pick<Allocation, "previous">): Allocation | undefined => {
  let previous = allocation.previous;
  while (previous !== null) {
    const ancestor = view.allocations.get(previous);
    if (ancestor === undefined) return undefined;
    if (isLive(ancestor)) return ancestor;
    if (hasStarted(ancestor)) return undefined;
    previous = ancestor.previous;
  }
  return undefined;
};

/** The live allocation that waits for this one to end. */
export const successorOf = (view: StateView, allocation: Allocation): Allocation | undefined => {
  let next = allocation.next;
  while (next !== null) {
    const successor = view.allocations.get(next);
    if (successor === undefined || isLive(successor)) return successor;
    next = successor.next;
  }
  return undefined;
};

/** What it adds to its node: all it asks for, or, while its predecessor still runs there, only what goes beyond that. What is pushed out leaves its room to another. */
export const demandBeside = (demand: Capacity, predecessor: Allocation | undefined, node: NodeKey): Capacity =>
  predecessor?.node === node && predecessor.desired !== "evict" ? beyond(demand, predecessor.demand) : demand;

/**
 * What an allocation holds of its node. An allocation that was asked to stop holds its share until it has ended, so the
 * sum over a node's live allocations never exceeds what the node has, whatever the order in which things end.
 */
export const holding = (view: StateView, allocation: Allocation): Capacity =>
  isLive(allocation) ? demandBeside(allocation.demand, predecessorOf(view, allocation), allocation.node) : noCapacity;

export const usedOn = (view: StateView, node: NodeKey): Capacity => view.used.get(node) ?? noCapacity;

export const freeOn = (view: StateView, node: NodeKey): Capacity =>
  minus(view.nodes.get(node)?.resources ?? noCapacity, usedOn(view, node));

/** Rebuilds `used` from the live allocations. */
export const recountUsed = (state: State): void => {
  for (const [node] of state.nodes.entries()) state.used.set(node, noCapacity);
  for (const [job] of state.liveOfJob.entries())
    for (const allocation of rowsOf(state.liveOfJob, job, state.allocations))
      state.used.set(allocation.node, plus(usedOn(state, allocation.node), holding(state, allocation)));
};
