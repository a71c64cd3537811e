import type { Allocation } from "@longshore/core/model";
import type { AllocationFilter, Reader } from "@longshore/core/reader";
import { unpackAllocation } from "./allocation-body.ts";
import { byUuid, byUuidPrefix } from "./by-uuid.ts";
import { keyPage } from "./key-pages.ts";
import { type Body, type Db, first, rows } from "./sqlite.ts";

type Count = { readonly job: number; readonly grp: string; readonly state: string; readonly n: number };

type Registration = { readonly job: number; readonly namespace: string };

/** The keys that a job's name has stood for: one, or several when it was purged and registered again. Of all namespaces when none is named. */
export const registrations = (db: Db, namespaces: readonly string[] | undefined, jobId: string): readonly number[] =>
  rows<Registration>(db.sql("SELECT job, namespace FROM registration WHERE id = ?"), jobId)
    .filter(({ namespace }) => namespaces === undefined || namespaces.includes(namespace))
    .map(({ job }) => job);

const matching = (db: Db, filter: AllocationFilter): readonly Count[] => {
  const counts = db.sql("SELECT job, grp, state, n FROM allocation_count WHERE job = ? AND n > 0");
  return registrations(db, [filter.namespace], filter.jobId)
    .filter((job) => filter.job === undefined || filter.job === job)
    .flatMap((job) => rows<Count>(counts, job))
    .filter((count) => filter.group === undefined || count.grp === filter.group)
    .filter((count) => filter.states === undefined || filter.states.includes(count.state));
};

const bySome = `SELECT key FROM allocation INDEXED BY allocation_by_state
  WHERE job = ? AND grp = ? AND state = ? AND key < ? ORDER BY key DESC LIMIT ?`;
const byJob = `SELECT key FROM allocation INDEXED BY allocation_by_job
  WHERE job = ? AND key < ? ORDER BY key DESC LIMIT ?`;
const ofEvaluation = `SELECT key FROM allocation INDEXED BY allocation_by_evaluation
  WHERE evaluation = ? AND key < ? ORDER BY key DESC LIMIT ?`;

const ofDeployment = `SELECT key FROM allocation INDEXED BY allocation_by_deployment
  WHERE deployment = ? AND key < ? ORDER BY key DESC LIMIT ?`;

/** A filter is met by walking the (job, group, state) parts that the counts say are there, and merging them by key. */
const partsOf = (filter: AllocationFilter, counts: readonly Count[]) =>
  filter.group === undefined && filter.states === undefined
    ? { sql: byJob, parts: [...new Set(counts.map(({ job }) => job))].map((job) => [job]) }
    : { sql: bySome, parts: counts.map(({ job, grp, state }) => [job, grp, state]) };

type AllocationReader = Pick<
  Reader,
  | "allocations"
  | "allocation"
  | "allocationByKey"
  | "allocationsByPrefix"
  | "allocationsOfEvaluation"
  | "allocationsOfDeployment"
>;

export const allocationReader = (db: Db): AllocationReader => {
  const byKey = db.sql("SELECT body FROM allocation WHERE key = ?");
  const read = (key: number): Allocation | undefined => {
    const row = first<Body>(byKey, key);
    return row && unpackAllocation(row.body);
  };
  const kept = { table: "allocation", read: unpackAllocation } as const;
  return {
    allocations: (filter, request) => {
      const counts = matching(db, filter);
      const page = keyPage(db, { route: "allocations", ...partsOf(filter, counts), read }, request);
      return { ...page, total: counts.reduce((sum, { n }) => sum + n, 0) };
    },
    allocation: byUuid(db, kept),
    allocationByKey: read,
    allocationsByPrefix: byUuidPrefix(db, kept),
    allocationsOfEvaluation: (key, request) =>
      keyPage(db, { route: "evaluation/allocations", sql: ofEvaluation, parts: [[key]], read }, request),
    allocationsOfDeployment: (key, request) =>
      keyPage(db, { route: "deployment/allocations", sql: ofDeployment, parts: [[key]], read }, request),
  };
};
