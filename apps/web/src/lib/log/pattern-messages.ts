import type { Query, Ranges } from "./query.ts";

/** To the worker that runs regular expressions, and nothing else, so that it can be ended when one runs away. */
export type PatternRequest =
  | {
      readonly id: number;
      readonly type: "rows";
      readonly query: Query;
      readonly text: string;
      readonly firstRow: number;
    }
  | { readonly id: number; readonly type: "ranges"; readonly query: Query; readonly lines: readonly string[] };

export type PatternReply =
  | { readonly id: number; readonly type: "rows"; readonly rows: readonly number[] }
  | { readonly id: number; readonly type: "ranges"; readonly ranges: readonly Ranges[] };
