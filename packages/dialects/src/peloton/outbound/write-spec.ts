import { priorityAs, taskOfInstance, type JobSpec, type Task, type TaskGroup } from "@longshore/core/model";
import { compact } from "../../units.ts";
import { ownLabel } from "../inbound/read-constraint.ts";
import { usualKillGraceSeconds } from "../inbound/read-container.ts";
import { usualDiskMb, type Definition } from "../inbound/read-spec.ts";
import type * as wire from "../wire.ts";
import { constraintToWire } from "./write-constraint.ts";
import { containerToWire, leavesShell, portsOf } from "./write-container.ts";

const isInit = (task: Task): boolean => task.lifecycle?.hook === "prestart" && !task.lifecycle.sidecar;

type Containers = Pick<wire.PodSpec, "init_containers" | "containers" | "mesos_spec">;

/** `mayShell`: false where what is written goes over a pod that has turned the shell off. */
const containersOf = (group: TaskGroup, tasks: readonly Task[], mayShell: boolean): Containers => {
  const byShell = mayShell && leavesShell(tasks);
  const ports = portsOf(
    group,
    tasks.filter((task) => !isInit(task)),
  );
  const [first] = tasks.filter((task) => !isInit(task));
  const disk = group.ephemeralDisk.sizeMb === usualDiskMb ? undefined : group.ephemeralDisk.sizeMb;
  const write = (task: Task) => containerToWire(task, { ports, byShell, diskMb: task === first ? disk : undefined });
  const init = tasks.filter(isInit).map(write);
  return {
    ...(init.length === 0 ? {} : { init_containers: init }),
    containers: tasks.filter((task) => !isInit(task)).map(write),
    ...(byShell || !mayShell ? {} : { mesos_spec: { shell: false } }),
  };
};

const killGraceOf = (tasks: readonly Task[]): number | undefined => {
  const seconds = Math.round((tasks[0]?.killTimeoutMs ?? 0) / 1000);
  return seconds === usualKillGraceSeconds || seconds === 0 ? undefined : seconds;
};

const podOf = (spec: JobSpec, group: TaskGroup): wire.PodSpec =>
  compact({
    ...containersOf(group, group.tasks, true),
    constraint: constraintToWire([...spec.constraints, ...group.constraints], ownLabel(spec.id)),
    kill_grace_period_seconds: killGraceOf(group.tasks),
  }) as wire.PodSpec;

/** A pod's containers replace the default's, so that all of them are told. */
const instanceOf = (group: TaskGroup, index: number): wire.PodSpec =>
  containersOf(
    group,
    group.tasks.map((task) => taskOfInstance(group, task, index)),
    leavesShell(group.tasks),
  );

const nothing = (record: object): boolean => Object.keys(record).length === 0;

const slaOf = (spec: JobSpec, group: TaskGroup): wire.SlaSpec => {
  const priority = priorityAs(spec, false);
  const unavailable = group.migrate?.maxParallel ?? 1;
  return {
    ...(priority === 0 ? {} : { priority }),
    ...(unavailable === 1 ? {} : { maximum_unavailable_instances: unavailable }),
  };
};

const updateOf = (group: TaskGroup): wire.UpdateSpec => ({
  ...(group.update?.maxParallel ? { batch_size: group.update.maxParallel } : {}),
  ...(group.update?.autoRevert ? { rollback_on_failure: true } : {}),
});

const unlessEmpty = <T extends object>(record: T): T | undefined => (nothing(record) ? undefined : record);

/** What the specification's first group says in Peloton's words; everything else of a job that was made elsewhere is not told. */
export const writeSpec = (spec: JobSpec): Definition => {
  const [group] = spec.taskGroups;
  const { labels = {}, owner = "", team = "" } = spec.about ?? {};
  const about = {
    name: spec.name,
    ...(owner === "" ? {} : { owner }),
    ...(team === "" ? {} : { owning_team: team }),
    ...(nothing(labels) ? {} : { labels: Object.entries(labels).map(([key, value]) => ({ key, value })) }),
  };
  if (group === undefined) return { spec: about };
  const patched = Object.keys(group.instances);
  return compact({
    spec: compact({
      ...about,
      instance_count: group.count === 0 ? undefined : group.count,
      sla: unlessEmpty(slaOf(spec, group)),
      default_spec: podOf(spec, group),
      instance_spec: unlessEmpty(Object.fromEntries(patched.map((index) => [index, instanceOf(group, Number(index))]))),
    }),
    update_spec: unlessEmpty(updateOf(group)),
  }) as Definition;
};
