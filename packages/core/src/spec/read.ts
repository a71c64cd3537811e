import type { Json, JsonObject } from "../model/json.ts";
import { limits } from "../limits.ts";
import { parseDuration } from "./duration.ts";
import type { Field, Fields } from "./field.ts";
import { jobFields } from "./fields/job.ts";
import { complaints, type SpecProblem } from "./problem.ts";
import { olderWords, type OlderField } from "./older-words.ts";
import { carrying, stancesOf, type Stance } from "./stances.ts";

type Path = readonly (string | number)[];

/** A definition as far as it was given: the model's keys, nothing filled in. */
export type Draft = { readonly [key: string]: unknown };

/** `malformed`: some field has the wrong type, so that nothing can be said of the definition's meaning. */
type Reading = ReturnType<typeof complaints> & { malformed: boolean };

const kindOf = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const note = (reading: Reading, problem: SpecProblem): void => reading.add(problem);

const complain = (reading: Reading, path: Path, message: string): undefined => {
  reading.malformed = true;
  note(reading, { path, message, severity: "error" });
  return undefined;
};

/** What a complaint calls the place: a member of a list goes by the list's name. */
const wordOf = (path: Path): string => {
  const last = path.at(-1) ?? "The definition";
  return typeof last === "number" ? `${String(path.at(-2) ?? "")}[${String(last)}]` : last;
};

const notThe = (
  reading: Reading,
  path: Path,
  { wanted, value }: { readonly wanted: string; readonly value: unknown },
): undefined => complain(reading, path, `${wordOf(path)} must be ${wanted}, not ${kindOf(value)}`);

const tooMany = (reading: Reading, path: Path, found: { readonly members: number; readonly most: number }): undefined =>
  complain(
    reading,
    path,
    `${wordOf(path)} has ${String(found.members)} members; at most ${String(found.most)} are allowed`,
  );

const isEmpty = (value: Json): boolean =>
  value === null ||
  value === "" ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

const readStringMap = (reading: Reading, value: unknown, path: Path): Draft | undefined => {
  if (!isObject(value)) return notThe(reading, path, { wanted: "an object of strings", value });
  const entries: [string, string][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__") complain(reading, [...path, key], "__proto__ is not allowed as a key");
    else if (typeof item === "string") entries.push([key, item]);
    else if (typeof item === "number" || typeof item === "boolean") entries.push([key, String(item)]);
    else notThe(reading, [...path, key], { wanted: "a string", value: item });
  }
  return Object.fromEntries(entries);
};

/** Rejects `__proto__` at any depth and nesting beyond the limit, so that what is kept verbatim is harmless. */
const readJson = (reading: Reading, value: Json, path: Path): Json | undefined => {
  if (path.length > limits.depth) return complain(reading, path, `nested deeper than ${String(limits.depth)} levels`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) readJson(reading, item as Json, [...path, index]);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === "__proto__") return complain(reading, [...path, key], "__proto__ is not allowed as a key");
      readJson(reading, item, [...path, key]);
    }
  }
  return value;
};

const readMany = (reading: Reading, value: unknown, at: { readonly path: Path; readonly fields: Fields }): unknown => {
  if (!Array.isArray(value)) return notThe(reading, at.path, { wanted: "a list", value });
  if (value.length > limits.listMembers)
    return tooMany(reading, at.path, { members: value.length, most: limits.listMembers });
  return value.map((item: unknown, index) =>
    readFields(reading, item, { path: [...at.path, index], fields: at.fields }),
  );
};

const readMap = (reading: Reading, value: unknown, at: { readonly path: Path; readonly fields: Fields }): unknown => {
  if (!isObject(value)) return notThe(reading, at.path, { wanted: "an object", value });
  if (Object.hasOwn(value, "__proto__"))
    return complain(reading, [...at.path, "__proto__"], "__proto__ is not allowed as a key");
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      readFields(reading, item, { path: [...at.path, key], fields: at.fields }),
    ]),
  );
};

/** Beyond this many nanoseconds a number holds no single ones: whole milliseconds are what survives writing and reading. */
const exactNanoseconds = 2 ** 52;

const readDuration = (reading: Reading, value: unknown, path: Path): number | undefined => {
  const given = typeof value === "string" ? parseDuration(value) : undefined;
  if (typeof value === "string" && given === undefined)
    return complain(reading, path, `${String(path.at(-1))}: "${value.slice(0, 50)}" is not a duration such as "1m30s"`);
  if (typeof value !== "string" && !(typeof value === "number" && Number.isInteger(value)))
    return notThe(reading, path, { wanted: "a duration in whole nanoseconds", value });
  const nanoseconds = given === undefined ? (value as number) : Math.round(given * 1e6);
  if (Math.abs(nanoseconds) > limits.durationMs * 1e6)
    return complain(reading, path, `${String(path.at(-1))} is longer than a hundred years`);
  // The sum keeps a negative zero from being another value than zero.
  return (Math.abs(nanoseconds) > exactNanoseconds ? Math.round(nanoseconds / 1e6) : nanoseconds / 1e6) + 0;
};

