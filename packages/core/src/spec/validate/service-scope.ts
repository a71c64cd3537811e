import type { Task, TaskGroup } from "../../model/job-spec.ts";
import { quoted, type Complain } from "./complain.ts";

/** Where a service stands: in a task, or in the group itself. */
export type ServiceScope = {
  readonly group: TaskGroup;
  readonly task: Task | undefined;
  readonly ports: ReadonlySet<string>;
};

/** A port by its label or its number. */
export const checkPortLabel = (
  complain: Complain,
  of: { readonly scope: ServiceScope; readonly service: string },
  label: string,
): void => {
  if (of.scope.ports.has(label)) return;
  if (!/^\d+$/.test(label))
    complain(["PortLabel"], `port label ${quoted(label)} referenced by services ${of.service} does not exist`);
  else if (Number(label) < 1 || Number(label) > 65_535)
    complain(["PortLabel"], `port ${label.slice(0, 50)} is not from 1 to 65535`);
};

export const hasTask = (group: TaskGroup, name: string): boolean => group.tasks.some((task) => task.name === name);
