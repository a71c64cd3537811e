import type { Rehearsed } from "../../api/rehearsal.ts";
import { rehearsedStates } from "@longshore/core/model";
import type { RehearsedState } from "@longshore/core/model";

export type Cell = { readonly group: string; readonly index: number };

/** How many instances do their work at a time, under which version, and how many are under way. */
export type Point = { readonly at: number; readonly old: number; readonly fresh: number; readonly moving: number };

type Changes = {
  readonly cell: Int32Array;
  /** Places in `rehearsedStates`. */
  readonly state: Uint8Array;
  readonly version: Int32Array;
  readonly canary: Uint8Array;
  /** Places in `nodes`; -1: on none. */
  readonly node: Int32Array;
};

/** A rehearsal made ready to be gone through to and fro: what is of the same time is one tick. */
export type Timeline = Pick<Rehearsed, "header" | "summary"> & {
  readonly cells: readonly Cell[];
  /** Cells of a group lie together: from where to before where. */
  readonly groups: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Milliseconds since the change was made, ascending; the first is 0. */
  readonly ticks: readonly number[];
  /** How many changes have been made once a tick is over. */
  readonly reach: readonly number[];
  readonly changes: Changes;
  readonly nodes: readonly string[];
  readonly points: readonly Point[];
  readonly endsAt: number;
};

/** What every instance looks like after some tick. */
export type Snapshot = {
  readonly state: Uint8Array;
  readonly version: Int32Array;
  readonly canary: Uint8Array;
  readonly node: Int32Array;
};

const goneState = rehearsedStates.indexOf("gone");
export const stateNames: readonly RehearsedState[] = rehearsedStates;

const keyOf = ({ group, index }: Cell): string => `${String(index)}/${group}`;

/** Groups as they are first told of, their instances by number. */
const cellsOf = ({ frames }: Rehearsed): readonly Cell[] => {
  const byGroup = new Map<string, Set<number>>();
  for (const { changes } of frames)
    for (const { group, index } of changes) {
      const known = byGroup.get(group);
      if (known === undefined) byGroup.set(group, new Set([index]));
      else known.add(index);
    }
  return [...byGroup].flatMap(([group, indexes]) =>
    [...indexes].toSorted((a, b) => a - b).map((index) => ({ group, index })),
  );
};

const groupsOf = (cells: readonly Cell[]): Timeline["groups"] => {
  const groups: { name: string; from: number; to: number }[] = [];
  for (const [at, { group }] of cells.entries()) {
    const last = groups.at(-1);
    if (last?.name === group) last.to = at + 1;
    else groups.push({ name: group, from: at, to: at + 1 });
  }
  return groups;
};

/** Numbers for nodes in the order in which they are named. */
const numbered = () => {
  const ids: string[] = [];
  const numbers = new Map<string, number>();
  return {
    ids,
    numberOf: (id: string | null): number => {
      if (id === null) return -1;
      const known = numbers.get(id);
      if (known !== undefined) return known;
      ids.push(id);
      numbers.set(id, ids.length - 1);
      return ids.length - 1;
    },
  };
};

/** What is left out of a change is as it was. */
const changesOf = (rehearsed: Rehearsed, cells: readonly Cell[]) => {
  const total = rehearsed.frames.reduce((sum, frame) => sum + frame.changes.length, 0);
  const places = new Map(cells.map((cell, at) => [keyOf(cell), at]));
  const last = blank(cells.length);
  const changes: Changes = { cell: new Int32Array(total), ...blank(total) };
  const nodes = numbered();
  const ticks: number[] = [0];
  const reach: number[] = [0];
  let done = 0;
  for (const frame of rehearsed.frames) {
    if (frame.at > (ticks.at(-1) ?? 0)) {
      ticks.push(frame.at);
      reach.push(done);
    }
    for (const change of frame.changes) {
      const at = places.get(keyOf(change)) ?? 0;
      last.state[at] = stateNames.indexOf(change.state);
      if (change.version !== undefined) last.version[at] = change.version;
      if (change.canary !== undefined) last.canary[at] = change.canary ? 1 : 0;
      if (change.node !== undefined) last.node[at] = nodes.numberOf(change.node);
      changes.cell[done] = at;
      copyCell(last, at, changes, done);
      done += 1;
    }
    reach[reach.length - 1] = done;
  }
  return { changes, ticks, reach, nodeIds: nodes.ids };
};

