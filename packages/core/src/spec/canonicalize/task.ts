import type { LogConfig, Resources, RestartPolicy, Task, Template } from "../../model/job-spec.ts";
import { network, service } from "./network.ts";
import { given, saysSomething, type Partly } from "./partly.ts";
import { affinity, constraint } from "./placement.ts";

const logDefaults: LogConfig = { maxFiles: 10, maxFileSizeMb: 10, disabled: false };

type GivenLogs = Partly<LogConfig> & { readonly enabled?: boolean };

const logs = ({ enabled, ...block }: GivenLogs): LogConfig => ({
  ...logDefaults,
  ...(enabled === false ? { disabled: true } : {}),
  ...given(block),
});

const template = (block: Partly<Template>): Template => {
  const changeMode = block.changeMode || "restart";
  return {
    data: block.data ?? "",
    destination: block.destination ?? "",
    env: block.env ?? false,
    perms: block.perms || "0644",
    leftDelimiter: block.leftDelimiter || "{{",
    rightDelimiter: block.rightDelimiter || "}}",
    changeMode,
    changeSignal: (block.changeSignal || (changeMode === "signal" ? "SIGHUP" : "")).toUpperCase(),
    splayMs: block.splayMs ?? 5000,
    errorOnMissingKey: block.errorOnMissingKey ?? false,
    carried: block.carried ?? {},
  };
};

const resources = (block: Partly<Resources> | undefined): Resources => ({
  cpuMhz: block?.cpuMhz ?? (block?.cores ? 0 : 100),
  cores: block?.cores ?? 0,
  // Older definitions say 0 for "as usual".
  memoryMb: block?.memoryMb || 300,
  memoryMaxMb: block?.memoryMaxMb ?? 0,
  diskMb: block?.diskMb ?? 0,
  iops: block?.iops ?? 0,
  networks: (block?.networks ?? []).map(network),
  carried: block?.carried ?? {},
});

export const task = (
  block: Partly<Task>,
  of: { readonly job: string; readonly group: string; readonly restart: RestartPolicy },
): Task => {
  const name = block.name ?? "";
  return {
    name,
    driver: block.driver ?? "",
    user: block.user ?? "",
    config: block.config ?? {},
    env: block.env ?? {},
    meta: block.meta ?? {},
    constraints: (block.constraints ?? []).map(constraint),
    affinities: (block.affinities ?? []).map(affinity),
    resources: resources(block.resources),
    restart: block.restart ? { ...of.restart, ...given(block.restart) } : null,
    lifecycle: saysSomething(block.lifecycle)
      ? { hook: block.lifecycle?.hook ?? "", sidecar: block.lifecycle?.sidecar ?? false }
      : null,
    templates: (block.templates ?? []).map(template),
    services: (block.services ?? []).map((one) =>
      service(one, { defaultName: `${of.job}-${of.group}-${name}`, task: name }),
    ),
    dispatchPayload: saysSomething(block.dispatchPayload) ? { file: block.dispatchPayload?.file ?? "" } : null,
    leader: block.leader ?? false,
    killTimeoutMs: block.killTimeoutMs ?? 5000,
    killSignal: block.killSignal ?? "",
    shutdownDelayMs: block.shutdownDelayMs ?? 0,
    logs: logs(block.logs ?? {}),
    carried: block.carried ?? {},
  };
};
