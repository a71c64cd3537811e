import type { Affinity, JobSpec, Spread, TaskGroup } from "../model/job-spec.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import { noPlacementMetrics, type PlacementMetrics } from "../model/placement.ts";
import { demandOf, type Capacity } from "../model/resources.ts";
import type { StateView } from "../state.ts";
import { satisfies } from "./constraint.ts";
import { distinctRules, type DistinctRule } from "./distinct.ts";
import { everyPool, isAmong, obstacles } from "./feasible.ts";
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

const affinitiesOf = (spec: JobSpec, group: TaskGroup): readonly Affinity[] => [
  ...spec.affinities,
  ...group.affinities,
  ...group.tasks.flatMap((task) => task.affinities),
];

const affinityOf = (affinities: readonly Affinity[], nodes: readonly Node[]): Float64Array => {
  const sum = affinities.reduce((all, { weight }) => all + Math.abs(weight), 0);
  return Float64Array.from(nodes, (node) =>
    sum === 0 ? 0 : affinities.reduce((all, one) => all + (satisfies(one, node) ? one.weight : 0), 0) / sum,
  );
};

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

const build = (fleet: Fleet, spec: JobSpec, group: TaskGroup): Candidates => {
  const positions: number[] = [];
  const available = new Map<string, number>();
  const ruledOut = new Map<string, number>();
  const classFiltered = new Map<string, number>();
  let [evaluated, inPool] = [0, 0];
  for (const [position, node] of fleet.all.entries()) {
    if (spec.nodePool === everyPool || node.nodePool === spec.nodePool) inPool += 1;
    if (!acceptsPlacements(node) || !isAmong(node, spec)) continue;
    evaluated += 1;
    count(available, node.datacenter);
    const reasons = obstacles(node, spec, group);
    if (reasons.length === 0) {
      positions.push(position);
      continue;
    }
    if (node.nodeClass !== "") count(classFiltered, node.nodeClass);
    for (const reason of reasons) count(ruledOut, reason);
  }
  const asked = askedPorts(group);
  const affinities = affinitiesOf(spec, group);
  return {
    fleet,
    spec,
    group,
    positions: Int32Array.from(positions),
    demand: demandOf(group),
    ports: asksForPorts(asked) ? asked : null,
    distinct: distinctRules(spec, group),
    spreads: [...spec.spreads, ...group.spreads],
    affinity: affinities.length === 0 ? null : affinityOf(affinities, fleet.all),
    number: textNumber(group.name),
    base: {
      ...noPlacementMetrics,
      nodesEvaluated: evaluated,
      nodesFiltered: evaluated - positions.length,
      nodesAvailable: Object.fromEntries(available),
      nodesInPool: inPool,
      classFiltered: Object.fromEntries(classFiltered),
      constraintFiltered: Object.fromEntries(ruledOut),
    },
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
