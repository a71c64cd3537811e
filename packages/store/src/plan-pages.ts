import type { PlanVerdict, SavedPlan } from "@longshore/core/model";
import type { PlanFilter, Reader } from "@longshore/core/reader";
import { byUuid } from "./by-uuid.ts";
import { keyPage, type KeyedList } from "./key-pages.ts";
import { planBodyReader } from "./plan-body.ts";
import { asStored, body, type Db, type Value } from "./sqlite.ts";

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

/** Of one namespace at a time, or of all: whoever may see them all reads them as they lie. */
const partsFor = (filter: PlanFilter): Pick<KeyedList<SavedPlan>, "sql" | "parts"> => {
  const { namespaces, jobId } = filter;
  const { sql, values } = conditionOf(filter);
  const ofJob = jobId === undefined ? [] : [jobId];
  const index =
    jobId !== undefined ? " INDEXED BY plan_of_job" : namespaces === undefined ? "" : " INDEXED BY plan_part";
  const where = [
    ...(jobId === undefined ? [] : ["job_id = ?"]),
    ...(namespaces === undefined ? [] : ["namespace = ?"]),
  ];
  return {
    sql: `SELECT key FROM plan${index} WHERE ${[...where, "TRUE"].join(" AND ")}${sql} AND key < ? ORDER BY key DESC LIMIT ?`,
    parts: (namespaces?.map((namespace) => [namespace]) ?? [[]]).map((owner) => [...ofJob, ...owner, ...values]),
  };
};

type PlanReader = Pick<Reader, "plans" | "plan" | "planHead" | "plannedInstances">;

export const planReader = (db: Db): PlanReader => {
  const byKey = db.sql("SELECT body FROM plan WHERE key = ?");
  const read = (key: number) => body<SavedPlan>(byKey, key);
  return {
    plans: (filter, request) => keyPage(db, { route: "plans", ...partsFor(filter), read }, request),
    plan: byUuid(db, { table: "plan", read: asStored<SavedPlan> }),
    ...planBodyReader(db),
  };
};