const readScalar = (
  reading: Reading,
  type: "string" | "integer" | "number" | "boolean",
  at: { readonly value: unknown; readonly path: Path },
): unknown => {
  const { value, path } = at;
  switch (type) {
    case "string":
      return typeof value === "string" ? value : notThe(reading, path, { wanted: "a string", value });
    case "boolean":
      return typeof value === "boolean" ? value : notThe(reading, path, { wanted: "true or false", value });
    case "integer":
      if (typeof value === "number")
        return Number.isSafeInteger(value)
          ? value + 0
          : complain(reading, path, `${String(path.at(-1))} must be a whole number`);
      return notThe(reading, path, { wanted: "a whole number", value });
    case "number":
      return typeof value === "number" ? value : notThe(reading, path, { wanted: "a number", value });
  }
};

const readField = (reading: Reading, field: Field, at: { readonly value: unknown; readonly path: Path }): unknown => {
  const { value, path } = at;
  const { type } = field;
  if (typeof type === "object") {
    if ("one" in type) return readFields(reading, value, { path, fields: type.one });
    if ("many" in type) return readMany(reading, value, { path, fields: type.many });
    return readMap(reading, value, { path, fields: type.map });
  }
  if (type === "duration") return readDuration(reading, value, path);
  if (type === "stringMap") return readStringMap(reading, value, path);
  if (type === "object")
    return isObject(value) ? readJson(reading, value, path) : notThe(reading, path, { wanted: "an object", value });
  if (type === "stringList") {
    if (!Array.isArray(value)) return notThe(reading, path, { wanted: "a list of strings", value });
    if (value.length > limits.listMembers)
      return tooMany(reading, path, { members: value.length, most: limits.listMembers });
    return value.filter(
      (item, index): item is string =>
        typeof item === "string" ||
        notThe(reading, [...path, index], { wanted: "a string", value: item }) !== undefined,
    );
  }
  return readScalar(reading, type, at);
};

/** Field words and stances of one table, by lower-case word: Nomad's decoder ignores case. */
type Words = {
  readonly fields: ReadonlyMap<string, readonly [key: string, field: OlderField]>;
  readonly stances: ReadonlyMap<string, readonly [word: string, stance: Stance]>;
};
const wordsOfTable = new Map<Fields, Words>();

const wordsOf = (fields: Fields): Words => {
  const known = wordsOfTable.get(fields);
  if (known !== undefined) return known;
  const words: Words = {
    fields: new Map(
      Object.entries({ ...olderWords.get(fields), ...fields }).map(([key, field]) => [
        field.word.toLowerCase(),
        [key, field] as const,
      ]),
    ),
    stances: new Map(
      Object.entries(stancesOf.get(fields) ?? {}).map(([word, stance]) => [
        word.toLowerCase(),
        [word, stance] as const,
      ]),
    ),
  };
  wordsOfTable.set(fields, words);
  return words;
};

const readCarried = (
  reading: Reading,
  carried: { readonly word: string; readonly stance: Stance; readonly value: Json },
  path: Path,
): boolean => {
  const { word, stance, value } = carried;
  if (stance.stance === "dropped" || isEmpty(value)) return false;
  if (stance.stance === "kept" && typeof value === "string" && stance.usual.includes(value)) return false;
  if (stance.stance === "refused") {
    note(reading, { path, message: `${word} cannot be honoured: ${stance.why}`, severity: "error" });
    return false;
  }
  note(reading, { path, message: `${word} has no effect: ${stance.why}`, severity: "warning" });
  return readJson(reading, value, path) !== undefined;
};

const readFields = (
  reading: Reading,
  value: unknown,
  at: { readonly path: Path; readonly fields: Fields },
): Draft | undefined => {
  if (!isObject(value)) return notThe(reading, at.path, { wanted: "an object", value });
  const members = Object.keys(value).length;
  if (members > limits.mapEntries) return tooMany(reading, at.path, { members, most: limits.mapEntries });
  const words = wordsOf(at.fields);
  const draft: [string, unknown][] = [];
  const carried: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    const field = words.fields.get(key.toLowerCase());
    const stance = words.stances.get(key.toLowerCase());
    if (field !== undefined) {
      const path = [...at.path, field[1].word];
      if (item !== null) draft.push([field[0], readField(reading, field[1], { value: item, path })]);
      if (field[1].instead !== undefined && !isEmpty(item))
        note(reading, {
          path,
          message: `${field[1].word} is deprecated: use ${field[1].instead}`,
          severity: "warning",
        });
    } else if (stance !== undefined) {
      const [word] = stance;
      if (readCarried(reading, { word, stance: stance[1], value: item }, [...at.path, word]))
        carried.push([word, item]);
    } else {
      const path = [...at.path, key];
      if (key === "__proto__") complain(reading, path, "__proto__ is not allowed as a key");
      // Clients send every key they know of, null where it is not set.
      else if (item !== null)
        note(reading, {
          path,
          message: `${key.slice(0, 100)} is not a field here and is ignored`,
          severity: "warning",
        });
    }
  }
  return Object.fromEntries(carrying.has(at.fields) ? [...draft, ["carried", Object.fromEntries(carried)]] : draft);
};

/** Reads a Nomad job specification in JSON, bare or as `{"Job": …}`. Types are checked, meaning is not; see `canonicalize` and `validate`. */
export const readDraft = (definition: unknown): Reading & { readonly draft: Draft } => {
  const reading: Reading = { ...complaints(), malformed: false };
  const wrapped = isObject(definition)
    ? Object.keys(definition).find((key) => key.toLowerCase() === "job" && isObject(definition[key]))
    : undefined;
  const bare = wrapped !== undefined && isObject(definition) ? definition[wrapped] : definition;
  const draft = readFields(reading, bare, { path: [], fields: jobFields });
  return { ...reading, draft: draft ?? {} };
};
