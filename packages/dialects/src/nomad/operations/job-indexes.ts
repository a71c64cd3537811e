import type { Reader } from "@longshore/core/reader";
import { summaryIndex } from "../outbound/job.ts";

/**
 * The index of each thing that can be watched, by the job's name. Each is at least the job's create index, and without a job
 * at least the jobs table's: so registering, purging and registering again never takes a watcher back.
 */
type IndexOf = (reader: Reader, namespace: string, id: string) => number;

export const jobIndex: IndexOf = (reader, namespace, id) =>
  reader.job(namespace, id)?.modifyIndex ?? reader.tableIndex("jobs");

export const jobSummaryIndex: IndexOf = (reader, namespace, id) => {
  const job = reader.job(namespace, id);
  return job === undefined ? reader.tableIndex("jobs") : summaryIndex(job);
};

export const jobAllocationsIndex: IndexOf = (reader, namespace, id) => {
  const job = reader.job(namespace, id);
  return job === undefined
    ? Math.max(reader.tableIndex("jobs"), reader.tableIndex("allocations"))
    : Math.max(job.createIndex, job.allocationsIndex);
};

export const jobEvaluationsIndex: IndexOf = (reader, namespace, id) => {
  const job = reader.job(namespace, id);
  return job === undefined
    ? Math.max(reader.tableIndex("jobs"), reader.tableIndex("evaluations"))
    : Math.max(job.createIndex, job.evaluationsIndex);
};
