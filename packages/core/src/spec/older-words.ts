import { destructive, inPlace, type Field, type Fields } from "./field.ts";
import { groupFields } from "./fields/group.ts";
import { jobFields, periodicFields } from "./fields/job.ts";
import { checkRestartFields, serviceFields } from "./fields/network.ts";
import { migrateFields, rescheduleFields } from "./fields/policies.ts";
import { logFields } from "./fields/task.ts";

/** `instead`: the field that took its place; absent where the word is merely a shorter way to say it. */
export type OlderField = Field & { readonly instead?: string };

const deprecated = (field: Field, instead: string): OlderField => ({
  ...field,
  doc: `Deprecated: use ${instead}.`,
  instead,
});

/** Words that are read and folded by `canonicalize` into the fields of today; they are never written. */
export const olderWords: ReadonlyMap<Fields, { readonly [key: string]: OlderField }> = new Map<
  Fields,
  { readonly [key: string]: OlderField }
>([
  [
    jobFields,
    {
      reschedule: inPlace("Reschedule", { one: rescheduleFields }, "Default for every group's ReschedulePolicy."),
      migrate: inPlace("Migrate", { one: migrateFields }, "Default for every group."),
    },
  ],
  [
    groupFields,
    {
      maxClientDisconnectMs: deprecated(inPlace("MaxClientDisconnect", "duration", ""), "Disconnect.LostAfter"),
      stopAfterClientDisconnectMs: deprecated(
        inPlace("StopAfterClientDisconnect", "duration", ""),
        "Disconnect.StopOnClientAfter",
      ),
      preventRescheduleOnLost: deprecated(inPlace("PreventRescheduleOnLost", "boolean", ""), "Disconnect.Replace"),
    },
  ],
  [logFields, { enabled: deprecated(destructive("Enabled", "boolean", ""), "Disabled") }],
  [
    periodicFields,
    {
      spec: deprecated(inPlace("Spec", "string", ""), "Specs"),
      cron: deprecated(inPlace("Cron", "string", ""), "Specs"),
      crons: deprecated(inPlace("Crons", "stringList", ""), "Specs"),
    },
  ],
  [
    serviceFields,
    { checkRestart: inPlace("CheckRestart", { one: checkRestartFields }, "Default for every check of the service.") },
  ],
]);
