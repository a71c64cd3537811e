import { deploymentStatuses, type Deployment } from "@longshore/core/model";
import type { DeploymentFilter, Reader } from "@longshore/core/reader";
import { byUuid, byUuidPrefix } from "./by-uuid.ts";
import { namespacesOf } from "./namespaces-of.ts";
import { keyPage, type KeyedList } from "./key-pages.ts";
import { asStored, body, type Db } from "./sqlite.ts";

const ofAll = "SELECT key FROM deployment WHERE key < ? ORDER BY key DESC LIMIT ?";
const ofJob = `SELECT key FROM deployment INDEXED BY deployment_by_job
  WHERE job = ? AND key < ? ORDER BY key DESC LIMIT ?`;
const ofJobPart = `SELECT key FROM deployment INDEXED BY deployment_by_job
  WHERE job = ? AND status = ? AND key < ? ORDER BY key DESC LIMIT ?`;
const ofPart = `SELECT key FROM deployment INDEXED BY deployment_part
  WHERE namespace = ? AND status = ? AND key < ? ORDER BY key DESC LIMIT ?`;

type Parts = Pick<KeyedList<Deployment>, "sql" | "parts">;

const partsFor = (db: Db, { namespaces, job, status }: DeploymentFilter): Parts => {
  if (job !== undefined)
    return status === undefined
      ? { sql: ofJob, parts: [[job]] }
      : { sql: ofJobPart, parts: status.map((one) => [job, one]) };
  if (namespaces === undefined && status === undefined) return { sql: ofAll, parts: [[]] };
  const owners = namespaces ?? namespacesOf(db, "deployment");
  const statuses = status ?? deploymentStatuses;
  return { sql: ofPart, parts: owners.flatMap((owner) => statuses.map((one) => [owner, one])) };
};

type DeploymentReader = Pick<Reader, "deployments" | "deployment" | "deploymentByKey" | "deploymentsByPrefix">;

export const deploymentReader = (db: Db): DeploymentReader => {
  const byKey = db.sql("SELECT body FROM deployment WHERE key = ?");
  const read = (key: number) => body<Deployment>(byKey, key);
  const kept = { table: "deployment", read: asStored<Deployment> } as const;
  return {
    deployments: (filter, request) => keyPage(db, { route: "deployments", ...partsFor(db, filter), read }, request),
    deployment: byUuid(db, kept),
    deploymentByKey: read,
    deploymentsByPrefix: byUuidPrefix(db, kept),
  };
};
