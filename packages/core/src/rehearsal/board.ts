import { sliceRows } from "../limits.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import type { AllocationKey, JobKey } from "../model/ids.ts";
import type { Job } from "../model/job.ts";
import { runsPerNode } from "../model/job-spec.ts";
import type { RehearsalFrame, RehearsedInstance, RehearsedState } from "../model/rehearsal.ts";
import { canaryFate } from "../rollouts/gate.ts";
import { instanceKey, type StateView } from "../state.ts";
import { rowsOf } from "../table.ts";
import type { Capacity } from "./capacity.ts";
import { isInService, isWanted, stateOf } from "./instance-state.ts";

type Cell = {
  readonly group: string;
  readonly index: number;
  /** Its live allocations, and when there is none the last that was. */
  readonly live: Set<AllocationKey>;
  last: AllocationKey | null;
  inService: boolean;
  shown: Required<Pick<RehearsedInstance, "state" | "version" | "node" | "canary">> | undefined;
};

/** Every instance of one job as it looks now, and what has changed of it since it was last told. */
export type Board = {
  readonly noteAllocation: (view: StateView, allocation: Allocation) => void;
  /** Its definition or what is wanted of it may have changed. */
  readonly noteJob: (view: StateView) => void;
  /** The same until it changes. */
  readonly inService: () => Capacity;
  /** What changed since the last call, in slices. */
  readonly frames: (view: StateView, at: number) => readonly RehearsalFrame[];
};

/** The one that counts: what is to run before what is to stop, the newer before the older. */
const newestOf = (view: StateView, { live, last }: Cell): Allocation | undefined => {
  let found: Allocation | undefined;
  for (const key of live) {
    const one = view.allocations.get(key);
    if (one === undefined) continue;
    const isBetter =
      found === undefined ||
      (one.desired === "run" && found.desired !== "run") ||
      ((one.desired === "run") === (found.desired === "run") && one.key > found.key);
    if (isBetter) found = one;
  }
  return found ?? (last === null ? undefined : view.allocations.get(last));
};

type Shown = NonNullable<Cell["shown"]>;

const lookAt = (view: StateView, job: Job | undefined, cell: Cell): Shown => {
  const one = newestOf(view, cell);
  const state: RehearsedState = stateOf(view, one, isWanted(job, cell.group, cell.index));
  const isPlaced = one !== undefined && isLive(one);
  return {
    state,
    version: one?.version ?? job?.version ?? 0,
    node: isPlaced ? (view.nodes.get(one.node)?.id ?? null) : null,
    canary: isPlaced && canaryFate(view, one) === "waits",
  };
};

/** What is to be told of a cell; undefined when nothing is. */
const changeOf = ({ group, index, shown }: Cell, now: Shown): RehearsedInstance | undefined => {
  if (shown === undefined) return now.state === "gone" ? undefined : { group, index, ...now };
  const { state, version, node, canary } = now;
  const isSame = state === shown.state && version === shown.version && node === shown.node && canary === shown.canary;
  if (isSame) return undefined;
  return {
    group,
    index,
    state,
    ...(version === shown.version ? {} : { version }),
    ...(node === shown.node ? {} : { node }),
    ...(canary === shown.canary ? {} : { canary }),
  };
};

const byName = (a: Cell, b: Cell): number => (a.group === b.group ? a.index - b.index : a.group < b.group ? -1 : 1);

export const createBoard = (view: StateView, key: JobKey): Board => {
  const byGroup = new Map<string, Map<number, Cell>>();
  const cells = (): readonly Cell[] => [...byGroup.values()].flatMap((ofGroup) => [...ofGroup.values()]);
  const dirty = new Set<Cell>();
  const groups = new Map<string, number>();
  let all = 0;
  let told: Capacity | undefined;
  let seen: Pick<Job, "spec" | "stop" | "version"> | undefined;

  const cellOf = (group: string, index: number): Cell => {
    const ofGroup = byGroup.get(group) ?? new Map<number, Cell>();
    byGroup.set(group, ofGroup);
    const known = ofGroup.get(index);
    if (known !== undefined) return known;
    const cell: Cell = { group, index, live: new Set(), last: null, inService: false, shown: undefined };
    ofGroup.set(index, cell);
    return cell;
  };

  const count = (now: StateView, cell: Cell): void => {
    let inService = false;
    for (const one of cell.live) {
      const allocation = now.allocations.get(one);
      inService ||= allocation !== undefined && isInService(now, allocation);
    }
    if (inService === cell.inService) return;
    cell.inService = inService;
    const by = inService ? 1 : -1;
    all += by;
    groups.set(cell.group, (groups.get(cell.group) ?? 0) + by);
    told = undefined;
  };

  const noteAllocation = (now: StateView, allocation: Allocation): void => {
    const cell = cellOf(allocation.group, allocation.index);
    if (isLive(allocation)) cell.live.add(allocation.key);
    else {
      cell.live.delete(allocation.key);
      if (allocation.key > (cell.last ?? 0)) cell.last = allocation.key;
    }
    dirty.add(cell);
    count(now, cell);
  };

  const noteJob = (now: StateView): void => {
    const job = now.jobs.get(key);
    if (job !== undefined && seen?.spec === job.spec && seen.stop === job.stop && seen.version === job.version) return;
    seen = job;
    for (const group of job?.spec.taskGroups ?? []) {
      if (!groups.has(group.name)) groups.set(group.name, 0);
      if (job === undefined || job.stop || runsPerNode(job.spec.type)) continue;
      for (let index = 0; index < group.count; index++) cellOf(group.name, index);
    }
    for (const cell of cells()) dirty.add(cell);
  };

  noteJob(view);
  for (const allocation of rowsOf(view.liveOfJob, key, view.allocations)) noteAllocation(view, allocation);
  for (const cell of cells()) {
    if (cell.live.size > 0) continue;
    const last = view.instances.get(instanceKey(key, cell.group, cell.index))?.allocation ?? null;
    cell.last = last;
  }

  return {
    noteAllocation,
    noteJob,
    inService: () => (told ??= { all, groups: Object.fromEntries(groups) }),
    frames: (now, at) => {
      const job = now.jobs.get(key);
      const changes = [...dirty].toSorted(byName).flatMap((cell): RehearsedInstance[] => {
        const shown = lookAt(now, job, cell);
        const change = changeOf(cell, shown);
        cell.shown = shown;
        return change === undefined ? [] : [change];
      });
      dirty.clear();
      const frames: RehearsalFrame[] = [];
      for (let from = 0; from < changes.length; from += sliceRows)
        frames.push({ at, changes: changes.slice(from, from + sliceRows) });
      return frames;
    },
  };
};
