import type { JsonObject, Strings } from "@longshore/core/model";
import { mhzOfCpus, wholeMemoryMb } from "../../units.ts";
import type * as wire from "../wire.ts";

/** A container as the task that runs it: what it says, with the pod's part in it. Names follow `taskNames`. */
export type ReadTask = {
  readonly name: string;
  readonly driver: string;
  readonly config: JsonObject;
  readonly env: Strings;
  readonly resources: { readonly cpuMhz: number; readonly memoryMb: number };
  readonly lifecycle: { readonly hook: "prestart"; readonly sidecar: false } | null;
  readonly killTimeoutMs: number;
  readonly killSignal: string;
  readonly services: readonly object[];
};

export const shellPath = "/bin/sh";
export const usualKillGraceSeconds = 30;
export const usualCpuMhz = 100;
export const usualMemoryMb = 300;

/** The image name that means: no container, a process of the host. */
const hostImage = "local";

const imageOf = (container: wire.ContainerSpec): string =>
  container.container?.docker?.image ?? container.container?.mesos?.image?.docker?.name ?? container.image ?? "";

/**
 * What is run. A shell reads `value` if the pod says so, or if nothing is said and there are no arguments: Mesos' default. `command` is the
 * deprecated form, whose shell is on unless turned off.
 */
const commandOf = (container: wire.ContainerSpec, pod: wire.PodSpec): JsonObject => {
  const old = container.command?.value ? container.command : undefined;
  const { value = "", arguments: given = [] } = old ?? container.entrypoint ?? {};
  const isShell = old === undefined ? (pod.mesos_spec?.shell ?? given.length === 0) : (old.shell ?? true);
  return isShell && value !== "" ? { command: shellPath, args: ["-c", value] } : { command: value, args: given };
};

/** The variable's value: the driver fills the assigned port in. */
export const portReference = (label: string): string => `\${NOMAD_PORT_${label}}`;

const envOf = (container: wire.ContainerSpec): Strings =>
  Object.fromEntries([
    ...(container.environment ?? []).map(({ name = "", value = "" }) => [name, value] as const),
    ...(container.ports ?? []).flatMap(({ name = "", env_name: variable }) =>
      variable ? [[variable, portReference(name)] as const] : [],
    ),
  ]);

const checkOf = (check: wire.HealthCheckSpec): object | undefined => {
  const common = {
    name: "liveness",
    intervalMs: (check.interval_secs || 10) * 1000,
    timeoutMs: (check.timeout_secs || 20) * 1000,
    successBeforePassing: check.success_threshold || 1,
    restart: { limit: check.max_consecutive_failures || 3, graceMs: (check.initial_interval_secs || 15) * 1000 },
  };
  if (check.enabled !== true) return undefined;
  if (check.http_get !== undefined) {
    const { scheme, path = "", port_spec: port, port: number } = check.http_get;
    return { ...common, type: "http", protocol: scheme || "http", path, portLabel: port?.name ?? String(number ?? "") };
  }
  const { value = "", arguments: args = [] } = check.command ?? {};
  return args.length > 0
    ? { ...common, type: "script", command: value, args }
    : { ...common, type: "script", command: shellPath, args: ["-c", value] };
};

/** A service's name is one of DNS, a container's need not be. */
const serviceName = (task: string): string =>
  `live-${task
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 50)}-check`;

const servicesOf = (container: wire.ContainerSpec, task: string): readonly object[] => {
  const check = container.liveness_check === undefined ? undefined : checkOf(container.liveness_check);
  return check === undefined ? [] : [{ name: serviceName(task), checks: [check] }];
};

export const readContainer = (
  container: wire.ContainerSpec,
  at: { readonly name: string; readonly pod: wire.PodSpec; readonly isInit: boolean },
): ReadTask => {
  const image = imageOf(container);
  const { cpu_limit: cpus, mem_limit_mb: memory } = container.resource ?? {};
  const command = commandOf(container, at.pod);
  return {
    name: at.name,
    ...(image === "" || image === hostImage
      ? { driver: "raw_exec", config: command }
      : { driver: "docker", config: { image, ...command } }),
    env: envOf(container),
    resources: {
      cpuMhz: cpus ? mhzOfCpus(cpus) : usualCpuMhz,
      memoryMb: memory ? wholeMemoryMb(memory) : usualMemoryMb,
    },
    lifecycle: at.isInit ? { hook: "prestart", sidecar: false } : null,
    killTimeoutMs: (at.pod.kill_grace_period_seconds || usualKillGraceSeconds) * 1000,
    killSignal: "SIGTERM",
    services: servicesOf(container, at.name),
  };
};

const namesOf = (containers: readonly wire.ContainerSpec[], otherwise: string, taken: Set<string>): readonly string[] =>
  containers.map(({ name = "" }, at) => {
    const wanted = name.replaceAll(/[/\\]/g, "-") || (at === 0 ? otherwise : `${otherwise}-${String(at)}`);
    const unique = taken.has(wanted) ? `${wanted}-${String(at)}` : wanted;
    taken.add(unique);
    return unique;
  });

/** A name for each container, the first ones first, that a directory can have and no other has. What runs does not depend on what goes before. */
export const taskNames = ({ init_containers: first = [], containers = [] }: wire.PodSpec): readonly string[] => {
  const taken = new Set<string>();
  const names = namesOf(containers, "main", taken);
  return [...namesOf(first, "init", taken), ...names];
};
