import type {
  Affinity,
  Constraint,
  EphemeralDisk,
  InstanceOverride,
  JobSpec,
  LogConfig,
  Migrate,
  ReschedulePolicy,
  Resources,
  RestartPolicy,
  Spread,
  SpreadTarget,
  Task,
  TaskGroup,
  Update,
} from "../model/job-spec.ts";

/**
 * The dictionary of a job definition: for each field of the model, its word in a job file, its type there, what changing it
 * does to running instances, and a sentence for the editor. Reading, writing, comparing and completing definitions all walk
 * these tables; the compiler checks that no field is forgotten.
 *
 * Words and types: Nomad's JSON job specification (durations are integer nanoseconds there).
 */
export type FieldType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "duration"
  | "stringMap"
  | "stringList"
  | "object"
  | { readonly one: Fields }
  | { readonly many: Fields; readonly word: string }
  | { readonly map: Fields };

/** What a change of the field does to an instance that runs: nothing, an update without a restart, or a replacement. */
export type UpdateEffect = "none" | "inPlace" | "destructive";

export type Field = {
  readonly word: string;
  readonly type: FieldType;
  readonly effect: UpdateEffect;
  readonly doc: string;
  /** Absent in a diff and in Nomad's reply: ours alone, or kept by the scheduler itself. */
  readonly extension?: true;
  readonly values?: readonly string[];
};

export type Fields = { readonly [key: string]: Field };
type FieldsOf<T> = { readonly [K in Exclude<keyof T, "carried">]: Field };

const field =
  (effect: UpdateEffect) =>
  (word: string, type: FieldType, doc: string): Field => ({ word, type, effect, doc });
const none = field("none");
const inPlace = field("inPlace");
const destructive = field("destructive");

const operators = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "version",
  "semver",
  "regexp",
  "set_contains",
  "set_contains_all",
  "set_contains_any",
  "is_set",
  "is_not_set",
  "distinct_hosts",
  "distinct_property",
];

export const constraintFields = {
  attribute: inPlace("LTarget", "string", "The node's attribute, such as ${attr.kernel.name}."),
  value: inPlace("RTarget", "string", "What it is compared with."),
  operator: { ...inPlace("Operand", "string", "How it is compared; = when left out."), values: operators },
} satisfies FieldsOf<Constraint>;

export const affinityFields = {
  ...constraintFields,
  weight: inPlace("Weight", "integer", "From -100 to 100; negative repels."),
} satisfies FieldsOf<Affinity>;

export const spreadTargetFields = {
  value: inPlace("Value", "string", "A value of the attribute."),
  percent: inPlace("Percent", "integer", "The share of instances that belongs there."),
} satisfies FieldsOf<SpreadTarget>;

export const spreadFields = {
  attribute: inPlace("Attribute", "string", "The node's attribute to spread over."),
  weight: inPlace("Weight", "integer", "From 1 to 100."),
  targets: inPlace(
    "SpreadTarget",
    { many: spreadTargetFields, word: "SpreadTarget" },
    "Shares per value; even when left out.",
  ),
} satisfies FieldsOf<Spread>;

export const updateFields = {
  staggerMs: inPlace("Stagger", "duration", "Time between batches of a drain."),
  maxParallel: inPlace("MaxParallel", "integer", "Instances changed at a time."),
  healthCheck: {
    ...inPlace("HealthCheck", "string", "What makes an instance healthy."),
    values: ["checks", "task_states", "manual"],
  },
  minHealthyTimeMs: inPlace("MinHealthyTime", "duration", "How long an instance must be healthy before it counts."),
  healthyDeadlineMs: inPlace("HealthyDeadline", "duration", "How long an instance may take to become healthy."),
  progressDeadlineMs: inPlace("ProgressDeadline", "duration", "How long a rollout may go without progress."),
  autoRevert: inPlace("AutoRevert", "boolean", "Go back to the last stable version when the rollout fails."),
  autoPromote: inPlace("AutoPromote", "boolean", "Promote healthy canaries by itself."),
  canary: inPlace("Canary", "integer", "Canaries before the rest changes."),
} satisfies FieldsOf<Update>;

