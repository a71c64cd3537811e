import type { TaskGroup } from "../model/job-spec.ts";

/** The tasks of a new allocation that are started at once; the others wait for their turn. */
export const firstTasks = (group: TaskGroup): readonly string[] => {
  const first = group.tasks.filter(({ lifecycle }) => lifecycle?.hook === "prestart");
  const mains = group.tasks.filter(({ lifecycle }) => lifecycle === null);
  return (first.length > 0 ? first : mains).map(({ name }) => name);
};
