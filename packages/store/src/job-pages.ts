import { type Job, type JobHealth, jobHealths } from "@longshore/core/model";
import type { JobFilter, JobPageRequest, Page, Reader } from "@longshore/core/reader";
import { decodeCursor, encodeCursor, pageLength, type Position } from "./cursor.ts";
import { type Allowed, allowedBy, type Child, conditionOf, isSearch, prefixEnd } from "./job-filter.ts";
import { comparePositions, edgeOf, type Order, orderOf, routeOf, shapeOf, walk } from "./job-order.ts";
import { body, type Db, first, rows, type Value } from "./sqlite.ts";

/**
 * The job list. Children and what is none are walked apart and merged. Four ways to a page of either, by what the filter asks:
 * - nothing: walk the order's index from the cursor;
 * - health, type or namespace: walk each (namespace, type, health) part that the counts say is there, and merge;
 * - a parent: look through its children, by their index;
 * - words or a prefix (and more parts than a merge is worth): look through the narrow covering index `job_by_name`, which
 *   costs a pass over all jobs (some 0.1 s per million) but reads no bodies. A prefix that few ids have is found by its index.
 */
type Part = {
  readonly namespace: string;
  readonly type: string;
  readonly health: number;
  readonly child: Child;
  readonly n: number;
};

type Walk = {
  readonly order: Order;
  readonly descending: boolean;
  /** null: from the edge. */
  readonly after: Position | null;
  readonly limit: number;
};

const mostPartsMerged = 128;
/** A prefix with more ids than this is looked for in the sort order instead: it turns up often there. */
const fewIds = 5_000;

const fits = (part: Part, allowed: Allowed): boolean =>
  (allowed.namespaces?.includes(part.namespace) ?? true) &&
  (allowed.types?.some((type) => type === part.type) ?? true) &&
  (allowed.healths?.includes(part.health) ?? true) &&
  allowed.children.includes(part.child);

const positions = (db: Db, sql: string, values: readonly Value[]): readonly Position[] => {
  const statement = db.sql(sql);
  return rows<Record<string, string | number>>(statement, ...values).map((row) => Object.values(row));
};

const selected = (order: Order): string => [...order.columns, "key"].join(", ");

const walkWhole = (db: Db, child: Child, { order, descending, after, limit }: Walk): readonly Position[] => {
  const text = walk(order.columns, descending);
  return positions(
    db,
    `SELECT ${selected(order)} FROM job ${order.whole} WHERE child = ? AND ${text.after} ${text.orderBy}`,
    [child, ...(after ?? edgeOf(order, descending)), limit],
  );
};

/** Within a part the health is one value, so a position of the health order first tells whether the part lies before or behind it. */
const walkPart = (db: Db, part: Part, { order, descending, after, limit }: Walk): readonly Position[] => {
  const byHealth = order.columns[0] === "health";
  const inner = byHealth ? { ...order, columns: order.columns.slice(1) } : order;
  const distance = byHealth && after !== null ? part.health - Number(after[0]) : 0;
  if (descending ? distance > 0 : distance < 0) return [];
  const from = after === null || distance !== 0 ? null : byHealth ? after.slice(1) : after;
  const text = walk(inner.columns, descending);
  return positions(
    db,
    `SELECT ${selected(order)} FROM job ${order.part}
      WHERE namespace = ? AND type = ? AND health = ? AND child = ? AND ${text.after} ${text.orderBy}`,
    [part.namespace, part.type, part.health, part.child, ...(from ?? edgeOf(inner, descending)), limit],
  );
};

/** One walk of several, each of which is in order. */
const merged = <T>(
  all: readonly T[],
  { descending, limit }: Walk,
  walkOne: (one: T) => readonly Position[],
): readonly Position[] => {
  const sign = descending ? -1 : 1;
  return all
    .flatMap(walkOne)
    .sort((a, b) => sign * comparePositions(a, b))
    .slice(0, limit);
};

const isRare = (db: Db, prefix: string): boolean => {
  const found = first<{ n: number }>(
    db.sql(
      `SELECT count(*) AS n FROM (SELECT 1 FROM job INDEXED BY job_by_id WHERE id >= ? AND id <= ? LIMIT ${String(fewIds)})`,
    ),
    prefix,
    prefixEnd(prefix),
  );
  return (found?.n ?? 0) < fewIds;
};

