import type {
  Affinity,
  Check,
  CheckRestart,
  Constraint,
  Disconnect,
  EphemeralDisk,
  InstanceOverride,
  JobSpec,
  JobType,
  LogConfig,
  Migrate,
  Network,
  Parameterized,
  Periodic,
  Port,
  ReschedulePolicy,
  Resources,
  RestartPolicy,
  Service,
  Spread,
  Task,
  TaskGroup,
  Template,
  Update,
} from "../model/job-spec.ts";
import type { Draft } from "./read.ts";

/** A draft's block with the model's keys, any of them missing. */
type Partly<T> = { readonly [K in keyof T]?: T[K] | undefined };

const minute = 60_000;
const hour = 60 * minute;

const compact = <T extends object>(given: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Nomad's defaults, by `Canonicalize` of its API package. */
const updateDefaults: Update = {
  staggerMs: 30_000,
  maxParallel: 1,
  healthCheck: "checks",
  minHealthyTimeMs: 10_000,
  healthyDeadlineMs: 5 * minute,
  progressDeadlineMs: 10 * minute,
  autoRevert: false,
  autoPromote: false,
  canary: 0,
};

const serviceRestart: RestartPolicy = {
  attempts: 2,
  intervalMs: 30 * minute,
  delayMs: 15_000,
  mode: "fail",
  renderTemplates: false,
};
const batchRestart: RestartPolicy = {
  attempts: 3,
  intervalMs: 24 * hour,
  delayMs: 15_000,
  mode: "fail",
  renderTemplates: false,
};

const serviceReschedule: ReschedulePolicy = {
  attempts: 0,
  intervalMs: 0,
  delayMs: 30_000,
  delayFunction: "exponential",
  maxDelayMs: hour,
  unlimited: true,
};
const batchReschedule: ReschedulePolicy = {
  attempts: 1,
  intervalMs: 24 * hour,
  delayMs: 5000,
  delayFunction: "constant",
  maxDelayMs: 0,
  unlimited: false,
};

const migrateDefaults: Migrate = {
  maxParallel: 1,
  healthCheck: "checks",
  minHealthyTimeMs: 10_000,
  healthyDeadlineMs: 5 * minute,
};
const diskDefaults: EphemeralDisk = { sticky: false, migrate: false, sizeMb: 300 };
const logDefaults: LogConfig = { maxFiles: 10, maxFileSizeMb: 10, disabled: false };

const isBatchType = (type: JobType): boolean => type === "batch" || type === "sysbatch";
const rollsOut = (type: JobType): boolean => type === "service" || type === "system";

const constraint = (given: Partly<Constraint>): Constraint => ({
  attribute: given.attribute ?? "",
  operator: given.operator || "=",
  value: given.value ?? "",
});
const affinity = (given: Partly<Affinity>): Affinity => ({ ...constraint(given), weight: given.weight ?? 50 });
const spread = (given: Partly<Spread>): Spread => ({
  attribute: given.attribute ?? "",
  weight: given.weight || 50,
  targets: (given.targets ?? []).map((target: Partly<Spread["targets"][number]>) => ({
    value: target.value ?? "",
    percent: target.percent ?? 0,
  })),
});

const port = (given: Partly<Port>): Port => ({
  label: given.label ?? "",
  value: given.value ?? 0,
  to: given.to ?? 0,
  hostNetwork: given.hostNetwork || "default",
});

const network = (given: Partly<Network>): Network => ({
  mode: given.mode || "host",
  mbits: given.mbits ?? 0,
  reservedPorts: (given.reservedPorts ?? []).map(port),
  dynamicPorts: (given.dynamicPorts ?? []).map(port),
  carried: given.carried ?? {},
});

const checkRestart = (given: Partly<CheckRestart>): CheckRestart => ({
  limit: given.limit ?? 0,
  graceMs: given.graceMs ?? 1000,
  ignoreWarnings: given.ignoreWarnings ?? false,
});

const check = (given: Partly<Check>, service: { readonly name: string }): Check => ({
  name: given.name || `service: "${service.name}" check`,
  type: given.type ?? "",
  command: given.command ?? "",
  args: given.args ?? [],
  path: given.path ?? "",
  protocol: given.protocol || "http",
  method: given.method || "GET",
  body: given.body ?? "",
  headers: given.headers ?? {},
  portLabel: given.portLabel ?? "",
  taskName: given.taskName ?? "",
  intervalMs: given.intervalMs ?? 0,
  timeoutMs: given.timeoutMs ?? 0,
  successBeforePassing: given.successBeforePassing ?? 0,
  failuresBeforeCritical: given.failuresBeforeCritical ?? 0,
  tlsSkipVerify: given.tlsSkipVerify ?? false,
  restart: given.restart ? checkRestart(given.restart) : null,
  carried: given.carried ?? {},
});

/** Services without a provider are kept here: there is no Consul to ask. */
const service = (given: Partly<Service>, of: { readonly defaultName: string; readonly task: string }): Service => {
  const name = given.name || of.defaultName;
  return {
    name,
    portLabel: given.portLabel ?? "",
    provider: given.provider || "nomad",
    address: given.address ?? "",
    tags: given.tags ?? [],
    meta: given.meta ?? {},
    taskName: given.taskName || of.task,
    checks: (given.checks ?? []).map((one) => check(one, { name })),
    carried: given.carried ?? {},
  };
};

const template = (given: Partly<Template>): Template => ({
  data: given.data ?? "",
  destination: given.destination ?? "",
  env: given.env ?? false,
  perms: given.perms || "0644",
  leftDelimiter: given.leftDelimiter || "{{",
  rightDelimiter: given.rightDelimiter || "}}",
  changeMode: given.changeMode || "restart",
  changeSignal: given.changeSignal ?? "",
  splayMs: given.splayMs ?? 5000,
  errorOnMissingKey: given.errorOnMissingKey ?? false,
  carried: given.carried ?? {},
});

const disconnect = (given: Partly<Disconnect>): Disconnect => ({
  lostAfterMs: given.lostAfterMs ?? null,
  stopOnClientAfterMs: given.stopOnClientAfterMs ?? null,
  replace: given.replace ?? true,
  reconcile: given.reconcile || "best_score",
});

const periodic = (given: Partly<Periodic>): Periodic => ({
  enabled: given.enabled ?? true,
  specs: given.specs ?? [],
  timeZone: given.timeZone || "UTC",
  prohibitOverlap: given.prohibitOverlap ?? false,
});

const parameterized = (given: Partly<Parameterized>): Parameterized => ({
  payload: given.payload || "optional",
  metaRequired: given.metaRequired ?? [],
  metaOptional: given.metaOptional ?? [],
});

const resources = (given: Partly<Resources> | undefined): Resources => ({
  cpuMhz: given?.cpuMhz ?? (given?.cores ? 0 : 100),
  cores: given?.cores ?? 0,
  memoryMb: given?.memoryMb ?? 300,
  memoryMaxMb: given?.memoryMaxMb ?? 0,
  diskMb: given?.diskMb ?? 0,
  iops: given?.iops ?? 0,
  networks: (given?.networks ?? []).map(network),
  carried: given?.carried ?? {},
});

const task = (
  given: Partly<Task>,
  of: { readonly job: string; readonly group: string; readonly restart: RestartPolicy },
): Task => ({
  name: given.name ?? "",
  driver: given.driver ?? "",
  user: given.user ?? "",
  config: given.config ?? {},
  env: given.env ?? {},
  meta: given.meta ?? {},
  constraints: (given.constraints ?? []).map(constraint),
  affinities: (given.affinities ?? []).map(affinity),
  resources: resources(given.resources),
  restart: given.restart ? { ...of.restart, ...compact(given.restart) } : null,
  lifecycle: given.lifecycle ? { hook: given.lifecycle.hook ?? "", sidecar: given.lifecycle.sidecar ?? false } : null,
  templates: (given.templates ?? []).map(template),
  services: (given.services ?? []).map((one) =>
    service(one, { defaultName: `${of.job}-${of.group}-${given.name ?? ""}`, task: given.name ?? "" }),
  ),
  dispatchPayload: given.dispatchPayload ? { file: given.dispatchPayload.file ?? "" } : null,
  leader: given.leader ?? false,
  killTimeoutMs: given.killTimeoutMs ?? 5000,
  killSignal: given.killSignal ?? "",
  shutdownDelayMs: given.shutdownDelayMs ?? 0,
  logs: { ...logDefaults, ...compact(given.logs) },
  carried: given.carried ?? {},
});

const override = (given: Partly<InstanceOverride>): InstanceOverride => ({
  tasks: Object.fromEntries(
    Object.entries(given.tasks ?? {}).map(([name, patch]: [string, Partly<InstanceOverride["tasks"][string]>]) => [
      name,
      { env: patch.env ?? {}, meta: patch.meta ?? {}, config: patch.config ?? {} },
    ]),
  ),
});

const group = (
  given: Partly<TaskGroup>,
  job: { readonly id: string; readonly type: JobType; readonly update: Partial<Update> | null },
): TaskGroup => {
  const restart = { ...(isBatchType(job.type) ? batchRestart : serviceRestart), ...compact(given.restart) };
  const reschedule = job.type === "service" ? serviceReschedule : job.type === "batch" ? batchReschedule : null;
  return {
    name: given.name ?? "",
    count: given.count ?? 1,
    definedCount: given.definedCount ?? null,
    parallelism: given.parallelism ?? null,
    constraints: (given.constraints ?? []).map(constraint),
    affinities: (given.affinities ?? []).map(affinity),
    spreads: (given.spreads ?? []).map(spread),
    restart,
    reschedule:
      reschedule === null ? (given.reschedule ?? null) : { ...reschedule, ...compact(given.reschedule ?? undefined) },
    update: rollsOut(job.type) ? { ...updateDefaults, ...job.update, ...compact(given.update ?? undefined) } : null,
    migrate: job.type === "service" ? { ...migrateDefaults, ...compact(given.migrate ?? undefined) } : null,
    disconnect: given.disconnect ? disconnect(given.disconnect) : null,
    networks: (given.networks ?? []).map(network),
    services: (given.services ?? []).map((one) =>
      service(one, { defaultName: `${job.id}-${given.name ?? ""}`, task: "" }),
    ),
    ephemeralDisk: { ...diskDefaults, ...compact(given.ephemeralDisk) },
    meta: given.meta ?? {},
    shutdownDelayMs: given.shutdownDelayMs ?? null,
    maxRunDurationMs: given.maxRunDurationMs ?? null,
    instances: Object.fromEntries(
      Object.entries(given.instances ?? {}).map(([index, patch]) => [index, override(patch)]),
    ),
    tasks: (given.tasks ?? []).map((one) => task(one, { job: job.id, group: given.name ?? "", restart })),
    carried: given.carried ?? {},
  };
};

/** Fills in Nomad's defaults. A job-level `Update` goes into every group; the job keeps what governs batches. */
export const canonicalize = (draft: Draft): JobSpec => {
  const given = draft as Partly<JobSpec>;
  const type = given.type ?? "service";
  const update = given.update ? compact(given.update) : null;
  return {
    id: given.id ?? "",
    name: given.name || (given.id ?? ""),
    namespace: given.namespace || "default",
    region: given.region || "global",
    type,
    priority: given.priority || 50,
    allAtOnce: given.allAtOnce ?? false,
    datacenters: given.datacenters?.length ? given.datacenters : ["*"],
    nodePool: given.nodePool || "default",
    constraints: (given.constraints ?? []).map(constraint),
    affinities: (given.affinities ?? []).map(affinity),
    spreads: (given.spreads ?? []).map(spread),
    update: update === null ? null : { ...updateDefaults, ...update },
    periodic: given.periodic ? periodic(given.periodic) : null,
    parameterized: given.parameterized ? parameterized(given.parameterized) : null,
    payload: given.payload || null,
    meta: given.meta ?? {},
    taskGroups: (given.taskGroups ?? []).map((one) => group(one, { id: given.id ?? "", type, update })),
    carried: given.carried ?? {},
  };
};
