import { formatLineRange, parseLineRange } from "../../lib/log/permalink.ts";
import type { LineRange } from "../../lib/log/permalink.ts";
import { noQuery } from "../../lib/log/query.ts";
import type { Query } from "../../lib/log/query.ts";

/** How a log is looked at: what its address says beyond which log it is. */
export type LogSettings = {
  readonly follow: boolean;
  readonly wrap: boolean;
  readonly query: Query;
  /** The selected lines. */
  readonly range: LineRange | null;
  /** The lines to go to. Another object is another wish, also for the same lines. */
  readonly wanted: LineRange | null;
};

/** `narrow`: on a small screen lines are wrapped unless the address says otherwise. */
export const readSettings = (search: URLSearchParams, hash: string, narrow = false): LogSettings => {
  const range = parseLineRange(hash);
  return {
    follow: range === null && search.get("follow") !== "0",
    wrap: search.has("wrap") ? search.get("wrap") === "1" : narrow,
    query: {
      ...noQuery,
      text: search.get("q") ?? "",
      regex: search.get("re") === "1",
      matchCase: search.get("case") === "1",
    },
    range,
    wanted: range,
  };
};

/** The part of the address behind the path. */
export const writeSettings = (
  { follow, wrap, query, range }: LogSettings,
  narrow = false,
): { readonly search: string; readonly hash: string } => {
  const params = new URLSearchParams();
  if (!follow && range === null) params.set("follow", "0");
  if (wrap !== narrow) params.set("wrap", wrap ? "1" : "0");
  if (query.text !== "") params.set("q", query.text);
  if (query.text !== "" && query.regex) params.set("re", "1");
  if (query.text !== "" && query.matchCase) params.set("case", "1");
  const text = params.toString();
  return { search: text === "" ? "" : `?${text}`, hash: range === null ? "" : formatLineRange(range) };
};

export const isNarrow = (): boolean => matchMedia("(max-width: 600px)").matches;
