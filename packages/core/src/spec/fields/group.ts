import type { EphemeralDisk, InstanceOverride, TaskGroup } from "../../model/job-spec.ts";
import { none, inPlace, destructive, type FieldsOf } from "../field.ts";
import { networkFields, serviceFields } from "./network.ts";
import { affinityFields, constraintFields, spreadFields } from "./placement.ts";
import { disconnectFields, migrateFields, rescheduleFields, restartFields, updateFields } from "./policies.ts";
import { taskFields } from "./task.ts";

export const diskFields = {
  sticky: destructive("Sticky", "boolean", "Keep the data when an instance is replaced on the same node."),
  migrate: destructive("Migrate", "boolean", "Move the data when an instance is replaced on another node."),
  sizeMb: destructive("SizeMB", "integer", "Disk of one instance, in MiB."),
} satisfies FieldsOf<EphemeralDisk>;

const overrideTaskFields = {
  env: destructive("Env", "stringMap", "Merged over the task's environment."),
  meta: destructive("Meta", "stringMap", "Merged over the task's meta."),
  config: destructive("Config", "object", "Merged over the task's config."),
  unsetEnv: {
    ...destructive("UnsetEnv", "stringList", "Variables of the task that this instance does not have."),
    extension: true,
  },
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
