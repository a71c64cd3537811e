import type {
  Affinity,
  Constraint,
  EphemeralDisk,
  InstanceOverride,
  JobSpec,
  JobType,
  LogConfig,
  Migrate,
  ReschedulePolicy,
  Resources,
  RestartPolicy,
  Spread,
  Task,
  TaskGroup,
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

const resources = (given: Partly<Resources> | undefined): Resources => ({
  cpuMhz: given?.cpuMhz ?? (given?.cores ? 0 : 100),
  cores: given?.cores ?? 0,
  memoryMb: given?.memoryMb ?? 300,
  memoryMaxMb: given?.memoryMaxMb ?? 0,
  diskMb: given?.diskMb ?? 0,
  iops: given?.iops ?? 0,
  carried: given?.carried ?? {},
});

const task = (given: Partly<Task>, group: RestartPolicy): Task => ({
  name: given.name ?? "",
  driver: given.driver ?? "",
  user: given.user ?? "",
  config: given.config ?? {},
  env: given.env ?? {},
  meta: given.meta ?? {},
  constraints: (given.constraints ?? []).map(constraint),
  affinities: (given.affinities ?? []).map(affinity),
  resources: resources(given.resources),
  restart: given.restart ? { ...group, ...compact(given.restart) } : null,
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
  job: { readonly type: JobType; readonly update: Partial<Update> | null },
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
    ephemeralDisk: { ...diskDefaults, ...compact(given.ephemeralDisk) },
    meta: given.meta ?? {},
    shutdownDelayMs: given.shutdownDelayMs ?? null,
    maxRunDurationMs: given.maxRunDurationMs ?? null,
    instances: Object.fromEntries(
      Object.entries(given.instances ?? {}).map(([index, patch]) => [index, override(patch)]),
    ),
    tasks: (given.tasks ?? []).map((one) => task(one, restart)),
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
    meta: given.meta ?? {},
    taskGroups: (given.taskGroups ?? []).map((one) => group(one, { type, update })),
    carried: given.carried ?? {},
  };
};
