import type { Page, PageRequest } from "@longshore/core/reader";
import type { AuditRow } from "./batch.ts";
import { keyPage, type KeyedList } from "./key-pages.ts";
import { type Db, first, type Value } from "./sqlite.ts";

/** Each part that is left out allows everything. */
export type AuditFilter = {
  /** A row of no namespace is in none of them. */
  readonly namespaces?: readonly string[] | undefined;
  /** Its id; told from one of the same name elsewhere by `namespaces`. */
  readonly job?: string | undefined;
  readonly plan?: string | undefined;
  readonly who?: string | undefined;
  readonly door?: string | undefined;
  readonly action?: string | undefined;
};

/** Newest first. */
export type AuditReader = {
  readonly auditRows: (request: PageRequest, filter?: AuditFilter) => Page<AuditRow>;
};

/** The index that leaves out most is walked, the other conditions are looked at in its rows: those that leave out most come first. */
const columns = ["job", "plan", "who", "action", "door"] as const;

const listOf = (filter: AuditFilter): Pick<KeyedList<AuditRow>, "sql" | "parts"> => {
  const given = columns.flatMap((column) => {
    const value = filter[column];
    return value === undefined ? [] : [{ column, value }];
  });
  const { namespaces } = filter;
  const walked = given[0]?.column ?? (namespaces === undefined ? undefined : "namespace");
  const conditions = [
    ...given.map(({ column }) => `${column} = ?`),
    ...(namespaces === undefined ? [] : ["namespace = ?"]),
    "seq < ?",
  ];
  const index = walked === undefined ? "" : `INDEXED BY audit_by_${walked}`;
  const values: readonly Value[] = given.map(({ value }) => value);
  return {
    sql: `SELECT seq AS key FROM audit ${index} WHERE ${conditions.join(" AND ")} ORDER BY seq DESC LIMIT ?`,
    parts: namespaces === undefined ? [values] : namespaces.map((namespace) => [...values, namespace]),
  };
};

export const auditReader = (db: Db): AuditReader => {
  const one = db.sql(
    `SELECT idx AS "index", at, who, address, door, action, object, namespace, job, request_id AS requestId, plan
      FROM audit WHERE seq = ?`,
  );
  const read = (key: number): AuditRow | undefined => {
    const row = first<AuditRow>(one, key);
    return row && { ...row };
  };
  return { auditRows: (request, filter = {}) => keyPage(db, { route: "audit", ...listOf(filter), read }, request) };
};