export const restartFields = {
  attempts: inPlace("Attempts", "integer", "Restarts allowed within the interval."),
  intervalMs: inPlace("Interval", "duration", "The window in which restarts are counted."),
  delayMs: inPlace("Delay", "duration", "Time before a restart."),
  mode: {
    ...inPlace("Mode", "string", "After the last attempt: fail, or delay until the next interval."),
    values: ["fail", "delay"],
  },
  renderTemplates: inPlace("RenderTemplates", "boolean", "Render templates again at a restart."),
} satisfies FieldsOf<RestartPolicy>;

export const rescheduleFields = {
  attempts: inPlace("Attempts", "integer", "Replacements allowed within the interval."),
  intervalMs: inPlace("Interval", "duration", "The window in which replacements are counted."),
  delayMs: inPlace("Delay", "duration", "Time before the first replacement."),
  delayFunction: {
    ...inPlace("DelayFunction", "string", "How the delay grows."),
    values: ["constant", "exponential", "fibonacci"],
  },
  maxDelayMs: inPlace("MaxDelay", "duration", "The longest delay."),
  unlimited: inPlace("Unlimited", "boolean", "Replace without an end."),
} satisfies FieldsOf<ReschedulePolicy>;

export const migrateFields = {
  maxParallel: inPlace("MaxParallel", "integer", "Instances moved at a time."),
  healthCheck: inPlace("HealthCheck", "string", "What makes a moved instance healthy."),
  minHealthyTimeMs: inPlace("MinHealthyTime", "duration", "How long it must be healthy before it counts."),
  healthyDeadlineMs: inPlace("HealthyDeadline", "duration", "How long it may take to become healthy."),
} satisfies FieldsOf<Migrate>;

export const diskFields = {
  sticky: destructive("Sticky", "boolean", "Keep the data when an instance is replaced on the same node."),
  migrate: destructive("Migrate", "boolean", "Move the data when an instance is replaced on another node."),
  sizeMb: destructive("SizeMB", "integer", "Disk of one instance, in MiB."),
} satisfies FieldsOf<EphemeralDisk>;

export const resourceFields = {
  cpuMhz: destructive("CPU", "integer", "CPU share, in MHz."),
  cores: destructive("Cores", "integer", "Whole cores, instead of CPU."),
  memoryMb: destructive("MemoryMB", "integer", "Memory, in MiB."),
  memoryMaxMb: destructive("MemoryMaxMB", "integer", "Memory it may use when there is room, in MiB."),
  diskMb: destructive("DiskMB", "integer", "Not used: the group's EphemeralDisk counts."),
  iops: destructive("IOPS", "integer", "Not used."),
} satisfies FieldsOf<Resources>;

export const logFields = {
  maxFiles: inPlace("MaxFiles", "integer", "Together with MaxFileSizeMB: how much of each log is kept."),
  maxFileSizeMb: inPlace("MaxFileSizeMB", "integer", "Together with MaxFiles: how much of each log is kept, in MiB."),
  disabled: destructive("Disabled", "boolean", "Keep no log."),
} satisfies FieldsOf<LogConfig>;

export const taskFields = {
  name: none("Name", "string", "The task's name, unique in its group."),
  driver: { ...destructive("Driver", "string", "What runs the task."), values: ["raw_exec", "exec"] },
  user: destructive("User", "string", "The user to run as; the server's own when left out."),
  config: destructive("Config", "object", "For raw_exec and exec: command, and args as a list."),
  env: destructive("Env", "stringMap", "Environment of the task."),
  meta: destructive("Meta", "stringMap", "Free values, given to the task as NOMAD_META_…"),
  constraints: inPlace(
    "Constraints",
    { many: constraintFields, word: "Constraint" },
    "Nodes must satisfy all of them.",
  ),
  affinities: inPlace(
    "Affinities",
    { many: affinityFields, word: "Affinity" },
    "Nodes that satisfy them are preferred.",
  ),
  resources: destructive("Resources", { one: resourceFields }, "What the task asks of its node."),
  restart: inPlace("RestartPolicy", { one: restartFields }, "Overrides the group's restart policy."),
  leader: inPlace("Leader", "boolean", "When it ends, the group's other tasks are stopped."),
  killTimeoutMs: inPlace("KillTimeout", "duration", "Time between the kill signal and SIGKILL."),
  killSignal: inPlace("KillSignal", "string", "The first signal of a stop; SIGINT when left out."),
  shutdownDelayMs: inPlace("ShutdownDelay", "duration", "Time between leaving service and the kill signal."),
  logs: inPlace("LogConfig", { one: logFields }, "How much of the logs is kept."),
} satisfies FieldsOf<Task>;

