import type { Json, JsonObject } from "../model/json.ts";
import type { JobSpec } from "../model/job-spec.ts";
import { nanoseconds } from "./duration.ts";
import type { Field, Fields } from "./field.ts";
import { jobFields } from "./fields/job.ts";

/** A value as a definition has it. */
export const writeField = (field: Field, value: unknown): Json => {
  const { type } = field;
  if (value === null || value === undefined) return null;
  if (typeof type === "object") {
    if ("one" in type) return writeFields(type.one, value as JsonObject);
    if ("many" in type)
      return (value as readonly JsonObject[]).length === 0
        ? null
        : (value as readonly JsonObject[]).map((item) => writeFields(type.many, item));
    return Object.fromEntries(
      Object.entries(value as JsonObject).map(([key, item]) => [key, writeFields(type.map, item as JsonObject)]),
    );
  }
  if (type === "duration") return nanoseconds(value as number);
  if (type === "stringMap" && Object.keys(value as JsonObject).length === 0) return null;
  return value as Json;
};

const hasValue = (value: unknown): boolean =>
  value !== null && value !== undefined && !(typeof value === "object" && Object.keys(value as object).length === 0);

const writeFields = (fields: Fields, record: JsonObject): JsonObject => {
  const written: [string, Json][] = [];
  for (const [key, field] of Object.entries(fields)) {
    const value = record[key];
    // Our own fields appear only where they are used, so that a definition made elsewhere reads back as it was.
    if (field.extension === undefined || hasValue(value)) written.push([field.word, writeField(field, value)]);
  }
  return Object.fromEntries([...written, ...Object.entries((record["carried"] ?? {}) as JsonObject)]);
};

/** The specification as a Nomad job in JSON; `readDraft` and `canonicalize` give the same specification back. */
export const writeDefinition = (spec: JobSpec): JsonObject => writeFields(jobFields, spec as unknown as JsonObject);