const searchIndex = (db: Db, filter: JobFilter): string => {
  if (filter.parent !== undefined) return "INDEXED BY job_by_parent";
  return filter.prefix !== undefined && filter.prefix !== "" && isRare(db, filter.prefix)
    ? "INDEXED BY job_by_id"
    : "INDEXED BY job_by_name";
};

type Looked = { readonly filter: JobFilter; readonly child: Child };

const search = (db: Db, { filter, child }: Looked, walking: Walk): readonly Position[] => {
  const { order, descending, after, limit } = walking;
  const condition = conditionOf(filter, child);
  const text = walk(order.columns, descending);
  return positions(
    db,
    `SELECT ${selected(order)} FROM job ${searchIndex(db, filter)}
      WHERE ${condition.sql} AND ${text.after} ${text.orderBy}`,
    [...condition.values, ...(after ?? edgeOf(order, descending)), limit],
  );
};

const readParts = (db: Db): readonly Part[] =>
  rows<Part>(db.sql("SELECT namespace, type, health, child, n FROM job_count WHERE n > 0"));

const find = (db: Db, filter: JobFilter, walking: Walk): readonly Position[] => {
  const allowed = allowedBy(filter);
  const searched = () => merged(allowed.children, walking, (child) => search(db, { filter, child }, walking));
  if (isSearch(filter)) return searched();
  if (allowed.namespaces === null && allowed.types === null && allowed.healths === null)
    return merged(allowed.children, walking, (child) => walkWhole(db, child, walking));
  const parts = readParts(db).filter((part) => fits(part, allowed));
  return parts.length <= mostPartsMerged ? merged(parts, walking, (part) => walkPart(db, part, walking)) : searched();
};

const pageOfJobs = (db: Db, request: JobPageRequest): Page<Job> => {
  const order = orderOf(request.sort);
  const route = routeOf(request);
  const length = pageLength(request.limit);
  const after = request.cursor === undefined ? null : decodeCursor(route, request.cursor, shapeOf(order));
  const found = find(db, request.filter, { order, descending: request.descending, after, limit: length + 1 });
  const byKey = db.sql("SELECT body FROM job WHERE key = ?");
  const shown = found.slice(0, length);
  const items = shown.map((position) => body<Job>(byKey, Number(position.at(-1))));
  const last = shown.at(-1);
  return {
    items: items.filter((job) => job !== undefined),
    next: found.length > length && last !== undefined ? encodeCursor(route, last) : null,
  };
};

type HealthCount = { readonly health: number; readonly n: number };

/** By health, of what matches the filter less its health part: from the kept counts, or by a look through the narrow index. */
const countByHealth = (db: Db, filter: JobFilter): readonly HealthCount[] => {
  const rest: JobFilter = { ...filter, health: { include: [], exclude: [] } };
  if (!isSearch(rest)) return readParts(db).filter((part) => fits(part, allowedBy(rest)));
  return allowedBy(rest).children.flatMap((child) => {
    const condition = conditionOf(rest, child);
    return rows<HealthCount>(
      db.sql(`SELECT health, count(*) AS n FROM job ${searchIndex(db, rest)} WHERE ${condition.sql} GROUP BY health`),
      ...condition.values,
    );
  });
};

const sum = (counts: readonly HealthCount[]): number => counts.reduce((total, { n }) => total + n, 0);

const countJobs = (db: Db, filter: JobFilter): ReturnType<Reader["jobCounts"]> => {
  const matching = countByHealth(db, filter);
  const { healths } = allowedBy(filter);
  const byHealth = Object.fromEntries(
    jobHealths.map((health, rank) => [health, sum(matching.filter((count) => count.health === rank))]),
  ) as Record<JobHealth, number>;
  return {
    byHealth,
    total: sum(matching.filter((count) => healths?.includes(count.health) ?? true)),
  };
};

export const jobReader = (db: Db): Pick<Reader, "job" | "dispatched" | "jobs" | "jobCounts"> => {
  const byToken = db.sql("SELECT body FROM job INDEXED BY job_by_token WHERE parent = ? AND token = ?");
  const byName = db.sql("SELECT body FROM job WHERE id = ? AND namespace = ?");
  return {
    job: (namespace, id) => body<Job>(byName, id, namespace),
    dispatched: (parent, token) => body<Job>(byToken, parent, token),
    jobs: (request) => pageOfJobs(db, request),
    jobCounts: (filter) => countJobs(db, filter),
  };
};
