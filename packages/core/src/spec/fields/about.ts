import type { About } from "../../model/job-spec.ts";
import type { GivenPriority } from "../../model/priority.ts";
import { none, type FieldsOf } from "../field.ts";

const givenPriorityFields = {
  value: none("Value", "integer", "The number."),
  lowerFirst: none("LowerFirst", "boolean", "The lower number is the more important one."),
} satisfies FieldsOf<GivenPriority>;

export const aboutFields = {
  labels: none("Labels", "stringMap", "Words to find the job by."),
  owner: none("Owner", "string", "Whose it is."),
  team: none("Team", "string", "Whose team's it is."),
  autostart: none("Autostart", "boolean", "Started by the Cluster API's start-all."),
  byCluster: none("ByCluster", "boolean", "Meant to run once in each cluster."),
  priorityGiven: none("PriorityGiven", { one: givenPriorityFields }, "The priority as another API gave it."),
  exitCategories: none("ExitCategories", "stringMap", "What an exit code means: system, data or algorithm."),
  foreign: none("Foreign", "object", "What other APIs' definitions say beyond this, by API."),
} satisfies FieldsOf<About>;
