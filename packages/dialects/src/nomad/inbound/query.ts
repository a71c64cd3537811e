import { parseDuration } from "@longshore/core/spec/duration";
import type { DialectRequest } from "../../dialect.ts";
import { isRefused, refuse, type Refused } from "../reply.ts";

const truths: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false] as const),
]);

/** Go's `strconv.ParseBool`. */
export const parseBool = (text: string): boolean | undefined => truths.get(text);

/** A boolean parameter; absent and empty are false. */
export const readFlag = (request: DialectRequest, name: string): boolean | Refused => {
  const text = request.query.get(name) ?? "";
  if (text === "") return false;
  const value = parseBool(text);
  if (value !== undefined) return value;
  const shown = text.slice(0, 100);
  return refuse(
    500,
    `Failed to parse value of "${name}" (${shown}) as a bool: strconv.ParseBool: parsing "${shown}": invalid syntax`,
  );
};

/** A whole number not below 0; undefined when absent or empty, NaN when it is none. */
export const readInteger = (request: DialectRequest, name: string): number | undefined => {
  const text = request.query.get(name) ?? "";
  if (text === "") return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
};

/** Nomad's words for a filter that it cannot read: its command line then filters for itself. */
const noPaginator = "failed to create result paginator";

/** What every operation refuses: another region, a malformed `stale`, filters. */
export const checkCommon = (request: DialectRequest): Refused | undefined => {
  const region = request.query.get("region") ?? "";
  if (region !== "" && region !== "global") return refuse(500, "No path to region");
  const stale = request.query.get("stale") ?? "";
  if (stale !== "" && parseBool(stale) === undefined)
    return refuse(400, "Expect `true` or `false` for `stale` query string parameter");
  if ((request.query.get("filter") ?? "") !== "")
    return refuse(400, `${noPaginator}: filter expressions are not supported: use \`prefix\` or \`namespace\``);
  return undefined;
};

const longestWaitMs = 300_000;

/** `index` and `wait` of a blocking query. */
export const readWait = (request: DialectRequest): { readonly after: number; readonly waitMs: number } | Refused => {
  const after = readInteger(request, "index") ?? 0;
  if (Number.isNaN(after)) return refuse(400, "Invalid index");
  const text = request.query.get("wait") ?? "";
  if (text === "") return { after, waitMs: longestWaitMs };
  const waitMs = parseDuration(text);
  if (waitMs === undefined || waitMs < 0) return refuse(400, "Invalid wait time");
  return { after, waitMs: waitMs === 0 ? longestWaitMs : Math.min(waitMs, longestWaitMs) };
};

export type Paging = {
  /** Null: everything at once. */
  readonly perPage: number | null;
  readonly token: string | undefined;
  readonly reverse: boolean;
};

export const readPaging = (request: DialectRequest): Paging | Refused => {
  const perPage = readInteger(request, "per_page") ?? 0;
  if (Number.isNaN(perPage)) return refuse(400, "Expect a number for `per_page` query string parameter");
  const reverse = readFlag(request, "reverse");
  if (isRefused(reverse)) return reverse;
  const token = request.query.get("next_token") ?? "";
  return {
    perPage: perPage === 0 ? null : Math.min(perPage, 10_000),
    token: token === "" ? undefined : token,
    reverse,
  };
};

type Actor = DialectRequest["actor"];

export const mayEnter = (actor: Actor, namespace: string): boolean =>
  actor.namespaces === null || actor.namespaces.includes(namespace);

export const permissionDenied: Refused = refuse(403, "Permission denied");

/** The one namespace a request is about. */
export const readNamespace = (request: DialectRequest): string | Refused => {
  const named = request.query.get("namespace") ?? "";
  const namespace = named === "" ? "default" : named;
  return mayEnter(request.actor, namespace) ? namespace : permissionDenied;
};

/** The namespaces a list is about; undefined is all. `*` is all that the actor may enter. */
export const readNamespaces = (request: DialectRequest): readonly string[] | undefined | Refused => {
  if (request.query.get("namespace") === "*") return request.actor.namespaces ?? undefined;
  const namespace = readNamespace(request);
  return isRefused(namespace) ? namespace : [namespace];
};
