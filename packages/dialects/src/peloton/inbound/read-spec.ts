import { priorityOf, type InstanceOverride, type JobSpec, type JsonObject, type Strings } from "@longshore/core/model";
import { sameJson } from "@longshore/core/equal";
import { own } from "@longshore/core/own";
import { canonicalize } from "@longshore/core/spec/canonicalize";
import type * as wire from "../wire.ts";
import { ownLabel, readConstraint } from "./read-constraint.ts";
import { readContainer, taskNames, type ReadTask } from "./read-container.ts";

/** What a create or a replace says: all that is versioned. */
export type Definition = {
  readonly spec: wire.JobSpec;
  readonly update_spec?: wire.UpdateSpec;
  readonly opaque_data?: wire.OpaqueData;
};
export type At = { readonly id: string; readonly namespace: string };

/** Peloton's jobs have one group of instances. */
export const groupName = "pods";
export const usualDiskMb = 300;

const tasksOf = (pod: wire.PodSpec): readonly ReadTask[] => {
  const { init_containers: first = [], containers = [] } = pod;
  const names = taskNames(pod);
  return [...first, ...containers].map((container, at) =>
    readContainer(container, { name: names[at] ?? "", pod, isInit: at < first.length }),
  );
};

const portsOf = (pod: wire.PodSpec): readonly object[] => {
  const ports = (pod.containers ?? []).flatMap((container) => container.ports ?? []);
  if (ports.length === 0) return [];
  // In one order, whichever container asks.
  const labelled = ports
    .map(({ name = "", value = 0 }) => ({ label: name, value }))
    .toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.value - b.value));
  return [
    {
      reservedPorts: labelled.filter(({ value }) => value > 0),
      dynamicPorts: labelled.filter(({ value }) => value === 0),
    },
  ];
};

const diskOf = (pod: wire.PodSpec): number => {
  const disk = (pod.containers ?? []).reduce((sum, { resource }) => sum + (resource?.disk_limit_mb ?? 0), 0);
  return disk === 0 ? usualDiskMb : Math.max(10, Math.ceil(disk));
};

/** Proto3's merge: what is set goes before what is not. */
const mergePods = (base: wire.PodSpec, over: wire.PodSpec): wire.PodSpec => ({ ...base, ...over });

type Patch = InstanceOverride["tasks"][string];

const patchOf = (task: ReadTask, wanted: ReadTask | undefined): Patch | undefined => {
  if (wanted === undefined || sameJson(task, wanted)) return undefined;
  const env: Strings = Object.fromEntries(
    Object.entries(wanted.env).filter(([key, value]) => own(task.env, key) !== value),
  );
  const unsetEnv = Object.keys(task.env)
    .filter((key) => !Object.hasOwn(wanted.env, key))
    .toSorted();
  const config: JsonObject =
    task.driver === wanted.driver
      ? Object.fromEntries(
          Object.entries(wanted.config).filter(([key, value]) => !sameJson(own(task.config, key), value)),
        )
      : {};
  const isNothing = Object.keys(env).length + unsetEnv.length + Object.keys(config).length === 0;
  return isNothing ? undefined : { env, meta: {}, config, ...(unsetEnv.length > 0 ? { unsetEnv } : {}) };
};

const instancesOf = (
  spec: wire.JobSpec,
  tasks: readonly ReadTask[],
): { readonly [index: string]: InstanceOverride } => {
  const patched = Object.entries(spec.instance_spec ?? {}).flatMap(([index, over]) => {
    const wanted = tasksOf(mergePods(spec.default_spec ?? {}, over));
    const patches = tasks.flatMap((task) => {
      const patch = patchOf(
        task,
        wanted.find(({ name }) => name === task.name),
      );
      return patch === undefined ? [] : [[task.name, patch] as const];
    });
    return patches.length === 0 ? [] : [[index, { tasks: Object.fromEntries(patches) }] as const];
  });
  return Object.fromEntries(patched);
};

export const mapOfLabels = (labels: readonly wire.Label[]): Strings =>
  Object.fromEntries(labels.map(({ key = "", value = "" }) => [key, value]));

/**
 * Stateless pods run on without an end, each crash waited after for twice as long: 30 seconds to an hour. A failed pod is placed anew, so
 * the task itself is not restarted in its place.
 */
const restarting = {
  restart: { attempts: 0 },
  reschedule: { unlimited: true, delayFunction: "exponential", delayMs: 30_000, maxDelayMs: 3_600_000 },
};

export const ownLabels = (pod: wire.PodSpec, at: Pick<At, "id">): { readonly labels: readonly wire.Label[] } => ({
  labels: [...(pod.labels ?? []), ownLabel(at.id)],
});

/** What a definition means here. What it says besides is no part of this: see `specFromWire`. */
export const readSpec = ({ spec, update_spec: update = {} }: Definition, at: At): JobSpec => {
  const pod = spec.default_spec ?? {};
  const tasks = tasksOf(pod);
  const priorityGiven = { value: spec.sla?.priority ?? 0, lowerFirst: false };
  const hasChecks = tasks.some(({ services }) => services.length > 0);
  return canonicalize({
    ...at,
    name: spec.name,
    type: "service",
    priority: priorityOf(priorityGiven),
    taskGroups: [
      {
        name: groupName,
        count: spec.instance_count ?? 0,
        ...restarting,
        update: {
          maxParallel: update.batch_size ?? 0,
          autoRevert: update.rollback_on_failure ?? false,
          healthCheck: hasChecks ? "checks" : "task_states",
          minHealthyTimeMs: 0,
        },
        migrate: { maxParallel: spec.sla?.maximum_unavailable_instances || 1 },
        constraints: readConstraint(pod.constraint, ownLabels(pod, at)),
        networks: portsOf(pod),
        ephemeralDisk: { sizeMb: diskOf(pod) },
        instances: instancesOf(spec, tasks),
        tasks,
      },
    ],
    about: {
      labels: mapOfLabels(spec.labels ?? []),
      owner: spec.owner,
      team: spec.owning_team,
      priorityGiven,
    },
  });
};
