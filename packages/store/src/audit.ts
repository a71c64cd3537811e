import type { Page, PageRequest } from "@longshore/core/reader";
import type { AuditRow } from "./batch.ts";
import { keyPage } from "./key-pages.ts";
import { type Db, first } from "./sqlite.ts";

/** Newest first. */
export type AuditReader = { readonly auditRows: (request: PageRequest) => Page<AuditRow> };

export const auditReader = (db: Db): AuditReader => {
  const sql = "SELECT seq AS key FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?";
  const one = db.sql(
    `SELECT idx AS "index", at, who, address, door, action, object, namespace, request_id AS requestId, plan FROM audit WHERE seq = ?`,
  );
  const read = (key: number): AuditRow | undefined => {
    const row = first<AuditRow>(one, key);
    return row && { ...row };
  };
  return { auditRows: (request) => keyPage(db, { route: "audit", sql, parts: [[]], read }, request) };
};
