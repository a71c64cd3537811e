import type { JobSpec, TaskGroup } from "@longshore/core/model";

/** A stop here sets every count to 0 and remembers what it was; a start restores it. */
export const withoutCounts = (spec: JobSpec): JobSpec => mapGroups(spec, stoppedGroup);

export const withDefinedCounts = (spec: JobSpec): JobSpec => mapGroups(spec, startedGroup);

/** A count that another door has set since goes before the one that was remembered. */
const startedGroup = (group: TaskGroup): TaskGroup =>
  group.definedCount === null
    ? group
    : { ...group, count: group.count === 0 ? group.definedCount : group.count, definedCount: null };

const stoppedGroup = (group: TaskGroup): TaskGroup =>
  group.count === 0 ? group : { ...group, count: 0, definedCount: group.count };

/** Counts are 0 because the job was stopped here. */
export const isStoppedHere = (spec: JobSpec): boolean =>
  spec.taskGroups.some((group) => group.definedCount !== null) && spec.taskGroups.every((group) => group.count === 0);

/** In a stopped job the count is what the next start brings. */
export const withCount = (spec: JobSpec, name: string, count: number): JobSpec =>
  mapGroups(spec, (group) => {
    if (group.name !== name) return group;
    return isStoppedHere(spec) ? { ...group, definedCount: count } : { ...group, count, definedCount: null };
  });

/** What a change of a group's count starts from. */
export const countOf = (spec: JobSpec, name: string): number | undefined => {
  const group = spec.taskGroups.find((one) => one.name === name);
  return group === undefined ? undefined : isStoppedHere(spec) ? (group.definedCount ?? 0) : group.count;
};

const mapGroups = (spec: JobSpec, change: (group: TaskGroup) => TaskGroup): JobSpec => ({
  ...spec,
  taskGroups: spec.taskGroups.map(change),
});
