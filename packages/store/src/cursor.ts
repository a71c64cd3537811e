import { BadCursor } from "@longshore/core/reader";

/** Where a page ended: the sort values of its last row. */
export type Position = readonly (string | number)[];

export const encodeCursor = (route: string, position: Position): string =>
  Buffer.from(JSON.stringify([route, ...position])).toString("base64url");

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
};

/** `shape` has a value of the right type for each sort value; `route` names list, order and direction. */
export const decodeCursor = (route: string, cursor: string, shape: Position): Position => {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== shape.length + 1) throw new BadCursor("not a cursor of this list");
  const [made, ...values] = parts as readonly unknown[];
  const fits = values.every(
    (value, at) => typeof value === typeof shape[at] && (typeof value !== "number" || Number.isFinite(value)),
  );
  if (made !== route || !fits) throw new BadCursor("this cursor is from a list in another order");
  return values as Position;
};

/** Rows of one page at most, whatever is asked for: a page is read on the thread that serves everybody. */
const longestPage = 1000;
export const pageLength = (limit: number): number => Math.min(Math.max(1, Math.trunc(limit) || 1), longestPage);
