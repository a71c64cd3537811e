import { sameJson } from "../equal.ts";
import { taskOfInstance, type JobSpec, type Strings, type Task, type TaskGroup } from "../model/job-spec.ts";
import type { JsonObject } from "../model/json.ts";
import type { Fields, UpdateEffect } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { taskFields } from "./fields/task.ts";

/** What a new version does to an instance that runs an old one, and the fields that cause it, in the job file's words. */
export type Change = { readonly effect: UpdateEffect; readonly causes: readonly string[] };

type Versions<T> = { readonly before: T; readonly after: T };

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

const changeOf = (fields: Fields, at: Versions<JsonObject> & { readonly where: string }): Change[] =>
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
const carriedChange = (at: Versions<{ readonly carried: JsonObject }>, where: string): Change[] =>
  sameJson(at.before.carried, at.after.carried) ? [] : [{ effect: "inPlace", causes: [where] }];

const asJson = (value: object): JsonObject => value as unknown as JsonObject;

const withoutMeta = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => field.word !== "Meta"));
const groupFieldsButMeta = withoutMeta(groupFields);
const taskFieldsButMeta = withoutMeta(taskFields);

/** Everything of a task but its meta, which comes from three places. A policy that only one version has is measured by its group's. */
const taskChanges = (
  task: Versions<Task>,
  policy: Versions<TaskGroup["restart"]> | undefined,
  where: string,
): Change[] => {
  const [was, is] = [task.before.restart, task.after.restart];
  const isOneSided = policy !== undefined && (was === null) !== (is === null);
  const before = isOneSided ? { ...task.before, restart: was ?? policy.before } : task.before;
  const after = isOneSided ? { ...task.after, restart: is ?? policy.after } : task.after;
  return [
    ...changeOf(taskFieldsButMeta, { before: asJson(before), after: asJson(after), where }),
    ...(isOneSided && sameJson(before.restart, after.restart)
      ? [{ effect: "inPlace" as const, causes: [`${where}RestartPolicy`] }]
      : []),
    ...carriedChange(task, `${where}definition`),
  ];
};

/** What a change of one task does by itself. */
export const taskChange = (before: Task, after: Task): Change =>
  worst([
    ...taskChanges({ before, after }, undefined, ""),
    ...(sameJson(before.meta, after.meta) ? [] : [{ effect: "destructive" as const, causes: ["Meta"] }]),
  ]);

type Levels = { readonly job: Strings; readonly group: Strings; readonly task: Strings };

/** A task sees the meta of its job, its group and its own as one: only what it sees makes a replacement. */
const metaChange = (levels: Versions<Levels>, task: string): Change[] => {
  const seen = ({ job, group, task: own }: Levels): Strings => ({ ...job, ...group, ...own });
  const { before, after } = levels;
  if (sameJson(before, after)) return [];
  const causes = [
    ...(sameJson(before.job, after.job) ? [] : ["job Meta"]),
    ...(sameJson(before.group, after.group) ? [] : ["Meta"]),
    ...(sameJson(before.task, after.task) ? [] : [`${task}: Meta`]),
  ];
  return [{ effect: sameJson(seen(before), seen(after)) ? "inPlace" : "destructive", causes }];
};

const eachTask = (specs: Versions<JobSpec>, group: Versions<TaskGroup>, index: number): Change[] =>
  group.after.tasks.flatMap((task): Change[] => {
    const old = group.before.tasks.find((one) => one.name === task.name);
    if (old === undefined) return [{ effect: "destructive", causes: [`task ${task.name} added`] }];
    const own = {
      before: taskOfInstance(group.before, old, index),
      after: taskOfInstance(group.after, task, index),
    };
    const levels = (side: "before" | "after"): Levels => ({
      job: specs[side].meta,
      group: group[side].meta,
      task: own[side].meta,
    });
    return [
      ...taskChanges(own, { before: group.before.restart, after: group.after.restart }, `${task.name}: `),
      ...metaChange({ before: levels("before"), after: levels("after") }, task.name),
    ];
  });

const placementRules = (spec: JobSpec): readonly unknown[] => [spec.constraints, spec.affinities, spec.spreads];

/** What moving from one version to another does to instance `index` of a group that both have. Nomad decides the same way (`tasksUpdated`). */
export const updateChange = (versions: Versions<JobSpec>, name: string, index: number): Change => {
  const before = versions.before.taskGroups.find((group) => group.name === name);
  const after = versions.after.taskGroups.find((group) => group.name === name);
  if (before === undefined || after === undefined)
    return { effect: "destructive", causes: ["the task group was added"] };
  const removed = before.tasks.filter((task) => !after.tasks.some((one) => one.name === task.name));
  const { causes, effect } = worst([
    ...(sameJson(placementRules(versions.before), placementRules(versions.after))
      ? []
      : [{ effect: "inPlace" as const, causes: ["job placement rules"] }]),
    ...changeOf(groupFieldsButMeta, { before: asJson(before), after: asJson(after), where: "" }),
    ...carriedChange({ before, after }, "group definition"),
    ...carriedChange(versions, "job definition"),
    ...removed.map((task) => ({ effect: "destructive" as const, causes: [`task ${task.name} removed`] })),
    ...eachTask(versions, { before, after }, index),
  ]);
  return { effect, causes: [...new Set(causes)] };
};
