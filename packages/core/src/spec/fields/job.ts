import type { JobSpec, MissedRuns, Parameterized, Periodic } from "../../model/job-spec.ts";
import { none, inPlace, destructive, type FieldsOf } from "../field.ts";
import { aboutFields } from "./about.ts";
import { groupFields } from "./group.ts";
import { affinityFields, constraintFields, spreadFields } from "./placement.ts";
import { updateFields } from "./policies.ts";

export const missedRunsFields = {
  policy: {
    ...none("Policy", "string", "skip launches none of them, run_once the newest, run_all the newest Max."),
    values: ["skip", "run_once", "run_all"],
  },
  most: none("Max", "integer", "With run_all: how many at most, from 1 to 100; 10 when left out."),
} satisfies FieldsOf<MissedRuns>;

export const periodicFields = {
  enabled: none("Enabled", "boolean", "Off: nothing is launched by the clock."),
  specs: none("Specs", "stringList", "When to launch, as cron expressions."),
  timeZone: none("TimeZone", "string", "UTC when left out."),
  prohibitOverlap: none("ProhibitOverlap", "boolean", "Skip a launch while the last one runs."),
  missedRuns: {
    ...none("MissedRuns", { one: missedRunsFields }, "Launches that came due while the server was down."),
    extension: true,
  },
} satisfies FieldsOf<Periodic>;

export const parameterizedFields = {
  payload: {
    ...none("Payload", "string", "Whether a dispatch has one."),
    values: ["optional", "required", "forbidden"],
  },
  metaRequired: none("MetaRequired", "stringList", "Meta keys that a dispatch must give."),
  metaOptional: none("MetaOptional", "stringList", "Meta keys that a dispatch may give."),
} satisfies FieldsOf<Parameterized>;

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
  about: { ...none("About", { one: aboutFields }, "What is said of the job besides what runs."), extension: true },
} satisfies FieldsOf<JobSpec>;
