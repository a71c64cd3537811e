import type { Json, JsonObject } from "@longshore/core/model";
import type * as wire from "../wire.ts";

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parse = (payload: string): Json | undefined => {
  try {
    const bytes = Uint8Array.from(atob(payload), (char) => char.codePointAt(0) ?? 0);
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    return undefined;
  }
};

/** The input that a job was queued with; undefined where its payload is something else. */
export const inputOf = (payload: string | null): Required<wire.Data> | undefined => {
  const value = payload === null ? undefined : parse(payload);
  if (!isObject(value)) return undefined;
  const { files = {}, json = {} } = value;
  return isObject(files) && isObject(json) ? { files: files as Required<wire.Data>["files"], json } : undefined;
};
