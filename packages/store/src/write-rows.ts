import type {
  Allocation,
  Deployment,
  Evaluation,
  Job,
  JobVersion,
  Node,
  PlacementMetrics,
  SavedPlan,
} from "@longshore/core/model";
import { jobHealth, jobHealths } from "@longshore/core/model";
import type { Touched } from "@longshore/core/touched";
import { packAllocation, packPlacement } from "./allocation-body.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { indexedPart } from "./by-uuid.ts";
import { allocationState } from "./instance-state.ts";
import { goneWriter } from "./gone-rows.ts";
import { first, type Db } from "./sqlite.ts";

/** Writers of the read models: each puts one record's row as it is now. */
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
    `INSERT INTO job (body, key, type, health, sort_name, alias, changed_at, namespace, id, parent, child, periodic, token)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
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
    // Whose child a job is, whether it is periodic, and the token it was dispatched under, never change.
    const parent = job.parent?.job ?? null;
    const token = job.parent?.dispatch?.token ?? "";
    const born = [
      parent,
      parent === null ? 0 : 1,
      job.spec.periodic === null ? 0 : 1,
      token === "" ? null : token,
    ] as const;
    whole.run(...columns, job.spec.namespace, job.spec.id, ...born);
    register.run(job.key, job.spec.namespace, job.spec.id);
  };
};

type Known = { readonly state: string; readonly evaluation: number };

/** [S7] What the writing of rows does to the counts per job, group and state, written once per commit. */
const allocationCounter = (db: Db) => {
  const add = db.sql("INSERT INTO allocation_count VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n");
  const changes = new Map<
    string,
    { readonly job: number; readonly group: string; readonly state: string; n: number }
  >();
  return {
    count: ({ job, group }: Allocation, state: string, by: number): void => {
      const key = `${String(job)}/${state}/${group}`;
      const known = changes.get(key);
      if (known === undefined) changes.set(key, { job, group, state, n: by });
      else known.n += by;
    },
    flush: (): void => {
      for (const { job, group, state, n } of changes.values()) if (n !== 0) add.run(job, group, state, n);
      changes.clear();
    },
    discard: (): void => changes.clear(),
  };
};

const allocationWriter = (db: Db) => {
  const known = db.sql("SELECT state, evaluation FROM allocation WHERE key = ?");
  const bodyOnly = db.sql("UPDATE allocation SET body = ?2 WHERE key = ?1");
  const moved = db.sql("UPDATE allocation SET body = ?2, state = ?3 WHERE key = ?1");
  const taken = db.sql("UPDATE allocation SET body = ?2, state = ?3, evaluation = ?4, deployment = ?5 WHERE key = ?1");
  const added = bulkInsert(db, "allocation (key, id8, job, grp, state, node, evaluation, deployment, body)", 9);
  const counter = allocationCounter(db);

  const insert = (allocation: Allocation, state: string): void => {
    const { key, id, job, group, node, evaluation, rollout } = allocation;
    const deployment = rollout?.deployment ?? null;
    added.add([key, indexedPart(id), job, group, state, node, evaluation, deployment, packAllocation(allocation)]);
    counter.count(allocation, state, 1);
  };
  const update = (allocation: Allocation, state: string, before: Known): void => {
    const { key, evaluation, rollout } = allocation;
    const body = packAllocation(allocation);
    if (before.evaluation !== evaluation) taken.run(key, body, state, evaluation, rollout?.deployment ?? null);
    else if (before.state === state) bodyOnly.run(key, body);
    else moved.run(key, body, state);
    if (before.state === state) return;
    counter.count(allocation, before.state, -1);
    counter.count(allocation, state, 1);
  };
  return {
    put: (allocation: Allocation): void => {
      // Unchanged since its creation and written: it is new.
      const isNew = allocation.createIndex === allocation.modifyIndex;
      const before = isNew ? undefined : first<Known>(known, allocation.key);
      const state = allocationState(allocation);
      if (before === undefined) insert(allocation, state);
      else update(allocation, state, before);
    },
    flush: (): void => {
      added.flush();
      counter.flush();
    },
    discard: (): void => {
      added.discard();
      counter.discard();
    },
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

const deploymentWriter = (db: Db) => {
  const whole = db.sql(
    `INSERT INTO deployment (key, id8, job, namespace, status, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (key) DO UPDATE SET status = ?5, body = ?6`,
  );
  return (deployment: Deployment): void => {
    const { key, id, job, namespace, status } = deployment;
    whole.run(key, indexedPart(id), job, namespace, status, JSON.stringify(deployment));
  };
};

const savedPlanWriter = (db: Db) => {
  const whole = db.sql(
    `INSERT INTO plan (key, id8, namespace, job_id, author, status, expires_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (key) DO UPDATE SET status = ?6, body = ?8`,
  );
  return (plan: SavedPlan): void => {
    const { key, id, namespace, jobId, author, status, expiresAt } = plan;
    whole.run(key, indexedPart(id), namespace, jobId, author.by, status, expiresAt, JSON.stringify(plan));
  };
};

/** What was said of a version after it was made. */
const markWriter = (db: Db) => {
  const mark = db.sql("UPDATE job_version SET body = json_patch(body, ?3) WHERE job = ?1 AND version = ?2");
  return ({ job, version, mark: said }: Touched["marks"] extends Map<string, infer Row> ? Row : never): void =>
    void mark.run(job, version, JSON.stringify(said));
};

export const rowWriters = (db: Db) => {
  const version = db.sql(
    `INSERT INTO job_version VALUES (?1, ?2, ?3) ON CONFLICT (job, version) DO UPDATE SET body = ?3`,
  );
  const instance = db.sql(
    `INSERT INTO instance VALUES (?1, ?2, ?3, ?4) ON CONFLICT (job, grp, idx) DO UPDATE SET body = ?4`,
  );
  const node = db.sql(`INSERT INTO node VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET body = ?3`);
  const placement = bulkInsert(db, "placement", 2);
  const allocation = allocationWriter(db);
  const nodeGone = db.sql("DELETE FROM node WHERE key = ?");
  const jobGone = db.sql("DELETE FROM job WHERE key = ?");
  return {
    job: jobWriter(db),
    jobGone: (key: number): void => void jobGone.run(key),
    version: (job: number, made: JobVersion): void => void version.run(job, made.version, JSON.stringify(made)),
    instance: (row: Touched["instances"] extends Map<string, infer Row> ? Row : never): void =>
      void instance.run(row.job, row.group, row.index, JSON.stringify(row.instance)),
    allocation: allocation.put,
    evaluation: evaluationWriter(db),
    deployment: deploymentWriter(db),
    savedPlan: savedPlanWriter(db),
    mark: markWriter(db),
    gone: goneWriter(db),
    /** Of a new allocation. */
    placement: (key: number, metrics: PlacementMetrics): void => placement.add([key, packPlacement(metrics)]),
    nodeGone: (key: number): void => void nodeGone.run(key),
    node: (made: Node): void => void node.run(made.key, made.id, JSON.stringify(made)),
    /** Rows are gathered: to be called before the transaction ends. */
    flush: (): void => {
      allocation.flush();
      placement.flush();
    },
    /** Forgets what a transaction that failed had gathered. */
    discard: (): void => {
      allocation.discard();
      placement.discard();
    },
  };
};

/**
 * Writes every touched row. Jobs that go, go first: another may take the name in the same batch. A purged job's versions and
 * instances stay, because its allocations still stop by them.
 */
export const writeTouched = (write: RowWriters, touched: Touched): void => {
  write.discard();
  for (const [key, job] of touched.jobs) if (job === null) write.jobGone(key);
  for (const job of touched.jobs.values()) if (job !== null) write.job(job);
  for (const { job, version } of touched.versions.values()) write.version(job, version);
  for (const row of touched.instances.values()) write.instance(row);
  for (const allocation of touched.allocations.values()) write.allocation(allocation);
  for (const evaluation of touched.evaluations.values()) write.evaluation(evaluation);
  for (const deployment of touched.deployments.values()) write.deployment(deployment);
  for (const plan of touched.savedPlans.values()) write.savedPlan(plan);
  for (const row of touched.marks.values()) write.mark(row);
  for (const [allocation, metrics] of touched.placements) write.placement(allocation, metrics);
  for (const [key, node] of touched.nodes) {
    if (node === null) write.nodeGone(key);
    else write.node(node);
  }
  write.flush();
  for (const gone of touched.gone.values()) write.gone(gone);
};