const blank = (size: number): Snapshot => ({
  state: new Uint8Array(size).fill(goneState),
  version: new Int32Array(size),
  canary: new Uint8Array(size),
  node: new Int32Array(size).fill(-1),
});

// oxlint-disable-next-line max-params -- from where to where
const copyCell = (from: Snapshot, a: number, to: Snapshot, b: number): void => {
  to.state[b] = from.state[a] ?? 0;
  to.version[b] = from.version[a] ?? 0;
  to.canary[b] = from.canary[a] ?? 0;
  to.node[b] = from.node[a] ?? -1;
};

type Bare = Omit<Timeline, "points">;

/** Goes through a timeline: each call gives the snapshot after that tick, the same object each time. */
export const createCursor = (timeline: Bare) => {
  const { cells, changes, reach } = timeline;
  const snapshot = blank(cells.length);
  let done = 0;
  return (tick: number): Snapshot => {
    const to = reach[tick] ?? 0;
    if (to < done) {
      done = 0;
      const empty = blank(cells.length);
      snapshot.state.set(empty.state);
      snapshot.version.set(empty.version);
      snapshot.canary.set(empty.canary);
      snapshot.node.set(empty.node);
    }
    for (; done < to; done += 1) copyCell(changes, done, snapshot, changes.cell[done] ?? 0);
    return snapshot;
  };
};

const at = (state: RehearsedState): number => stateNames.indexOf(state);
const [up, healthy] = [at("up"), at("healthy")];
const underWay: readonly number[] = [at("stopping"), at("starting"), up];

type Fate = "old" | "fresh" | "moving" | "none";

/** Whether an instance does its work, and under which version. One beside which a canary runs does. */
const fateOf = ({ header, summary }: Pick<Bare, "header" | "summary">, of: Snapshot, cell: number): Fate => {
  const state = of.state[cell] ?? goneState;
  const version = of.version[cell] ?? 0;
  const isFresh = version === header.version;
  const isRolledOut = summary.events.length > 0;
  if (of.canary[cell] === 1) return "old";
  if (state === healthy || (state === up && (!isRolledOut || version < header.version)))
    return isFresh ? "fresh" : "old";
  return underWay.includes(state) ? "moving" : "none";
};

/** Counts as they change, without looking at every instance at every tick. */
const pointsOf = (timeline: Bare): readonly Point[] => {
  const { cells, changes, ticks, reach } = timeline;
  const now = blank(cells.length);
  const counts = { old: 0, fresh: 0, moving: 0, none: cells.length };
  let done = 0;
  return ticks.map((tickAt, tick) => {
    for (const to = reach[tick] ?? 0; done < to; done += 1) {
      const cell = changes.cell[done] ?? 0;
      counts[fateOf(timeline, now, cell)] -= 1;
      copyCell(changes, done, now, cell);
      counts[fateOf(timeline, now, cell)] += 1;
    }
    return { at: tickAt, old: counts.old, fresh: counts.fresh, moving: counts.moving };
  });
};

export const timelineOf = (rehearsed: Rehearsed): Timeline => {
  const { header, summary, frames } = rehearsed;
  const cells = cellsOf(rehearsed);
  const { changes, ticks, reach, nodeIds } = changesOf(rehearsed, cells);
  const names = Object.assign({}, ...frames.map(({ nodes }) => nodes ?? {})) as Readonly<Record<string, string>>;
  const bare: Bare = {
    header,
    summary,
    cells,
    groups: groupsOf(cells),
    ticks,
    reach,
    changes,
    nodes: nodeIds.map((id) => names[id] ?? id.slice(0, 8)),
    endsAt: Math.max(summary.endsAt, ticks.at(-1) ?? 0),
  };
  return { ...bare, points: pointsOf(bare) };
};

/** The last tick that is over at a time. */
export const tickAt = ({ ticks }: Pick<Timeline, "ticks">, time: number): number => {
  let [low, high] = [0, ticks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ticks[middle] ?? 0) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Instances by state, those that there are of. */
export const countsOf = ({ state }: Snapshot): ReadonlyMap<RehearsedState, number> => {
  const counts = new Map<RehearsedState, number>();
  for (const place of state) {
    const name = stateNames[place];
    if (name !== undefined && name !== "gone") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};
