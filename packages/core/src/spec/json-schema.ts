import type { Json, JsonObject } from "../model/json.ts";
import type { Field, Fields } from "./field.ts";
import { jobFields } from "./fields/job.ts";
import { olderWords } from "./older-words.ts";
import { stancesOf, type Stance } from "./stances.ts";

const strings: JsonObject = { type: "object", additionalProperties: { type: "string" } };

const typeSchema = (field: Field): JsonObject => {
  const { type } = field;
  if (typeof type === "object") {
    if ("one" in type) return objectSchema(type.one);
    if ("many" in type) return { type: "array", items: objectSchema(type.many) };
    return { type: "object", additionalProperties: objectSchema(type.map) };
  }
  if (type === "duration")
    return { type: ["integer", "string"], format: "duration", examples: ["30s", 30_000_000_000] };
  if (type === "stringMap") return strings;
  if (type === "stringList") return { type: "array", items: { type: "string" } };
  if (type === "object") return { type: "object" };
  return { type };
};

const fieldSchema = (field: Field): JsonObject => ({
  ...typeSchema(field),
  ...(field.values === undefined ? {} : { examples: field.values }),
  description: field.doc,
});

/** Blocks that are kept may be completed too; refused ones say why when hovered. */
const stanceSchema = (stance: Stance): JsonObject | undefined =>
  stance.stance === "dropped"
    ? undefined
    : { description: `${stance.stance === "refused" ? "Cannot be honoured" : "No effect"}: ${stance.why}.` };

function objectSchema(fields: Fields): JsonObject {
  const all = [...Object.values(fields), ...Object.values(olderWords.get(fields) ?? {})];
  const properties: [string, Json][] = all.map((field) => [field.word, fieldSchema(field)]);
  for (const [word, stance] of Object.entries(stancesOf.get(fields) ?? {})) {
    const schema = stanceSchema(stance);
    if (schema !== undefined) properties.push([word, schema]);
  }
  return { type: "object", properties: Object.fromEntries(properties) };
}

/** The dictionary of job definitions as a JSON Schema, for editors. It completes and explains; `parseDefinition` judges. */
export const definitionJsonSchema = (): JsonObject => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Nomad job specification",
  ...objectSchema(jobFields),
  required: ["ID", "TaskGroups"],
});
