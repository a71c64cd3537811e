import type { Allocation } from "../model/allocation.ts";
import { allocationName } from "../model/allocation.ts";
import type { JobSpec, Task, TaskGroup } from "../model/job-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { resolveTarget } from "../schedule/constraint.ts";

/** Where a task runs and for what: all that its environment is made from. */
export type TaskSetting = {
  readonly spec: JobSpec;
  readonly group: TaskGroup;
  readonly task: Task;
  readonly allocation: Allocation;
  readonly node: Node;
};

type Environment = { readonly [name: string]: string };

/** Nomad gives each meta value twice: under the key as written and in capitals. Characters that no shell accepts become `_`. */
const metaEnvironment = (meta: { readonly [key: string]: string }): Environment =>
  Object.fromEntries(
    Object.entries(meta).flatMap(([key, value]) => {
      const name = key.replaceAll(/[^A-Za-z0-9_]/g, "_");
      return [
        [`NOMAD_META_${name}`, value],
        [`NOMAD_META_${name.toUpperCase()}`, value],
      ];
    }),
  );

/** The documented `NOMAD_*` names that hold no path. https://developer.hashicorp.com/nomad/docs/runtime/environment */
const nomadEnvironment = ({ spec, group, task, allocation, node }: TaskSetting): Environment => ({
  NOMAD_ALLOC_ID: allocation.id,
  NOMAD_SHORT_ALLOC_ID: allocation.id.slice(0, 8),
  NOMAD_ALLOC_NAME: allocationName(allocation),
  NOMAD_ALLOC_INDEX: String(allocation.index),
  NOMAD_TASK_NAME: task.name,
  NOMAD_GROUP_NAME: group.name,
  NOMAD_JOB_ID: spec.id,
  NOMAD_JOB_NAME: spec.name,
  NOMAD_NAMESPACE: spec.namespace,
  NOMAD_REGION: spec.region,
  NOMAD_DC: node.datacenter,
  NOMAD_CPU_LIMIT: String(task.resources.cpuMhz),
  NOMAD_MEMORY_LIMIT: String(task.resources.memoryMb),
  ...(task.resources.memoryMaxMb > 0 ? { NOMAD_MEMORY_MAX_LIMIT: String(task.resources.memoryMaxMb) } : {}),
  ...metaEnvironment({ ...spec.meta, ...group.meta, ...task.meta }),
});

/** Replaces `${NOMAD_…}`, `${env["X"]}`, `${node.…}`, `${attr.…}` and `${meta.…}`; what stands for nothing stays as it is. */
const interpolate = (text: string, at: { readonly env: Environment; readonly node: Node }): string =>
  text.replaceAll(/\$\{([^{}]+)\}/g, (whole, name: string) => {
    const quoted = /^env\["(.+)"\]$/.exec(name)?.[1];
    const value =
      quoted !== undefined
        ? at.env[quoted]
        : Object.hasOwn(at.env, name)
          ? at.env[name]
          : resolveTarget(whole, at.node);
    return value ?? whole;
  });

const interpolateJson = (value: Json, at: { readonly env: Environment; readonly node: Node }): Json => {
  if (typeof value === "string") return interpolate(value, at);
  if (Array.isArray(value)) return value.map((item: Json) => interpolateJson(item, at));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolateJson(item as Json, at)]));
};

/** A task's environment and driver configuration as it is started: what the job says, with everything it refers to filled in. */
export const taskEnvironment = (setting: TaskSetting): { readonly env: Environment; readonly config: JsonObject } => {
  const nomad = nomadEnvironment(setting);
  const own = Object.fromEntries(
    Object.entries(setting.task.env).map(([key, value]) => [
      key,
      interpolate(value, { env: nomad, node: setting.node }),
    ]),
  );
  const env = { ...nomad, ...own };
  return { env, config: interpolateJson(setting.task.config, { env, node: setting.node }) as JsonObject };
};
