import type { Constraint, JobSpec, TaskGroup } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { own } from "../own.ts";
import { constraintText, escapesClass, satisfies } from "./constraint.ts";

/** `*` stands for any text. Linear in practice: each part is looked for once, from where the last one ended. */
export const matchesGlob = (pattern: string, text: string): boolean => {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
};

/** Nomad's pool that holds every node. */
const everyPool = "all";

export const isInPool = (node: Node, spec: JobSpec): boolean =>
  spec.nodePool === everyPool || node.nodePool === spec.nodePool;

/** The node is in one of the job's datacenters, and in its pool. */
export const isAmong = (node: Node, spec: JobSpec): boolean =>
  isInPool(node, spec) && spec.datacenters.some((pattern) => matchesGlob(pattern, node.datacenter));

/** Of a group on nodes of one computed class: what no attribute that is `unique.` to a node has a say in. */
type Known = {
  readonly spec: JobSpec;
  readonly shared: readonly Constraint[];
  /** Constraints on what is `unique.` to a node. */
  readonly unique: readonly Constraint[];
  readonly byClass: Map<string, readonly string[]>;
};

const known = new WeakMap<TaskGroup, Known>();

const knownOf = (spec: JobSpec, group: TaskGroup): Known => {
  const kept = known.get(group);
  if (kept?.spec === spec) return kept;
  const all = [...spec.constraints, ...group.constraints, ...group.tasks.flatMap((task) => task.constraints)];
  const made: Known = {
    spec,
    shared: all.filter((constraint) => !escapesClass(constraint)),
    unique: all.filter(escapesClass),
    byClass: new Map(),
  };
  known.set(group, made);
  return made;
};

const unmet = (constraints: readonly Constraint[], node: Node): readonly string[] =>
  constraints.filter((constraint) => !satisfies(constraint, node)).map(constraintText);

const ofClass = ({ shared, byClass }: Known, node: Node, group: TaskGroup): readonly string[] => {
  const kept = byClass.get(node.computedClass);
  if (kept !== undefined) return kept;
  const lacksDriver = group.tasks.some((task) => {
    const driver = own(node.drivers, task.driver);
    return driver === undefined || !driver.detected || !driver.healthy;
  });
  const reasons = [...new Set([...(lacksDriver ? ["missing drivers"] : []), ...unmet(shared, node)])];
  byClass.set(node.computedClass, reasons);
  return reasons;
};

/** Why a node cannot take the group at all, whatever is free on it; empty when it can. Every reason is given once, not only the first. */
export const obstacles = (node: Node, spec: JobSpec, group: TaskGroup): readonly string[] => {
  const asked = knownOf(spec, group);
  const reasons = ofClass(asked, node, group);
  return asked.unique.length === 0 ? reasons : [...new Set([...reasons, ...unmet(asked.unique, node)])];
};

/** Nodes of one computed class may differ in whether they can take the group. */
export const looksAtEach = (spec: JobSpec, group: TaskGroup): boolean => knownOf(spec, group).unique.length > 0;
