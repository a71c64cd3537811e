import type { JobSpec, Json, Strings, Task, TaskGroup } from "@longshore/core/model";
import { compact } from "../../units.ts";
import { cpuText, memoryText } from "../inbound/quantity.ts";
import { hostImage } from "../inbound/read-job.ts";
import type * as wire from "../wire.ts";

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter((item): item is string => typeof item === "string") : [];

const unlessEmpty = <T extends object>(value: T): T | undefined =>
  (Array.isArray(value) ? value.length : Object.keys(value).length) === 0 ? undefined : value;

type Command = Pick<wire.Container, "image" | "command" | "args">;

/** Any driver but docker runs a process of the host, or nothing at all. */
const commandOf = ({ driver, config }: Task): Command => {
  const { image, command, entrypoint } = config;
  const args = texts(config["args"]);
  const program = typeof command === "string" && (command !== "" || args.length > 0) ? [command] : [];
  if (driver !== "docker") return { image: hostImage, command: program, args };
  return { image: typeof image === "string" ? image : "", command: texts(entrypoint), args: [...program, ...args] };
};

const environmentOf = (env: Strings): readonly wire.EnvVar[] =>
  Object.entries(env).map(([name, value]) => (value === "" ? { name } : { name, value }));

const containerOf = (task: Task): wire.Container => {
  const { image, command = [], args = [] } = commandOf(task);
  return compact({
    name: task.name,
    image,
    command: unlessEmpty(command),
    args: unlessEmpty(args),
    env: unlessEmpty(environmentOf(task.env)),
    resources: { limits: { cpu: cpuText(task.resources.cpuMhz), memory: memoryText(task.resources.memoryMb) } },
  }) as wire.Container;
};

const secondsOf = (ms: number | null): string | undefined => (ms === null ? undefined : String(Math.round(ms / 1000)));

const taskSpecOf = (group: TaskGroup): wire.TaskSpec =>
  compact({
    containers: group.tasks.map(containerOf),
    maxRetries: group.reschedule === null || group.reschedule.unlimited ? undefined : group.reschedule.attempts,
    timeoutSeconds: secondsOf(group.maxRunDurationMs),
  }) as wire.TaskSpec;

const executionSpecOf = (group: TaskGroup): wire.ExecutionSpec => ({
  ...(group.parallelism === null ? {} : { parallelism: group.parallelism }),
  taskCount: group.count,
  template: { spec: taskSpecOf(group) },
});

/** What the specification's first group says in the API's words. */
export const writeJob = (spec: JobSpec): wire.Job => {
  const [group] = spec.taskGroups;
  const labels = unlessEmpty(spec.about?.labels ?? {});
  return {
    metadata: compact({ name: spec.id, namespace: spec.namespace, labels }) as wire.ObjectMeta,
    spec: { template: { spec: group === undefined ? {} : executionSpecOf(group) } },
  };
};
