import type { Allocation, Evaluation, Job, JobVersion, Node, PlacementMetrics } from "@longshore/core/model";
import { jobHealth, jobHealths } from "@longshore/core/model";
import type { Touched } from "@longshore/core/touched";
import { indexedPart } from "./by-uuid.ts";
import { allocationState } from "./instance-state.ts";
import type { Db } from "./sqlite.ts";

/** Writers of the read models: each puts one record's row as it is now. Counts are kept by triggers. */
export type RowWriters = ReturnType<typeof rowWriters>;

/** Evaluations register their job's name too: a job that came and went within one batch leaves no row of its own. */
const registrar = (db: Db) => db.sql("INSERT INTO registration VALUES (?, ?, ?) ON CONFLICT DO NOTHING");

/** Indexes cost most of a write, so a row whose indexed columns stay the same is updated by a statement that names none. */
const jobWriter = (db: Db) => {
  const bodyOnly = db.sql(
    `UPDATE job SET body = ?1
      WHERE key = ?2 AND type = ?3 AND health = ?4 AND sort_name = ?5 AND alias = ?6 AND changed_at = ?7`,
  );
  const whole = db.sql(
    `INSERT INTO job (body, key, type, health, sort_name, alias, changed_at, namespace, id)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
     ON CONFLICT (key) DO UPDATE SET body = ?1, type = ?3, health = ?4, sort_name = ?5, alias = ?6, changed_at = ?7`,
  );
  const register = registrar(db);
  return (job: Job): void => {
    const sortName = job.spec.name.toLowerCase();
    const id = job.spec.id.toLowerCase();
    const columns = [
      JSON.stringify(job),
      job.key,
      job.spec.type,
      jobHealths.indexOf(jobHealth(job)),
      sortName,
      id === sortName ? "" : id,
      job.changedAt,
    ] as const;
    if (bodyOnly.run(...columns).changes === 1) return;
    whole.run(...columns, job.spec.namespace, job.spec.id);
    register.run(job.key, job.spec.namespace, job.spec.id);
  };
};

const allocationWriter = (db: Db) => {
  const update = db.sql("UPDATE allocation SET state = ?1, body = ?2 WHERE key = ?3 AND evaluation = ?4");
  const whole = db.sql(
    `INSERT INTO allocation (state, body, key, evaluation, id8, job, grp, node) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (key) DO UPDATE SET state = ?1, body = ?2, evaluation = ?4`,
  );
  return (allocation: Allocation): void => {
    const columns = [
      allocationState(allocation),
      JSON.stringify(allocation),
      allocation.key,
      allocation.evaluation,
    ] as const;
    if (allocation.createIndex !== allocation.modifyIndex && update.run(...columns).changes === 1) return;
    whole.run(...columns, indexedPart(allocation.id), allocation.job, allocation.group, allocation.node);
  };
};

const evaluationWriter = (db: Db) => {
  const whole = db.sql(
    `INSERT INTO evaluation (key, id8, job, status, body) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (key) DO UPDATE SET status = ?4, body = ?5`,
  );
  const register = registrar(db);
  return (evaluation: Evaluation): void => {
    whole.run(
      evaluation.key,
      indexedPart(evaluation.id),
      evaluation.job,
      evaluation.status,
      JSON.stringify(evaluation),
    );
    register.run(evaluation.job, evaluation.namespace, evaluation.jobId);
  };
};

export const rowWriters = (db: Db) => {
  const version = db.sql(
    `INSERT INTO job_version VALUES (?1, ?2, ?3) ON CONFLICT (job, version) DO UPDATE SET body = ?3`,
  );
  const instance = db.sql(
    `INSERT INTO instance VALUES (?1, ?2, ?3, ?4) ON CONFLICT (job, grp, idx) DO UPDATE SET body = ?4`,
  );
  const node = db.sql(`INSERT INTO node VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET body = ?3`);
  const placement = db.sql("INSERT INTO placement VALUES (?1, ?2) ON CONFLICT (allocation) DO UPDATE SET body = ?2");
  const nodeGone = db.sql("DELETE FROM node WHERE key = ?");
  const jobGone = db.sql("DELETE FROM job WHERE key = ?");
  return {
    job: jobWriter(db),
    jobGone: (key: number): void => void jobGone.run(key),
    version: (job: number, made: JobVersion): void => void version.run(job, made.version, JSON.stringify(made)),
    instance: (row: Touched["instances"] extends Map<string, infer Row> ? Row : never): void =>
      void instance.run(row.job, row.group, row.index, JSON.stringify(row.instance)),
    allocation: allocationWriter(db),
    evaluation: evaluationWriter(db),
    placement: (allocation: number, metrics: PlacementMetrics): void =>
      void placement.run(allocation, JSON.stringify(metrics)),
    nodeGone: (key: number): void => void nodeGone.run(key),
    node: (made: Node): void => void node.run(made.key, made.id, JSON.stringify(made)),
  };
};

/**
 * Writes every touched row. Jobs that go, go first: another may take the name in the same batch. A purged job's versions and
 * instances stay, because its allocations still stop by them.
 */
export const writeTouched = (write: RowWriters, touched: Touched): void => {
  for (const [key, job] of touched.jobs) if (job === null) write.jobGone(key);
  for (const job of touched.jobs.values()) if (job !== null) write.job(job);
  for (const { job, version } of touched.versions.values()) write.version(job, version);
  for (const row of touched.instances.values()) write.instance(row);
  for (const allocation of touched.allocations.values()) write.allocation(allocation);
  for (const evaluation of touched.evaluations.values()) write.evaluation(evaluation);
  for (const [allocation, metrics] of touched.placements) write.placement(allocation, metrics);
  for (const [key, node] of touched.nodes) {
    if (node === null) write.nodeGone(key);
    else write.node(node);
  }
};
