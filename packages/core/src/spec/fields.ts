import type {
  Affinity,
  Check,
  CheckRestart,
  Constraint,
  Disconnect,
  DispatchPayload,
  EphemeralDisk,
  InstanceOverride,
  JobSpec,
  Lifecycle,
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
  SpreadTarget,
  Task,
  TaskGroup,
  Template,
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

export const disconnectFields = {
  lostAfterMs: inPlace("LostAfter", "duration", "How long its node may be out of sight before it counts as lost."),
  stopOnClientAfterMs: inPlace("StopOnClientAfter", "duration", "The client stops it by itself after this long."),
  replace: inPlace("Replace", "boolean", "Place another one while its node is out of sight."),
  reconcile: {
    ...inPlace("Reconcile", "string", "Which one goes on when the node returns."),
    values: ["best_score", "keep_original", "keep_replacement", "longest_running"],
  },
} satisfies FieldsOf<Disconnect>;

export const portFields = {
  label: destructive("Label", "string", "The port's name, as in NOMAD_PORT_<label>."),
  value: destructive("Value", "integer", "The port; any free one when left out."),
  to: destructive("To", "integer", "The port inside a container."),
  hostNetwork: destructive("HostNetwork", "string", "The node's network; default when left out."),
} satisfies FieldsOf<Port>;

export const networkFields = {
  mode: destructive("Mode", "string", "host: ports of the node itself."),
  mbits: inPlace("MBits", "integer", "Not used."),
  reservedPorts: destructive("ReservedPorts", { many: portFields, word: "Static Port" }, "Ports with a fixed number."),
  dynamicPorts: destructive(
    "DynamicPorts",
    { many: portFields, word: "Dynamic Port" },
    "Ports that the scheduler chooses.",
  ),
} satisfies FieldsOf<Network>;

export const checkRestartFields = {
  limit: inPlace("Limit", "integer", "Failures in a row until the task is restarted; 0 is never."),
  graceMs: inPlace("Grace", "duration", "Time after a start in which failures do not count."),
  ignoreWarnings: inPlace("IgnoreWarnings", "boolean", "A warning is no failure."),
} satisfies FieldsOf<CheckRestart>;

export const checkFields = {
  name: inPlace("Name", "string", "The check's name."),
  type: { ...inPlace("Type", "string", "How it is checked."), values: ["http", "tcp", "script"] },
  command: inPlace("Command", "string", "For script: the program."),
  args: inPlace("Args", "stringList", "For script: its arguments."),
  path: inPlace("Path", "string", "For http: the path that is asked for."),
  protocol: { ...inPlace("Protocol", "string", "For http: http or https."), values: ["http", "https"] },
  method: inPlace("Method", "string", "For http: GET when left out."),
  body: inPlace("Body", "string", "For http: the request's body."),
  headers: inPlace("Header", "object", "For http: a list of values by header."),
  portLabel: inPlace("PortLabel", "string", "The port; the service's when left out."),
  taskName: inPlace("TaskName", "string", "For script: the task it runs in."),
  intervalMs: inPlace("Interval", "duration", "Time between two checks."),
  timeoutMs: inPlace("Timeout", "duration", "How long a check may take."),
  successBeforePassing: inPlace("SuccessBeforePassing", "integer", "Successes in a row until it passes."),
  failuresBeforeCritical: inPlace("FailuresBeforeCritical", "integer", "Failures in a row until it fails."),
  tlsSkipVerify: inPlace("TLSSkipVerify", "boolean", "For https: do not verify the certificate."),
  restart: inPlace("CheckRestart", { one: checkRestartFields }, "Restart the task when the check keeps failing."),
} satisfies FieldsOf<Check>;

export const serviceFields = {
  name: inPlace("Name", "string", "The service's name."),
  portLabel: inPlace("PortLabel", "string", "The port it listens on, by label or number."),
  provider: { ...inPlace("Provider", "string", "nomad: kept here."), values: ["nomad", "consul"] },
  address: inPlace("Address", "string", "The address; the node's when left out."),
  tags: inPlace("Tags", "stringList", "Free words."),
  meta: inPlace("Meta", "stringMap", "Free values."),
  taskName: inPlace("TaskName", "string", "The task it belongs to."),
  checks: inPlace("Checks", { many: checkFields, word: "Check" }, "What tells whether it is healthy."),
} satisfies FieldsOf<Service>;

export const lifecycleFields = {
  hook: {
    ...destructive("Hook", "string", "When the task runs."),
    values: ["prestart", "poststart", "poststop"],
  },
  sidecar: destructive("Sidecar", "boolean", "It goes on beside the main tasks."),
} satisfies FieldsOf<Lifecycle>;

export const templateFields = {
  data: destructive("EmbeddedTmpl", "string", "The text."),
  destination: destructive("DestPath", "string", "The file, below the task's directory."),
  env: destructive("Envvars", "boolean", "The text is KEY=value lines for the environment."),
  perms: destructive("Perms", "string", "The file's mode; 644 when left out."),
  leftDelimiter: destructive("LeftDelim", "string", "{{ when left out."),
  rightDelimiter: destructive("RightDelim", "string", "}} when left out."),
  changeMode: {
    ...destructive("ChangeMode", "string", "What a new rendering does."),
    values: ["restart", "signal", "noop"],
  },
  changeSignal: destructive("ChangeSignal", "string", "For signal: which one."),
  splayMs: destructive("Splay", "duration", "Longest random wait before a new rendering acts."),
  errorOnMissingKey: destructive("ErrMissingKey", "boolean", "A missing value is an error."),
} satisfies FieldsOf<Template>;

export const dispatchPayloadFields = {
  file: destructive("File", "string", "Where the payload is written, below local/."),
} satisfies FieldsOf<DispatchPayload>;

export const periodicFields = {
  enabled: none("Enabled", "boolean", "Off: nothing is launched by the clock."),
  specs: none("Specs", "stringList", "When to launch, as cron expressions."),
  timeZone: none("TimeZone", "string", "UTC when left out."),
  prohibitOverlap: none("ProhibitOverlap", "boolean", "Skip a launch while the last one runs."),
} satisfies FieldsOf<Periodic>;

export const parameterizedFields = {
  payload: {
    ...none("Payload", "string", "Whether a dispatch has one."),
    values: ["optional", "required", "forbidden"],
  },
  metaRequired: none("MetaRequired", "stringList", "Meta keys that a dispatch must give."),
  metaOptional: none("MetaOptional", "stringList", "Meta keys that a dispatch may give."),
} satisfies FieldsOf<Parameterized>;

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
  networks: destructive("Networks", { many: networkFields, word: "Network" }, "Ports; better asked for by the group."),
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
  lifecycle: destructive("Lifecycle", { one: lifecycleFields }, "When the task runs, if not from start to end."),
  templates: destructive("Templates", { many: templateFields, word: "Template" }, "Files made from text."),
  services: inPlace(
    "Services",
    { many: serviceFields, word: "Service" },
    "What the task offers, and how it is checked.",
  ),
  dispatchPayload: destructive("DispatchPayload", { one: dispatchPayloadFields }, "Where a payload is written."),
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
  disconnect: inPlace("Disconnect", { one: disconnectFields }, "What happens when its node is out of sight."),
  networks: destructive("Networks", { many: networkFields, word: "Network" }, "Ports of the instance."),
  services: inPlace("Services", { many: serviceFields, word: "Service" }, "What it offers, and how it is checked."),
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
  type: {
    ...none("Type", "string", "service runs on, batch ends; system and sysbatch do so once on every node."),
    values: ["service", "batch", "system", "sysbatch"],
  },
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
  periodic: none("Periodic", { one: periodicFields }, "Launches by the clock."),
  parameterized: none("ParameterizedJob", { one: parameterizedFields }, "A template that is dispatched."),
  payload: none("Payload", "string", "What it was dispatched with, base64."),
  meta: destructive("Meta", "stringMap", "Free values, given to each task as NOMAD_META_…"),
  taskGroups: none("TaskGroups", { many: groupFields, word: "TaskGroup" }, "The job's groups of tasks."),
} satisfies FieldsOf<JobSpec>;
