import type { Query, Ranges } from "./query.ts";
import type { LineRange } from "./permalink.ts";
import type { LogAddress } from "./log-source.ts";
import type { Span } from "./render-row.ts";

/** One row as it is drawn. */
export type RowView = {
  readonly row: number;
  /** 0 for the continuation of a cut line, and while line numbers are not known. */
  readonly line: number;
  /** The offset of its first byte. */
  readonly start: number;
  readonly text: string;
  readonly spans: readonly Span[];
  readonly marks: Ranges;
  /** It says of itself that something went wrong. */
  readonly error: boolean;
};

export type LogFault = {
  readonly type: "signed-out" | "not-found" | "refused" | "unreachable";
  readonly title: string;
};

/** What is known of the log as a whole. */
export type LogSummary = {
  readonly generation: number;
  /** `missing`: the task has not started, so there is no log yet. */
  readonly phase: "opening" | "missing" | "tail" | "reading" | "whole";
  readonly rows: number;
  readonly lines: number;
  /** The first byte held, the first there is, and the end of both. */
  readonly base: number;
  readonly head: number;
  readonly end: number;
  readonly size: number;
  /** Bytes held, of the whole log, while its end is shown. */
  readonly openEnd: boolean;
  readonly fault: LogFault | null;
};

export type SearchSummary = {
  readonly query: Query;
  readonly total: number;
  readonly done: boolean;
  /** The part of the log looked through, 0 to 1. */
  readonly progress: number;
  readonly ms: number;
  /** Matches in each of `overviewParts` parts of the log. */
  readonly overview: readonly number[];
  readonly fault: string | null;
};

export const overviewParts = 240;

export type ToLogWorker =
  | { readonly type: "open"; readonly address: LogAddress }
  /** More may be there: read on. */
  | { readonly type: "catch-up" }
  | { readonly type: "rows"; readonly id: number; readonly from: number; readonly to: number }
  | { readonly type: "search"; readonly query: Query }
  | { readonly type: "ask"; readonly id: number; readonly question: LogQuestion };

export type LogQuestion =
  /** The row of a match. */
  | { readonly type: "match"; readonly match: number }
  /** The first match at or after a row, from 0; the number of matches when there is none. */
  | { readonly type: "match-from"; readonly row: number }
  /** The rows of a permalink. */
  | { readonly type: "locate"; readonly range: LineRange }
  | { readonly type: "copy"; readonly from: number; readonly to: number };

export type LocatedRange = {
  readonly fromRow: number;
  readonly toRow: number;
  readonly range: LineRange;
  /** The lines meant lie before what is left of the log. */
  readonly removed: boolean;
};

export type LogAnswer = number | string | LocatedRange;

export type FromLogWorker =
  | { readonly type: "summary"; readonly summary: LogSummary }
  | { readonly type: "rows"; readonly id: number; readonly generation: number; readonly rows: readonly RowView[] }
  | { readonly type: "search"; readonly search: SearchSummary }
  | { readonly type: "answer"; readonly id: number; readonly answer: LogAnswer };
