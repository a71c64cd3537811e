/** What a template computes with: Go's values as far as JSON has them. */
export type Value = string | number | boolean | null | readonly Value[] | ReadonlyMap<string, Value>;

/** A template that cannot be rendered. Thrown within this directory and caught at its door. */
export class TemplateFault extends Error {
  override readonly name = "TemplateFault";
}

export const fault = (message: string): never => {
  throw new TemplateFault(message);
};

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;

export const kindOf = (value: Value): string => {
  if (value === null) return "nothing";
  if (isList(value)) return "a list";
  if (isMap(value)) return "a map";
  return `a ${typeof value}`;
};

/** As Go's templates see it: false, 0, nil and whatever is empty are false. */
export const isTrue = (value: Value): boolean => {
  if (value === null || typeof value !== "object") return Boolean(value);
  return (isList(value) ? value.length : value.size) > 0;
};

const sortedKeys = (map: ReadonlyMap<string, Value>): readonly string[] =>
  [...map.keys()].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** Entries as `range` visits them: lists by number, maps by sorted key. */
export const entriesOf = (value: Value): readonly (readonly [Value, Value])[] => {
  if (value === null) return [];
  if (isList(value)) return value.map((item, at) => [at, item]);
  if (isMap(value)) return sortedKeys(value).map((key) => [key, value.get(key) ?? null]);
  return fault(`range needs a list or a map, not ${kindOf(value)}`);
};

/** As Go prints it with `%v`. */
export const textOf = (value: Value): string => {
  if (value === null) return "<no value>";
  if (isList(value)) return `[${value.map(textOf).join(" ")}]`;
  if (isMap(value))
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${textOf(value.get(key) ?? null)}`)
      .join(" ")}]`;
  return String(value);
};

export const stringOf = (value: Value, by: string): string =>
  typeof value === "string" ? value : fault(`${by} needs a string, not ${kindOf(value)}`);

export const numberOf = (value: Value, by: string): number =>
  typeof value === "number" ? value : fault(`${by} needs a number, not ${kindOf(value)}`);

export const listOf = (value: Value, by: string): readonly Value[] =>
  isList(value) ? value : fault(`${by} needs a list, not ${kindOf(value)}`);

/** A member of a map or list; null where there is none. */
export const memberOf = (value: Value, key: Value): Value | undefined => {
  if (isMap(value)) return value.get(typeof key === "string" ? key : textOf(key));
  if (isList(value)) return typeof key === "number" ? value[key] : undefined;
  return fault(`${kindOf(value)} has no member ${JSON.stringify(textOf(key))}`);
};

/** Go counts bytes. */
const utf8Length = (text: string): number => {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
};

export const lengthOf = (value: Value): number => {
  if (typeof value === "string") return utf8Length(value);
  if (isList(value)) return value.length;
  return isMap(value) ? value.size : fault(`len needs a string, a list or a map, not ${kindOf(value)}`);
};

export const sameValue = (a: Value, b: Value): boolean =>
  a === b ||
  (typeof a === typeof b ? false : fault(`eq needs two values of one kind, not ${kindOf(a)} and ${kindOf(b)}`));

type Parsed = string | number | boolean | null | Parsed[] | { [key: string]: Parsed };

const fromParsed = (parsed: Parsed): Value => {
  if (Array.isArray(parsed)) return parsed.map(fromParsed);
  if (typeof parsed !== "object" || parsed === null) return parsed;
  return new Map(Object.entries(parsed).map(([key, value]) => [key, fromParsed(value)]));
};

export const parseJson = (text: string): Value => {
  if (text === "") return new Map();
  try {
    return fromParsed(JSON.parse(text) as Parsed);
  } catch {
    return fault("parseJSON was given text that is no JSON");
  }
};

/** JSON with sorted keys, as Go writes it. */
export const jsonOf = (value: Value): string => {
  if (isList(value)) return `[${value.map(jsonOf).join(",")}]`;
  if (isMap(value))
    return `{${sortedKeys(value)
      .map((key) => `${JSON.stringify(key)}:${jsonOf(value.get(key) ?? null)}`)
      .join(",")}}`;
  return JSON.stringify(value);
};
