import type { Affinity, JobSpec, Spread, TaskGroup } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { noPlacementMetrics, type PlacementMetrics } from "../model/placement.ts";
import { demandOf, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { escapesClass, satisfies } from "./constraint.ts";
import { distinctRules, type DistinctRule } from "./distinct.ts";
import { isAmong, isInPool, looksAtEach, obstacles } from "./feasible.ts";
import { sizeText } from "./fits.ts";
import { fleetOf, type Fleet } from "./fleet.ts";
import { askedPorts, asksForPorts, type AskedPorts } from "./ports.ts";
import { textNumber } from "./hash.ts";

/** The nodes that can take a group, and how the others were ruled out: the same for all of its instances. */
export type Candidates = {
  readonly fleet: Fleet;
  readonly spec: JobSpec;
  readonly group: TaskGroup;
  /** Positions of the nodes, in the order of their keys. */
  readonly positions: Int32Array;
  readonly demand: Capacity;
  /** Stands for the demand; see `fitsFor`. */
  readonly size: string;
  /** null: it asks for none. */
  readonly ports: AskedPorts | null;
  readonly distinct: readonly DistinctRule[];
  readonly spreads: readonly Spread[];
  /** By position: how well a node matches what is preferred, between -1 and 1; null: nothing is preferred. */
  readonly affinity: Float64Array | null;
  /** Stands for the group's name in the order in which nodes are looked at. */
  readonly number: number;
  readonly base: PlacementMetrics;
};

/** Whether the node at this position can take the group. */
export const isCandidate = ({ positions }: Candidates, position: number): boolean => {
  let [from, to] = [0, positions.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((positions[middle] as number) < position) from = middle + 1;
    else to = middle;
  }
  return positions[from] === position;
};

/** Some nodes are better than others for more than how full they are. */
export const prefers = ({ affinity, spreads }: Candidates): boolean => affinity !== null || spreads.length > 0;

const affinitiesOf = (spec: JobSpec, group: TaskGroup): readonly Affinity[] => [
  ...spec.affinities,
  ...group.affinities,
  ...group.tasks.flatMap((task) => task.affinities),
];

/** By position. Nodes of one class match the same, but for what is `unique.` to them. */
const affinityOf = (affinities: readonly Affinity[], fleet: Fleet): Float64Array => {
  const sum = affinities.reduce((all, { weight }) => all + Math.abs(weight), 0);
  const matched = (node: Node): number =>
    sum === 0 ? 0 : affinities.reduce((all, one) => all + (satisfies(one, node) ? one.weight : 0), 0) / sum;
  if (affinities.some(escapesClass)) return Float64Array.from(fleet.all, matched);
  const ofClass = fleet.classes.map(({ node }) => matched(node));
  return Float64Array.from(fleet.classOf, (number) => ofClass[number] as number);
};

const count = (counts: Map<string, number>, key: string, by: number): void =>
  void (by > 0 && counts.set(key, (counts.get(key) ?? 0) + by));

/** How the nodes of the job's datacenters and pool fare. */
type Sorted = {
  readonly positions: Int32Array;
  readonly filtered: number;
  readonly classFiltered: Map<string, number>;
  readonly constraintFiltered: Map<string, number>;
};

type RuledOut = { readonly node: Node; readonly reasons: readonly string[]; readonly nodes: number };

const ruleOut = (sorted: Omit<Sorted, "positions" | "filtered">, { node, reasons, nodes }: RuledOut): void => {
  if (node.nodeClass !== "") count(sorted.classFiltered, node.nodeClass, nodes);
  for (const reason of reasons) count(sorted.constraintFiltered, reason, nodes);
};

const sortNodes = (fleet: Fleet, spec: JobSpec, group: TaskGroup): Sorted => {
  const counts = { classFiltered: new Map<string, number>(), constraintFiltered: new Map<string, number>() };
  const isEach = looksAtEach(spec, group);
  let filtered = 0;
  const may = fleet.classes.map(({ node, open }) => {
    if (!isAmong(node, spec)) return false;
    const reasons = isEach ? [] : obstacles(node, spec, group);
    if (reasons.length === 0) return true;
    filtered += open;
    ruleOut(counts, { node, reasons, nodes: open });
    return false;
  });
  const positions = new Int32Array(fleet.all.length);
  let size = 0;
  for (let position = 0; position < fleet.all.length; position++) {
    if (fleet.isOpen[position] === 0 || may[fleet.classOf[position] as number] !== true) continue;
    const node = fleet.all[position];
    const reasons = isEach && node !== undefined ? obstacles(node, spec, group) : [];
    if (reasons.length === 0) positions[size++] = position;
    else if (node !== undefined) {
      filtered += 1;
      ruleOut(counts, { node, reasons, nodes: 1 });
    }
  }
  return { positions: positions.slice(0, size), filtered, ...counts };
};

const baseOf = (fleet: Fleet, spec: JobSpec, sorted: Sorted): PlacementMetrics => {
  const available = new Map<string, number>();
  let inPool = 0;
  for (const { node, size, open } of fleet.classes) {
    if (isInPool(node, spec)) inPool += size;
    if (isAmong(node, spec)) count(available, node.datacenter, open);
  }
  return {
    ...noPlacementMetrics,
    nodesEvaluated: sorted.positions.length + sorted.filtered,
    nodesFiltered: sorted.filtered,
    nodesAvailable: Object.fromEntries(available),
    nodesInPool: inPool,
    classFiltered: Object.fromEntries(sorted.classFiltered),
    constraintFiltered: Object.fromEntries(sorted.constraintFiltered),
  };
};

const build = (fleet: Fleet, spec: JobSpec, group: TaskGroup): Candidates => {
  const sorted = sortNodes(fleet, spec, group);
  const asked = askedPorts(group);
  const affinities = affinitiesOf(spec, group);
  const demand = demandOf(group);
  return {
    fleet,
    spec,
    group,
    positions: sorted.positions,
    demand,
    size: sizeText(demand),
    ports: asksForPorts(asked) ? asked : null,
    distinct: distinctRules(spec, group),
    spreads: [...spec.spreads, ...group.spreads],
    affinity: affinities.length === 0 ? null : affinityOf(affinities, fleet),
    number: textNumber(group.name),
    base: baseOf(fleet, spec, sorted),
  };
};

const known = new WeakMap<Fleet, Map<TaskGroup, Candidates>>();
/** Groups whose candidates are remembered. The slices of one evaluation follow each other, so a few would do. */
const keptGroups = 256;

/** Worked out once for a specification's group and a fleet. */
export const candidatesFor = (view: StateView, spec: JobSpec, group: TaskGroup): Candidates => {
  const fleet = fleetOf(view);
  const ofFleet = known.get(fleet) ?? new Map<TaskGroup, Candidates>();
  known.set(fleet, ofFleet);
  const kept = ofFleet.get(group);
  if (kept?.spec === spec) return kept;
  if (ofFleet.size >= keptGroups) ofFleet.clear();
  const candidates = build(fleet, spec, group);
  ofFleet.set(group, candidates);
  return candidates;
};
