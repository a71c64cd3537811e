import type { DispatchPayload, Lifecycle, LogConfig, Resources, Task, Template } from "../../model/job-spec.ts";
import { none, inPlace, destructive, type FieldsOf } from "../field.ts";
import { networkFields, serviceFields } from "./network.ts";
import { affinityFields, constraintFields } from "./placement.ts";
import { restartFields } from "./policies.ts";

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
  perms: destructive("Perms", "string", "The file's mode in octal; 0644 when left out."),
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

export const resourceFields = {
  cpuMhz: destructive("CPU", "integer", "CPU share, in MHz."),
  cores: destructive("Cores", "integer", "Whole cores, instead of CPU."),
  memoryMb: destructive("MemoryMB", "integer", "Memory, in MiB; 300 when left out or 0."),
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
  driver: { ...destructive("Driver", "string", "What runs the task."), values: ["raw_exec", "exec", "mock_driver"] },
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
