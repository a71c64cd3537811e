import type { TaskGroup } from "../model/job-spec.ts";
import { roleOf } from "./role.ts";

/** The tasks of a new allocation that are started at once; the others wait for their turn. */
export const firstTasks = (group: TaskGroup): readonly string[] => {
  const named = (hook: string) => group.tasks.filter((task) => roleOf(task, group).hook === hook);
  const first = named("prestart");
  return (first.length > 0 ? first : named("main")).map(({ name }) => name);
};
