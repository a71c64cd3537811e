import type { Evaluation } from "../model/evaluation.ts";
import { findGroup, runsPerNode, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import { demandOf, type Capacity } from "../model/resources.ts";

/** What the instances of a group ask of a node: groups of one text ask for the same. */
type Wanted = { readonly spec: JobSpec; readonly text: string };

const known = new WeakMap<TaskGroup, Wanted>();

const textOf = (spec: JobSpec, group: TaskGroup): string => {
  const kept = known.get(group);
  if (kept?.spec === spec) return kept.text;
  const { cpuMhz, memoryMb, diskMb } = demandOf(group);
  const text = JSON.stringify([
    cpuMhz,
    memoryMb,
    diskMb,
    runsPerNode(spec.type),
    spec.nodePool,
    spec.datacenters,
    [...spec.constraints, ...group.constraints],
    group.tasks.map(({ driver, constraints }) => [driver, constraints]),
  ]);
  known.set(group, { spec, text });
  return text;
};

/** Stands for whatever a node has free, and whatever the node. */
const anyRoom = '[0,0,0,"any"]';
export const isAnyRoom = (wanted: string): boolean => wanted.endsWith(`/${anyRoom}`);

/** What an evaluation waits for, by group: its priority, and what an instance asks of a node. */
export const wantedRoom = (evaluation: Evaluation, spec: JobSpec): ReadonlyMap<string, TaskGroup> => {
  const groups = Object.keys(evaluation.failedGroups).flatMap((name) => findGroup(spec, name) ?? []);
  const text = (group: TaskGroup): string => (evaluation.anyRoom ? anyRoom : textOf(spec, group));
  return new Map(groups.map((group) => [`${String(evaluation.priority)}/${text(group)}`, group]));
};

type Told = { readonly priority: number; readonly demand: Capacity };

const told = new Map<string, Told>();
const keptTold = 20_000;

/** What the text of a wanted room begins with. */
export const toldBy = (wanted: string): Told => {
  const kept = told.get(wanted);
  if (kept !== undefined) return kept;
  const slash = wanted.indexOf("/");
  const [cpuMhz = 0, memoryMb = 0, diskMb = 0] = wanted
    .slice(slash + 2)
    .split(",", 3)
    .map(Number);
  const made = { priority: Number(wanted.slice(0, slash)), demand: { cpuMhz, memoryMb, diskMb } };
  if (told.size >= keptTold) told.clear();
  told.set(wanted, made);
  return made;
};
