import type { Evaluation, JobVersion, Node, PlacementMetrics } from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import { allocationReader, registrations } from "./allocation-pages.ts";
import { byUuid } from "./by-uuid.ts";
import { jobReader } from "./job-pages.ts";
import { keyPage } from "./key-pages.ts";
import { readMeta } from "./meta.ts";
import { bodies, body, type Db } from "./sqlite.ts";

const versionReader = (db: Db): Pick<Reader, "versions" | "version"> => {
  const one = db.sql("SELECT body FROM job_version WHERE job = ? AND version = ?");
  const sql = "SELECT version AS key FROM job_version WHERE job = ? AND version < ? ORDER BY version DESC LIMIT ?";
  const read = (job: number, version: number) => body<JobVersion>(one, job, version);
  return {
    versions: (job, request) =>
      keyPage(db, { route: "versions", sql, parts: [[job]], read: (version) => read(job, version) }, request),
    version: read,
  };
};

const evaluationReader = (db: Db): Pick<Reader, "evaluations" | "evaluation" | "evaluationByKey"> => {
  const byKey = db.sql("SELECT body FROM evaluation WHERE key = ?");
  const read = (key: number) => body<Evaluation>(byKey, key);
  const sql = `SELECT key FROM evaluation INDEXED BY evaluation_by_job
    WHERE job = ? AND key < ? ORDER BY key DESC LIMIT ?`;
  return {
    evaluations: (namespace, jobId, request) =>
      keyPage(
        db,
        { route: "evaluations", sql, parts: registrations(db, namespace, jobId).map((job) => [job]), read },
        request,
      ),
    evaluation: byUuid(db, "evaluation"),
    evaluationByKey: read,
  };
};

const placementReader = (db: Db): Reader["placement"] => {
  const byAllocation = db.sql("SELECT body FROM placement WHERE allocation = ?");
  return (key) => body<PlacementMetrics>(byAllocation, key);
};

/** What is committed, as doors and pages read it. */
export const createReader = (db: Db): Reader => ({
  index: () => readMeta(db).index,
  tableIndex: (table) => readMeta(db).indexes[table],
  ...jobReader(db),
  ...versionReader(db),
  ...allocationReader(db),
  ...evaluationReader(db),
  placement: placementReader(db),
  nodes: () => bodies<Node>(db.sql("SELECT body FROM node ORDER BY key")),
});
