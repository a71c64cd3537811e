import { limits } from "../../limits.ts";
import { runsToEnd, type JobSpec, type TaskGroup } from "../../model/job-spec.ts";
import { sameJson } from "../../equal.ts";
import { below, checkNumber, each, quoted, type Complain } from "./complain.ts";
import { checkName, checkUnique } from "./names.ts";
import { checkNetworks } from "./networks.ts";
import { checkConstraints, checkContradictions, checkPreferences } from "./placement.ts";
import { checkDisconnect, checkMigrate, checkRestart, checkUpdate } from "./policies.ts";
import { checkReschedule } from "./reschedule.ts";
import { checkServices } from "./services.ts";
import { checkStrings, checkTask } from "./task.ts";

const checkInstances = (complain: Complain, group: TaskGroup): void => {
  for (const [index, patch] of Object.entries(group.instances)) {
    const at = below(complain, "Instances", index);
    if (!/^(?:0|[1-9]\d*)$/.test(index) || Number(index) >= limits.jobCount)
      at([], `"${index}" is not an instance's number`);
    for (const [name, { env, meta }] of Object.entries(patch.tasks)) {
      if (!group.tasks.some((task) => task.name === name))
        at(["Tasks", name], `there is no task "${name}" in group "${group.name}"`);
      checkStrings(below(at, "Tasks", name), "Env", env);
      checkStrings(below(at, "Tasks", name), "Meta", meta);
    }
  }
};

/** Nothing scales by itself, but a count outside the bounds is a fault of the definition all the same. */
const checkScaling = (complain: Complain, group: TaskGroup): void => {
  const { Min, Max } = (group.carried["Scaling"] ?? {}) as { readonly Min?: unknown; readonly Max?: unknown };
  const say = (message: string): void => {
    complain(["Scaling"], `Scaling policy invalid: ${message}`);
  };
  if (typeof Max === "number" && Max < group.count)
    say("task group count must not be greater than maximum count in scaling policy");
  if (typeof Min === "number" && group.count < Min)
    say("task group count must not be less than minimum count in scaling policy");
};

const checkCount = (complain: Complain, spec: JobSpec, group: TaskGroup): void => {
  const { count, definedCount, parallelism } = group;
  if (count < 0) complain(["Count"], "Task group count can't be negative");
  if ((spec.type === "system" || spec.type === "sysbatch") && count > 1)
    complain(
      ["Count"],
      `Job task group ${group.name} has count ${String(count)}. Count cannot exceed 1 with ${spec.type} scheduler`,
    );
  if (definedCount !== null && (definedCount < 0 || definedCount > limits.jobCount))
    complain(["DefinedCount"], `DefinedCount must be from 0 to ${String(limits.jobCount)}`);
  if (parallelism !== null && (spec.type !== "batch" || parallelism < 1))
    complain(["Parallelism"], "Parallelism is for batch jobs and at least 1");
  checkScaling(complain, group);
};

const checkTimes = (complain: Complain, spec: JobSpec, group: TaskGroup): void => {
  const { shutdownDelayMs, maxRunDurationMs } = group;
  if (shutdownDelayMs !== null && shutdownDelayMs < 0)
    complain(["ShutdownDelay"], "ShutdownDelay must be a positive value");
  if (maxRunDurationMs === null) return;
  if (maxRunDurationMs <= 0) complain(["MaxRunDuration"], "MaxRunDuration must be greater than zero");
  if (!runsToEnd(spec.type))
    complain(["MaxRunDuration"], `Job type ${quoted(spec.type)} does not allow max_run_duration`);
};

/** What the job says for all its groups is judged there. */
const checkPolicies = (complain: Complain, spec: JobSpec, group: TaskGroup): void => {
  const { type } = spec;
  checkRestart(below(complain, "RestartPolicy"), group.restart);
  if (group.reschedule !== null) checkReschedule(below(complain, "ReschedulePolicy"), type, group.reschedule);
  if (group.update !== null && !sameJson(group.update, spec.update))
    checkUpdate(below(complain, "Update"), type, group.update);
  if (group.migrate !== null) checkMigrate(below(complain, "Migrate"), type, group.migrate);
  if (group.disconnect !== null) checkDisconnect(below(complain, "Disconnect"), type, group.disconnect);
};

const checkDisk = (complain: Complain, { ephemeralDisk }: TaskGroup): void => {
  const { sizeMb, sticky, migrate } = ephemeralDisk;
  checkNumber(
    below(complain, "EphemeralDisk"),
    { word: "SizeMB", least: 10, message: `minimum DiskMB value is 10; got ${String(sizeMb)}` },
    sizeMb,
  );
  if (sticky || migrate)
    complain(["EphemeralDisk"], "Sticky and Migrate cannot be honoured: a replacement starts with an empty directory");
};

/** Its own, its tasks' and its job's constraints: all of them choose its node. */
const checkTogether = (complain: Complain, spec: JobSpec, group: TaskGroup): void => {
  const own = [
    { complain, constraints: group.constraints },
    ...group.tasks.map((task, index) => ({
      complain: below(complain, "Tasks", index),
      constraints: task.constraints,
    })),
  ];
  if (own.some(({ constraints }) => constraints.length > 0))
    checkContradictions(own, [{ complain, constraints: spec.constraints }]);
};

const checkTasks = (complain: Complain, spec: JobSpec, group: TaskGroup): void => {
  const { tasks } = group;
  if (tasks.length === 0) complain(["Tasks"], "Missing tasks for task group");
  else if (tasks.every(({ lifecycle }) => lifecycle !== null))
    complain(["Tasks"], `Task group ${group.name} must have at least one main task`);
  if (tasks.length > limits.tasksPerGroup)
    complain(["Tasks"], `A group has at most ${String(limits.tasksPerGroup)} tasks`);
  if (tasks.filter(({ leader }) => leader).length > 1) complain(["Tasks"], "Only one task may be marked as leader");
  checkUnique(
    complain,
    { word: "Tasks", what: "Task" },
    tasks.map((task) => task.name),
  );
  each(complain, { word: "Tasks", items: tasks }, (at, task) => {
    checkTask(at, task, { type: spec.type, group, isParameterized: spec.parameterized !== null });
  });
};

export const checkGroup = (complain: Complain, spec: JobSpec, group: TaskGroup): void => {
  checkName(complain, "task group name", group.name);
  checkCount(complain, spec, group);
  checkTimes(complain, spec, group);
  checkDisk(complain, group);
  checkConstraints(complain, group.constraints, false);
  checkPreferences(complain, spec.type, group);
  checkPolicies(complain, spec, group);
  checkNetworks(complain, group);
  checkServices(complain, group);
  checkInstances(complain, group);
  checkTasks(complain, spec, group);
  checkTogether(complain, spec, group);
};
