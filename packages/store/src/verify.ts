import { sameJson } from "@longshore/core/equal";
import { type Db, first, openReadOnly } from "./sqlite.ts";

/** A row that is not the same in both files, in words. */
export type Difference = string;

/** What must be equal: each read model's columns and the order that pairs rows up. Counts of zero are as good as none. */
const models = [
  "SELECT seed, idx, next AS json, indexes AS body, settings FROM meta",
  "SELECT * FROM job ORDER BY key",
  "SELECT * FROM job_count WHERE n <> 0 ORDER BY namespace, type, health, child",
  "SELECT * FROM registration ORDER BY job",
  "SELECT * FROM job_version ORDER BY job, version",
  "SELECT * FROM instance ORDER BY job, grp, idx",
  "SELECT * FROM allocation ORDER BY key",
  "SELECT * FROM allocation_count WHERE n <> 0 ORDER BY job, grp, state",
  "SELECT * FROM placement ORDER BY allocation",
  "SELECT * FROM evaluation ORDER BY key",
  "SELECT * FROM evaluation_count WHERE n <> 0 ORDER BY namespace, status, triggered_by",
  "SELECT * FROM deployment ORDER BY key",
  "SELECT * FROM plan ORDER BY key",
  "SELECT * FROM node ORDER BY key",
] as const;

const counters = [
  `SELECT count(*) AS wrong FROM (
     SELECT namespace, type, health, child, n FROM job_count WHERE n <> 0
     EXCEPT SELECT namespace, type, health, child, count(*) FROM job GROUP BY 1, 2, 3, 4)`,
  `SELECT (SELECT coalesce(sum(n), 0) FROM job_count) - (SELECT count(*) FROM job) AS wrong`,
  `SELECT count(*) AS wrong FROM (
     SELECT job, grp, state, n FROM allocation_count WHERE n <> 0
     EXCEPT SELECT job, grp, state, count(*) FROM allocation GROUP BY 1, 2, 3)`,
  `SELECT (SELECT coalesce(sum(n), 0) FROM allocation_count) - (SELECT count(*) FROM allocation) AS wrong`,
  `SELECT count(*) AS wrong FROM (
     SELECT namespace, status, triggered_by, n FROM evaluation_count WHERE n <> 0
     EXCEPT SELECT namespace, status, triggered_by, count(*) FROM evaluation GROUP BY 1, 2, 3)`,
  `SELECT (SELECT coalesce(sum(n), 0) FROM evaluation_count) - (SELECT count(*) FROM evaluation) AS wrong`,
] as const;

const reported = 20;

type Row = Readonly<Record<string, unknown>>;

/** JSON may list its keys in another order; everything else is compared as it is. */
const sameValue = (name: string, a: unknown, b: unknown): boolean =>
  a === b ||
  ((name === "body" || name === "json") &&
    typeof a === "string" &&
    typeof b === "string" &&
    sameJson(JSON.parse(a), JSON.parse(b)));

const sameRow = (a: Row, b: Row): boolean => Object.keys(a).every((name) => sameValue(name, a[name], b[name]));

const show = (row: Row | undefined): string => (row === undefined ? "nothing" : JSON.stringify(row));

function* differencesOf(a: Db, b: Db, sql: string): Generator<Difference> {
  const left = a.sql(sql).iterate() as Iterator<Row>;
  const right = b.sql(sql).iterate() as Iterator<Row>;
  for (;;) {
    const one = left.next();
    const other = right.next();
    if (one.done === true && other.done === true) return;
    const rowA = one.done === true ? undefined : one.value;
    const rowB = other.done === true ? undefined : other.value;
    if (rowA === undefined || rowB === undefined || !sameRow(rowA, rowB)) yield `${show(rowA)} against ${show(rowB)}`;
  }
}

function* wrongCounters(db: Db): Generator<Difference> {
  for (const sql of counters) if (first<{ wrong: number }>(db.sql(sql))?.wrong !== 0) yield `counter: ${sql}`;
  const check = first<{ quick_check: string }>(db.sql("PRAGMA quick_check"))?.quick_check;
  if (check !== "ok") yield `quick_check: ${String(check)}`;
}

function* allDifferences(a: Db, b: Db): Generator<Difference> {
  yield* wrongCounters(a);
  for (const sql of models) yield* differencesOf(a, b, sql);
}

/** Compares the read models of two files row by row, and the first one's counters with its rows. Empty: they agree. */
export const verify = (fileA: string, fileB: string): readonly Difference[] => {
  const a = openReadOnly(fileA);
  const b = openReadOnly(fileB);
  try {
    const found: Difference[] = [];
    for (const difference of allDifferences(a, b)) {
      found.push(difference);
      if (found.length === reported) break;
    }
    return found;
  } finally {
    a.close();
    b.close();
  }
};