const overrideTaskFields = {
  env: destructive("Env", "stringMap", "Merged over the task's environment."),
  meta: destructive("Meta", "stringMap", "Merged over the task's meta."),
  config: destructive("Config", "object", "Merged over the task's config."),
} satisfies FieldsOf<InstanceOverride["tasks"][string]>;

export const overrideFields = {
  tasks: destructive("Tasks", { map: overrideTaskFields }, "By task name."),
} satisfies FieldsOf<InstanceOverride>;

export const groupFields = {
  name: none("Name", "string", "The group's name, unique in the job."),
  count: none("Count", "integer", "How many instances there are to be."),
  definedCount: { ...none("DefinedCount", "integer", "The count that a start restores."), extension: true },
  parallelism: {
    ...none("Parallelism", "integer", "Batch only: instances at a time; all at once when left out."),
    extension: true,
  },
  constraints: inPlace(
    "Constraints",
    { many: constraintFields, word: "Constraint" },
    "Nodes must satisfy all of them.",
  ),
  affinities: inPlace(
    "Affinities",
    { many: affinityFields, word: "Affinity" },
    "Nodes that satisfy them are preferred.",
  ),
  spreads: inPlace("Spreads", { many: spreadFields, word: "Spread" }, "How instances are spread over nodes."),
  restart: inPlace("RestartPolicy", { one: restartFields }, "What happens when a task ends."),
  reschedule: inPlace("ReschedulePolicy", { one: rescheduleFields }, "What happens when an instance fails for good."),
  update: inPlace("Update", { one: updateFields }, "How a change is rolled out."),
  migrate: inPlace("Migrate", { one: migrateFields }, "How instances leave a draining node."),
  ephemeralDisk: destructive("EphemeralDisk", { one: diskFields }, "Disk of one instance."),
  meta: destructive("Meta", "stringMap", "Free values, given to each task as NOMAD_META_…"),
  shutdownDelayMs: inPlace("ShutdownDelay", "duration", "Time between leaving service and the kill signal."),
  maxRunDurationMs: inPlace("MaxRunDuration", "duration", "Longest time an instance may run."),
  instances: {
    ...none("Instances", { map: overrideFields }, "What differs for single instances, by number."),
    extension: true,
  },
  tasks: none("Tasks", { many: taskFields, word: "Task" }, "What runs together in each instance."),
} satisfies FieldsOf<TaskGroup>;

export const jobFields = {
  id: none("ID", "string", "The job's id, unique in its namespace."),
  name: none("Name", "string", "The id when left out."),
  namespace: none("Namespace", "string", "default when left out."),
  region: none("Region", "string", "global when left out."),
  type: { ...none("Type", "string", "service runs on, batch ends."), values: ["service", "batch"] },
  priority: none("Priority", "integer", "From 1 to 100; 50 when left out."),
  allAtOnce: none("AllAtOnce", "boolean", "Place all instances or none."),
  datacenters: none("Datacenters", "stringList", "Where it may run; * is anywhere."),
  nodePool: none("NodePool", "string", "default when left out."),
  constraints: inPlace(
    "Constraints",
    { many: constraintFields, word: "Constraint" },
    "Nodes must satisfy all of them.",
  ),
  affinities: inPlace(
    "Affinities",
    { many: affinityFields, word: "Affinity" },
    "Nodes that satisfy them are preferred.",
  ),
  spreads: inPlace("Spreads", { many: spreadFields, word: "Spread" }, "How instances are spread over nodes."),
  update: inPlace("Update", { one: updateFields }, "Default for every group."),
  meta: destructive("Meta", "stringMap", "Free values, given to each task as NOMAD_META_…"),
  taskGroups: none("TaskGroups", { many: groupFields, word: "TaskGroup" }, "The job's groups of tasks."),
} satisfies FieldsOf<JobSpec>;
