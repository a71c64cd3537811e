import type { Constraint, JobSpec, TaskGroup } from "../model/job-spec.ts";
import { acceptsPlacements, type Node } from "../model/node.ts";
import { constraintText, satisfies } from "./constraint.ts";

const glob = (pattern: string, text: string): boolean =>
  pattern === "*" ||
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join(".*")}$`,
  ).test(text);

const constraintsOf = (spec: JobSpec, group: TaskGroup): readonly Constraint[] => [
  ...spec.constraints,
  ...group.constraints,
  ...group.tasks.flatMap((task) => task.constraints),
];

/**
 * Why a node cannot take the group at all, whatever is free on it; empty when it can. `null`: the node is outside the job's datacenters
 * or pool, or takes no work, and is not even counted. Every reason is given, not only the first.
 */
export const obstacles = (node: Node, spec: JobSpec, group: TaskGroup): readonly string[] | null => {
  if (
    !acceptsPlacements(node) ||
    node.nodePool !== spec.nodePool ||
    !spec.datacenters.some((pattern) => glob(pattern, node.datacenter))
  )
    return null;
  const drivers = group.tasks.filter(
    (task) => !(node.drivers[task.driver]?.detected && node.drivers[task.driver]?.healthy),
  );
  const unmet = constraintsOf(spec, group).filter((constraint) => !satisfies(constraint, node));
  return [...(drivers.length > 0 ? ["missing drivers"] : []), ...unmet.map(constraintText)];
};
