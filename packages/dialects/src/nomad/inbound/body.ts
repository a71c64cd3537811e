import type { Json, JsonObject } from "@longshore/core/model";
import type { DialectRequest } from "../../dialect.ts";
import { isRefused, refuse, type Refused } from "../reply.ts";

/** A JSON object read as Go does: keys in any case, unknown ones ignored, null as absent. */
export type Body = { readonly get: (name: string) => Json | undefined };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const bodyOf = (value: JsonObject): Body => {
  const byName = new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]));
  return { get: (name) => byName.get(name.toLowerCase()) ?? undefined };
};

const kindOf = (value: Json): string => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

/** As deep as Go's decoder goes; a parser given millions of brackets holds up everyone for a second. */
const deepest = 10_000;
const [quote, backslash, brace, bracket] = [0x22, 0x5c, 0x7b, 0x5b];

const isTooDeep = (bytes: Uint8Array): boolean => {
  if (bytes.length <= deepest) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) isText = !isText;
    else if (isText) at += byte === backslash ? 1 : 0;
    else if (byte === brace || byte === bracket) {
      depth++;
      if (depth > deepest) return true;
    } else if (byte === brace + 2 || byte === bracket + 2) depth--;
  }
  return false;
};

const decode = (bytes: Uint8Array): Json | Refused => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Json;
  } catch (error) {
    return refuse(400, `invalid JSON: ${(error instanceof Error ? error.message : "not UTF-8").slice(0, 300)}`);
  }
};

export const readBody = (request: DialectRequest): Body | Refused => {
  if (request.body.length === 0) return refuse(400, "Request body is empty");
  if (isTooDeep(request.body)) return refuse(400, "json: exceeded max depth");
  const value = decode(request.body);
  if (isRefused(value)) return value;
  return isObject(value)
    ? bodyOf(value)
    : refuse(400, `json: cannot unmarshal ${kindOf(value)} into Go value of type an object`);
};

/** For operations whose body may be left out. */
export const readOptionalBody = (request: DialectRequest): Body | Refused =>
  request.body.length === 0 ? bodyOf({}) : readBody(request);

const wrongType = (name: string, value: Json, type: string): Refused =>
  refuse(400, `json: cannot unmarshal ${kindOf(value)} into Go struct field ${name} of type ${type}`);

export const readString = (body: Body, name: string): string | Refused => {
  const value = body.get(name) ?? "";
  return typeof value === "string" ? value : wrongType(name, value, "string");
};

export const readBoolean = (body: Body, name: string): boolean | Refused => {
  const value = body.get(name) ?? false;
  return typeof value === "boolean" ? value : wrongType(name, value, "bool");
};

export const readNumber = (body: Body, name: string): number | undefined | Refused => {
  const value = body.get(name);
  if (value === undefined) return undefined;
  return typeof value === "number" && Number.isSafeInteger(value) ? value : wrongType(name, value, "int64");
};
