import type { Check, Json, Strings, Task, TaskGroup } from "@longshore/core/model";
import { compact, cpusOfMhz } from "../../units.ts";
import { portReference, shellPath } from "../inbound/read-container.ts";
import type * as wire from "../wire.ts";

/** The program and its arguments as a driver's configuration names them; nothing for a driver that has none. */
const commandOf = (task: Task): { readonly command: string; readonly args: readonly string[] } => {
  const { command, args } = task.config;
  const isText = (value: Json): value is string => typeof value === "string";
  return {
    command: typeof command === "string" ? command : "",
    args: Array.isArray(args) ? (args as readonly Json[]).filter(isText) : [],
  };
};

const scriptOf = (task: Task): string | undefined => {
  const { command, args } = commandOf(task);
  return command === shellPath && args.length === 2 && args[0] === "-c" && args[1] !== "" ? args[1] : undefined;
};

/** Whether a shell may be left to Mesos' default: none of the pod's programs stands alone without one. */
export const leavesShell = (tasks: readonly Task[]): boolean =>
  tasks.every((task) => {
    const { command, args } = commandOf(task);
    return command === "" || args.length > 0;
  });

const entrypointOf = (task: Task, byShell: boolean): wire.CommandSpec | undefined => {
  const { command, args } = commandOf(task);
  if (command === "") return args.length === 0 ? undefined : { arguments: args };
  const script = byShell ? scriptOf(task) : undefined;
  if (script !== undefined) return { value: script };
  return args.length === 0 ? { value: command } : { value: command, arguments: args };
};

const checkToWire = (check: Check): wire.HealthCheckSpec | undefined => {
  const common = {
    enabled: true,
    initial_interval_secs: Math.round((check.restart?.graceMs ?? 0) / 1000),
    interval_secs: Math.round(check.intervalMs / 1000),
    max_consecutive_failures: check.restart?.limit ?? 0,
    timeout_secs: Math.round(check.timeoutMs / 1000),
    success_threshold: check.successBeforePassing,
  };
  if (check.type === "http") {
    const isNumber = /^\d+$/.test(check.portLabel);
    const port = isNumber ? { port: Number(check.portLabel) } : { port_spec: { name: check.portLabel } };
    const http = { scheme: check.protocol, path: check.path, ...(check.portLabel === "" ? {} : port) };
    return { ...common, type: "HEALTH_CHECK_TYPE_HTTP", http_get: http };
  }
  if (check.type !== "script") return undefined;
  const isShell = check.command === shellPath && check.args.length === 2 && check.args[0] === "-c";
  const command = isShell ? { value: check.args[1] ?? "" } : { value: check.command, arguments: check.args };
  return { ...common, type: "HEALTH_CHECK_TYPE_COMMAND", command };
};

export type PortOwner = {
  readonly label: string;
  readonly value: number;
  readonly task: string;
  readonly variable: string;
};

/** Each port of the group with the container that is told of it; one that nobody is told of is the first container's. */
export const portsOf = (group: TaskGroup, tasks: readonly Task[]): readonly PortOwner[] => {
  const ports = group.networks.flatMap(({ reservedPorts, dynamicPorts }) => [...reservedPorts, ...dynamicPorts]);
  return ports.map(({ label, value }) => {
    const told = tasks.flatMap((task) =>
      Object.entries(task.env).flatMap(([variable, text]) =>
        text === portReference(label) ? [{ task: task.name, variable }] : [],
      ),
    );
    return { label, value, ...(told[0] ?? { task: tasks[0]?.name ?? "", variable: "" }) };
  });
};

const environmentOf = (env: Strings, ports: readonly PortOwner[]): readonly wire.Environment[] =>
  Object.entries(env)
    .filter(([name]) => name === "" || !ports.some(({ variable }) => variable === name))
    .map(([name, value]) => ({ name, value }));

export const containerToWire = (
  task: Task,
  at: { readonly ports: readonly PortOwner[]; readonly byShell: boolean; readonly diskMb: number | undefined },
): wire.ContainerSpec => {
  const ports = at.ports.filter((port) => port.task === task.name);
  const environment = environmentOf(task.env, ports);
  const [check] = task.services.flatMap(({ checks }) => checks);
  const image = task.config["image"];
  return compact({
    name: task.name,
    resource: compact({
      cpu_limit: cpusOfMhz(task.resources.cpuMhz),
      mem_limit_mb: task.resources.memoryMb,
      disk_limit_mb: at.diskMb,
    }),
    liveness_check: check === undefined ? undefined : checkToWire(check),
    ports:
      ports.length === 0
        ? undefined
        : ports.map(({ label, value, variable }) => ({
            name: label,
            ...(value === 0 ? {} : { value }),
            ...(variable === "" ? {} : { env_name: variable }),
          })),
    entrypoint: entrypointOf(task, at.byShell),
    environment: environment.length === 0 ? undefined : environment,
    image: task.driver === "docker" && typeof image === "string" ? image : undefined,
  }) as wire.ContainerSpec;
};
