import type { PlanVerdict, SavedPlan } from "@longshore/core/model";
import type { PlanFilter, Reader } from "@longshore/core/reader";
import { byUuid } from "./by-uuid.ts";
import { namespacesOf } from "./namespaces-of.ts";
import { keyPage, type KeyedList } from "./key-pages.ts";
import { planBodyReader } from "./plan-body.ts";
import { asStored, body, type Db, rows, type Value } from "./sqlite.ts";

type Condition = { readonly sql: string; readonly values: readonly Value[] };

/** A plan expires without anybody writing that down. */
const ofVerdict = (verdict: PlanVerdict, now: number): Condition => {
  switch (verdict) {
    case "open":
    case "approved":
      return { sql: "(status = ? AND expires_at > ?)", values: [verdict, now] };
    case "rejected":
    case "applied":
      return { sql: "status = ?", values: [verdict] };
    case "expired":
      return { sql: "(status IN ('open', 'approved') AND expires_at <= ?)", values: [now] };
  }
};

const conditionOf = ({ verdicts, author, now }: PlanFilter): Condition => {
  const parts = verdicts?.map((verdict) => ofVerdict(verdict, now)) ?? [];
  return {
    sql: [
      ...(verdicts === undefined ? [] : [`(${["FALSE", ...parts.map(({ sql }) => sql)].join(" OR ")})`]),
      ...(author === undefined ? [] : ["author = ?"]),
    ]
      .map((sql) => ` AND ${sql}`)
      .join(""),
    values: [...parts.flatMap(({ values }) => values), ...(author === undefined ? [] : [author])],
  };
};

const partsFor = (db: Db, filter: PlanFilter): Pick<KeyedList<SavedPlan>, "sql" | "parts"> => {
  const { namespaces, jobId } = filter;
  const { sql, values } = conditionOf(filter);
  const owners = namespaces ?? namespacesOf(db, "plan");
  const rest = "AND key < ? ORDER BY key DESC LIMIT ?";
  return jobId === undefined
    ? {
        sql: `SELECT key FROM plan INDEXED BY plan_part WHERE namespace = ?${sql} ${rest}`,
        parts: owners.map((owner) => [owner, ...values]),
      }
    : {
        sql: `SELECT key FROM plan INDEXED BY plan_part_of_job WHERE namespace = ? AND job_id = ?${sql} ${rest}`,
        parts: owners.map((owner) => [owner, jobId, ...values]),
      };
};

type PlanReader = Pick<Reader, "plans" | "plan" | "planHead" | "plannedInstances">;

export const planReader = (db: Db): PlanReader => {
  const byKey = db.sql("SELECT body FROM plan WHERE key = ?");
  const read = (key: number) => body<SavedPlan>(byKey, key);
  return {
    plans: (filter, request) => keyPage(db, { route: "plans", ...partsFor(db, filter), read }, request),
    plan: byUuid(db, { table: "plan", read: asStored<SavedPlan> }),
    ...planBodyReader(db),
  };
};
