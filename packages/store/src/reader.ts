import type { JobVersion, Node } from "@longshore/core/model";
import type { Reader } from "@longshore/core/reader";
import { unpackPlacement } from "./allocation-body.ts";
import { allocationReader } from "./allocation-pages.ts";
import { deploymentReader } from "./deployment-pages.ts";
import { evaluationReader } from "./evaluation-pages.ts";
import { jobReader } from "./job-pages.ts";
import { keyPage } from "./key-pages.ts";
import { readMeta } from "./meta.ts";
import { planReader } from "./plan-pages.ts";
import { type Body, bodies, body, type Db, first } from "./sqlite.ts";

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

const placementReader = (db: Db): Reader["placement"] => {
  const byAllocation = db.sql("SELECT body FROM placement WHERE allocation = ?");
  return (key) => {
    const row = first<Body>(byAllocation, key);
    return row && unpackPlacement(row.body);
  };
};

const nodeReader = (db: Db): Pick<Reader, "node" | "nodeByKey" | "nodes"> => {
  const byId = db.sql("SELECT body FROM node WHERE id = ?");
  const byKey = db.sql("SELECT body FROM node WHERE key = ?");
  return {
    node: (id) => body<Node>(byId, id),
    nodeByKey: (key) => body<Node>(byKey, key),
    nodes: () => bodies<Node>(db.sql("SELECT body FROM node ORDER BY key")),
  };
};

/** What is committed, as doors and pages read it. */
export const createReader = (db: Db): Reader => ({
  index: () => readMeta(db).index,
  tableIndex: (table) => readMeta(db).indexes[table],
  ...jobReader(db),
  ...versionReader(db),
  ...allocationReader(db),
  ...evaluationReader(db),
  ...deploymentReader(db),
  ...planReader(db),
  placement: placementReader(db),
  ...nodeReader(db),
});
