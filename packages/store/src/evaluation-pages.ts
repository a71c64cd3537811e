import type { Evaluation, EvaluationStatus } from "@longshore/core/model";
import { evaluationStatuses } from "@longshore/core/model";
import type { EvaluationFilter, Reader } from "@longshore/core/reader";
import { registrations } from "./allocation-pages.ts";
import { byUuid } from "./by-uuid.ts";
import { type KeyedList, keyPage } from "./key-pages.ts";
import { asStored, body, type Db, rows } from "./sqlite.ts";

/** Evaluations of one owner (a namespace, or a job's key) with one status and one trigger: they lie together in an index. */
type Part = {
  readonly owner: string | number;
  readonly status: EvaluationStatus;
  readonly triggeredBy: string;
  readonly n: number;
};

const newestFirst = "SELECT key FROM evaluation WHERE key < ? ORDER BY key DESC LIMIT ?";
const ofJob = `SELECT key FROM evaluation INDEXED BY evaluation_by_job
  WHERE job = ? AND key < ? ORDER BY key DESC LIMIT ?`;
const ofPart = `SELECT key FROM evaluation INDEXED BY evaluation_part
  WHERE namespace = ? AND status = ? AND triggered_by = ? AND key < ? ORDER BY key DESC LIMIT ?`;
const ofPartOfJob = `SELECT key FROM evaluation INDEXED BY evaluation_part_of_job
  WHERE job = ? AND status = ? AND triggered_by = ? AND key < ? ORDER BY key DESC LIMIT ?`;

const partsOfNamespaces = "SELECT namespace AS owner, status, triggered_by AS triggeredBy, n FROM evaluation_count";
/** Looks through the index entries of one job. */
const partsOfJob = `SELECT job AS owner, status, triggered_by AS triggeredBy, count(*) AS n
  FROM evaluation INDEXED BY evaluation_part_of_job WHERE job = ? GROUP BY status, triggered_by`;

const isAmong = <T>(one: T, wanted: readonly T[] | undefined): boolean => wanted === undefined || wanted.includes(one);

/** The parts that a filter less its status allows. */
const partsFor = (db: Db, { jobId, namespaces, triggeredBy }: EvaluationFilter): readonly Part[] => {
  const found =
    jobId === undefined
      ? rows<Part>(db.sql(partsOfNamespaces)).filter(({ owner }) => isAmong(String(owner), namespaces))
      : registrations(db, namespaces, jobId).flatMap((job) => rows<Part>(db.sql(partsOfJob), job));
  return found.filter((part) => part.n > 0 && isAmong<string>(part.triggeredBy, triggeredBy));
};

type EvaluationReader = Pick<
  Reader,
  "evaluations" | "allEvaluations" | "evaluationCounts" | "evaluation" | "evaluationByKey"
>;

export const evaluationReader = (db: Db): EvaluationReader => {
  const byKey = db.sql("SELECT body FROM evaluation WHERE key = ?");
  const read = (key: number) => body<Evaluation>(byKey, key);
  const listFor = (filter: EvaluationFilter): KeyedList<Evaluation> => {
    const isWhole = Object.values(filter).every((part) => part === undefined);
    if (isWhole) return { route: "evaluations/all", sql: newestFirst, parts: [[]], read };
    return {
      route: "evaluations/all",
      sql: filter.jobId === undefined ? ofPart : ofPartOfJob,
      parts: partsFor(db, filter)
        .filter(({ status }) => isAmong(status, filter.status))
        .map(({ owner, status, triggeredBy }) => [owner, status, triggeredBy]),
      read,
    };
  };
  return {
    evaluations: (namespace, jobId, request) =>
      keyPage(
        db,
        {
          route: "evaluations",
          sql: ofJob,
          parts: registrations(db, [namespace], jobId).map((job) => [job]),
          read,
        },
        request,
      ),
    allEvaluations: (filter, request) => keyPage(db, listFor(filter), request),
    evaluationCounts: (filter) => {
      const parts = partsFor(db, filter);
      const count = (status: EvaluationStatus): number =>
        parts.reduce((sum, part) => (part.status === status ? sum + part.n : sum), 0);
      return Object.fromEntries(evaluationStatuses.map((status) => [status, count(status)])) as Record<
        EvaluationStatus,
        number
      >;
    },
    evaluation: byUuid(db, { table: "evaluation", read: asStored<Evaluation> }),
    evaluationByKey: read,
  };
};
