import type { JobPageRequest, JobSort } from "@longshore/core/reader";
import type { Position } from "./cursor.ts";
import type { Value } from "./sqlite.ts";

/**
 * The orders of the job list. `columns` come before the key, which makes every order total; `whole` is the index that walks
 * all children, or all that is none, in this order; `part` the one that walks a (namespace, type, health) part of either.
 */
export type Order = {
  readonly columns: readonly ("health" | "sort_name" | "changed_at")[];
  readonly whole: string;
  readonly part: string;
};

const orders: Readonly<Record<JobSort, Order>> = {
  name: { columns: ["sort_name"], whole: "INDEXED BY job_by_name", part: "INDEXED BY job_part_by_name" },
  health: { columns: ["health", "sort_name"], whole: "INDEXED BY job_by_health", part: "INDEXED BY job_part_by_name" },
  changed: { columns: ["changed_at"], whole: "INDEXED BY job_by_changed", part: "INDEXED BY job_part_by_changed" },
  key: { columns: [], whole: "INDEXED BY job_by_key", part: "INDEXED BY job_part" },
};

export const orderOf = (sort: JobSort): Order => orders[sort];

export const routeOf = (request: Pick<JobPageRequest, "sort" | "descending">): string =>
  `jobs/${request.sort}/${request.descending ? "down" : "up"}`;

/** A value of each sort column's type, the key's last. */
export const shapeOf = (order: Order): Position => [...order.columns.map((c) => (c === "sort_name" ? "" : 0)), 0];

/**
 * Where a walk starts without a cursor, so that the first page is the same statement as any other. Nothing sorts below
 * these, nothing above a blob: SQLite orders numbers before text before blobs.
 */
export const edgeOf = (order: Order, descending: boolean): readonly Value[] =>
  shapeOf(order).map((value) => (descending ? new Uint8Array(0) : typeof value === "string" ? "" : -1e300));

/** SQL text for "after this position" and for the order; `names` are the sort columns without the key. */
export const walk = (names: readonly string[], descending: boolean) => {
  const all = [...names, "key"];
  const marks = all.map(() => "?").join(", ");
  return {
    after: `(${all.join(", ")}) ${descending ? "<" : ">"} (${marks})`,
    orderBy: `ORDER BY ${all.map((name) => `${name}${descending ? " DESC" : ""}`).join(", ")} LIMIT ?`,
  };
};

/** SQLite orders text by its UTF-8 bytes, JavaScript by UTF-16 units; they differ beyond U+FFFF. */
const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const comparePositions = (a: Position, b: Position): number => {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (left === right) continue;
    if (typeof left === "string" && typeof right === "string") return compareText(left, right);
    return Number(left) - Number(right);
  }
  return 0;
};
