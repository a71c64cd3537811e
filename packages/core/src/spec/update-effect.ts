import { sameJson } from "../equal.ts";
import { taskOfInstance, type JobSpec, type TaskGroup } from "../model/job-spec.ts";
import type { JsonObject } from "../model/json.ts";
import type { Fields, UpdateEffect } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { taskFields } from "./fields/task.ts";

/** What a new version does to an instance that runs an old one, and the fields that cause it, in the job file's words. */
export type Change = { readonly effect: UpdateEffect; readonly causes: readonly string[] };

const rank: Readonly<Record<UpdateEffect, number>> = { none: 0, inPlace: 1, destructive: 2 };

const worst = (changes: readonly Change[]): Change => {
  const effect = changes.reduce<UpdateEffect>(
    (found, change) => (rank[change.effect] > rank[found] ? change.effect : found),
    "none",
  );
  return {
    effect,
    causes: changes
      .filter((change) => change.effect === effect && effect !== "none")
      .flatMap((change) => change.causes),
  };
};

const changeOf = (
  fields: Fields,
  at: { readonly before: JsonObject; readonly after: JsonObject; readonly where: string },
): Change[] =>
  Object.entries(fields).flatMap(([key, field]): Change[] => {
    if (field.effect === "none" || sameJson(at.before[key], at.after[key])) return [];
    const { type } = field;
    const [before, after] = [at.before[key], at.after[key]];
    // A block is judged by its own fields: a longer log is an update in place although LogConfig.Disabled would not be.
    if (typeof type === "object" && "one" in type && before && after)
      return changeOf(type.one, {
        before: before as JsonObject,
        after: after as JsonObject,
        where: `${at.where}${field.word}.`,
      });
    return [{ effect: field.effect, causes: [`${at.where}${field.word}`] }];
  });

/** What carried blocks do: they are read by nothing that runs, so a change of them is an update in place. */
const carriedChange = (
  before: { readonly carried: JsonObject },
  after: { readonly carried: JsonObject },
  where: string,
): Change[] => (sameJson(before.carried, after.carried) ? [] : [{ effect: "inPlace", causes: [where] }]);

const asJson = (value: object): JsonObject => value as unknown as JsonObject;

const taskChanges = (before: TaskGroup, after: TaskGroup, index: number): Change[] =>
  after.tasks.flatMap((task): Change[] => {
    const old = before.tasks.find((one) => one.name === task.name);
    if (old === undefined) return [{ effect: "destructive", causes: [`task ${task.name} added`] }];
    const [from, to] = [taskOfInstance(before, old, index), taskOfInstance(after, task, index)];
    return [
      ...changeOf(taskFields, { before: asJson(from), after: asJson(to), where: `${task.name}: ` }),
      ...carriedChange(from, to, `${task.name}: definition`),
    ];
  });

/** What moving from one version to another does to instance `index` of a group that both have. Nomad decides the same way (`tasksUpdated`). */
export const updateChange = (
  versions: { readonly before: JobSpec; readonly after: JobSpec },
  name: string,
  index: number,
): Change => {
  const before = versions.before.taskGroups.find((group) => group.name === name);
  const after = versions.after.taskGroups.find((group) => group.name === name);
  if (before === undefined || after === undefined)
    return { effect: "destructive", causes: ["the task group was added"] };
  const removed = before.tasks.filter((task) => !after.tasks.some((one) => one.name === task.name));
  return worst([
    ...changeOf(
      { meta: groupFields.meta },
      { before: { meta: versions.before.meta }, after: { meta: versions.after.meta }, where: "job " },
    ),
    ...(sameJson(
      [versions.before.constraints, versions.before.affinities, versions.before.spreads],
      [versions.after.constraints, versions.after.affinities, versions.after.spreads],
    )
      ? []
      : [{ effect: "inPlace" as const, causes: ["job placement rules"] }]),
    ...changeOf(groupFields, { before: asJson(before), after: asJson(after), where: "" }),
    ...carriedChange(before, after, "group definition"),
    ...carriedChange(versions.before, versions.after, "job definition"),
    ...removed.map((task) => ({ effect: "destructive" as const, causes: [`task ${task.name} removed`] })),
    ...taskChanges(before, after, index),
  ]);
};
