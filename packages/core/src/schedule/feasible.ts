import type { Constraint, JobSpec, TaskGroup } from "../model/job-spec.ts";
import type { Node } from "../model/node.ts";
import { own } from "../own.ts";
import { constraintText, satisfies } from "./constraint.ts";

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
export const everyPool = "all";

/** The node is in one of the job's datacenters, and in its pool. */
export const isAmong = (node: Node, spec: JobSpec): boolean =>
  (spec.nodePool === everyPool || node.nodePool === spec.nodePool) &&
  spec.datacenters.some((pattern) => matchesGlob(pattern, node.datacenter));

const constraintsOf = (spec: JobSpec, group: TaskGroup): readonly Constraint[] => [
  ...spec.constraints,
  ...group.constraints,
  ...group.tasks.flatMap((task) => task.constraints),
];

/** Why a node cannot take the group at all, whatever is free on it; empty when it can. Every reason is given once, not only the first. */
export const obstacles = (node: Node, spec: JobSpec, group: TaskGroup): readonly string[] => {
  const lacksDriver = group.tasks.some((task) => {
    const driver = own(node.drivers, task.driver);
    return driver === undefined || !driver.detected || !driver.healthy;
  });
  const unmet = constraintsOf(spec, group).filter((constraint) => !satisfies(constraint, node));
  return [...(lacksDriver ? ["missing drivers"] : []), ...new Set(unmet.map(constraintText))];
};
