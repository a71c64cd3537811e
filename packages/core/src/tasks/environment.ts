import type { Allocation, AssignedPort } from "../model/allocation.ts";
import { allocationName, nameIndex } from "../model/allocation.ts";
import type { JobSpec, Task, TaskGroup } from "../model/job-spec.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Node } from "../model/node.ts";
import { own } from "../own.ts";
import { resolveTarget } from "../schedule/constraint.ts";

/** Where a task runs and for what: all that its environment is made from. */
export type TaskSetting = {
  readonly spec: JobSpec;
  readonly group: TaskGroup;
  readonly task: Task;
  readonly allocation: Allocation;
  readonly node: Node;
};

export type Environment = { readonly [name: string]: string };

/** Characters that no shell accepts in a name become `_`. */
const cleanName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, "_");

/** Nomad gives each meta value twice: under the key as written and in capitals. */
const metaEnvironment = (meta: { readonly [key: string]: string }): Environment =>
  Object.fromEntries(
    Object.entries(meta).flatMap(([key, value]) => {
      const name = cleanName(key);
      return [
        [`NOMAD_META_${name}`, value],
        [`NOMAD_META_${name.toUpperCase()}`, value],
      ];
    }),
  );

/** The address under which a node's ports are reached. */
export const addressOf = (node: Node): string => own(node.attributes, "unique.network.ip-address") ?? "127.0.0.1";

const withBrackets = (ip: string): string => (ip.includes(":") ? `[${ip}]` : ip);

/** The port that the task itself sees: another than the node's only behind a network of its own. */
const insidePort = (group: TaskGroup, { value, to }: AssignedPort): number => {
  const mode = group.networks[0]?.mode ?? "";
  const isMapped = mode === "bridge" || mode.startsWith("cni/");
  return isMapped && to > 0 ? to : value;
};

const portEnvironment = ({ group, allocation, node }: TaskSetting): Environment => {
  const ip = addressOf(node);
  const host = withBrackets(ip);
  const names = (name: string, { inside, outside }: { readonly inside: number; readonly outside: number }) => [
    [`NOMAD_IP_${name}`, ip],
    [`NOMAD_PORT_${name}`, String(inside)],
    [`NOMAD_ADDR_${name}`, `${host}:${String(outside)}`],
  ];
  // Ports that a task asks for itself, as was usual before groups could, are known to its siblings under its name.
  const owners = new Map(
    group.tasks.flatMap(({ name, resources }) =>
      resources.networks.flatMap(({ reservedPorts, dynamicPorts }) =>
        [...reservedPorts, ...dynamicPorts].map(({ label }) => [label, name] as const),
      ),
    ),
  );
  return Object.fromEntries(
    allocation.ports.flatMap((port) => {
      const label = cleanName(port.label);
      const both = { inside: insidePort(group, port), outside: port.value };
      const owner = owners.get(port.label);
      return [
        ...names(label, both),
        ...(owner === undefined ? [] : names(`${cleanName(owner)}_${label}`, both)),
        [`NOMAD_HOST_IP_${label}`, ip],
        [`NOMAD_HOST_PORT_${label}`, String(port.value)],
        [`NOMAD_HOST_ADDR_${label}`, `${host}:${String(port.value)}`],
      ];
    }),
  );
};

/** The documented `NOMAD_*` names that hold no path. https://developer.hashicorp.com/nomad/docs/reference/runtime-environment-settings */
export const nomadEnvironment = (setting: TaskSetting): Environment => {
  const { spec, group, task, allocation, node } = setting;
  return {
    NOMAD_ALLOC_ID: allocation.id,
    NOMAD_SHORT_ALLOC_ID: allocation.id.slice(0, 8),
    NOMAD_ALLOC_NAME: allocationName(allocation),
    NOMAD_ALLOC_INDEX: String(nameIndex(allocation)),
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
    ...portEnvironment(setting),
    ...metaEnvironment({ ...spec.meta, ...group.meta, ...task.meta }),
  };
};

type Referred = { readonly env: Environment; readonly node: Node };

/** Replaces `${NOMAD_…}`, `${env["X"]}`, `${node.…}`, `${attr.…}` and `${meta.…}`; what stands for nothing stays as it is. */
export const interpolate = (text: string, at: Referred): string =>
  text.replaceAll(/\$\{([^{}]+)\}/g, (whole, name: string) => {
    const quoted = /^env\["(.+)"\]$/.exec(name)?.[1];
    const value =
      quoted === undefined
        ? (own(at.env, name) ?? own(at.env, cleanName(name)) ?? resolveTarget(whole, at.node))
        : own(at.env, quoted);
    return value ?? whole;
  });

export const interpolateJson = (value: Json, at: Referred): Json => {
  if (typeof value === "string") return interpolate(value, at);
  if (Array.isArray(value)) return value.map((item: Json) => interpolateJson(item, at));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, item]) => [key, interpolateJson(item, at)]));
};

export const interpolateEach = (env: Environment, at: Referred): Environment =>
  Object.fromEntries(Object.entries(env).map(([key, value]) => [key, interpolate(value, at)]));
