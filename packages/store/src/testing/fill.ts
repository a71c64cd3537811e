import { uuidOf } from "@longshore/core/uuid";
import { readMeta } from "../meta.ts";
import { openStore } from "../store.ts";
import { type Db, openDatabase, rows } from "../sqlite.ts";
import { rowWriters } from "../write-rows.ts";
import { allocationRecord, evaluationRecord, jobRecord, versionRecord } from "./records.ts";

export type History = { readonly jobs: number; readonly allocations: number };

const jobKeys = ({ jobs }: History, from: number) => Array.from({ length: jobs }, (_, at) => from + at);

/** Batch jobs that are done, each with its share of ended allocations, one instance per allocation. */
const fillRows = (db: Db, history: History): void => {
  const { next, seed } = readMeta(db);
  const write = rowWriters(db);
  const share = Math.ceil(history.allocations / history.jobs);
  const putInstance = db.sql("INSERT INTO instance VALUES (?, 'main', ?, ?)");
  let allocation = next.allocation;
  let left = history.allocations;
  for (const [at, key] of jobKeys(history, next.job).entries()) {
    const count = Math.min(share, left);
    left -= count;
    const id = `history-${String(at).padStart(7, "0")}`;
    const job = jobRecord({ key, id, count, counts: { complete: count }, changedAt: 1_700_000_000_000 + key });
    const evaluation = next.evaluation + at;
    write.job(job);
    write.version(key, versionRecord(job));
    write.evaluation({ ...evaluationRecord(evaluation, job), id: uuidOf(seed, "evaluation", evaluation) });
    for (let index = 0; index < count; index++, allocation++) {
      const record = allocationRecord({ key: allocation, job, index, evaluation });
      write.allocation({ ...record, id: uuidOf(seed, "allocation", allocation) });
      putInstance.run(key, index, JSON.stringify({ runs: 1, allocation }));
    }
  }
  write.flush();
  const indexes = JSON.stringify({ jobs: 2, allocations: 2, evaluations: 2, nodes: 0 });
  const keys = { ...next, job: next.job + history.jobs, allocation, evaluation: next.evaluation + history.jobs };
  db.sql("UPDATE meta SET idx = max(idx, 2), next = ?, indexes = ?").run(JSON.stringify(keys), indexes);
};

/** Indexes are built after the rows are there: sorted once instead of a million times. */
const withoutIndexes = (db: Db, work: () => void): void => {
  const indexes = rows<{ name: string; sql: string }>(
    db.sql("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'allocation' AND sql IS NOT NULL"),
  );
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  work();
  for (const { sql } of indexes) db.exec(sql);
};

/**
 * Fills a data directory's database with history, as if it had been made and its journal trimmed: some 1,000,000 ended
 * allocations in well under a minute. The store must be closed. Made for measuring: a crash meanwhile may spoil the file.
 */
export const fillHistory = (file: string, history: History): void => {
  openStore({ file, createId: () => "00000000-0000-4000-8000-000000000000", now: () => 0 }).close();
  const db = openDatabase(file);
  try {
    db.exec("PRAGMA journal_mode = MEMORY");
    db.transaction("Cannot fill", () => withoutIndexes(db, () => fillRows(db, history)));
    db.exec("PRAGMA journal_mode = WAL");
  } finally {
    db.close();
  }
};
