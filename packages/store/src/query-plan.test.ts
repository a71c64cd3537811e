import { afterAll, beforeAll, expect, test } from "vitest";
import { plantSeed } from "./meta.ts";
import { garbageReader } from "./garbage.ts";
import { journalReader } from "./journal.ts";
import { auditReader } from "./audit.ts";
import { loadState, memoryLimits } from "./load-state.ts";
import { migrate, migrations } from "./migrate.ts";
import { createReader } from "./reader.ts";
import { type Db, openDatabase, rows } from "./sqlite.ts";
import { allocationRecord, evaluationRecord, jobRecord } from "./testing/records.ts";
import { type TemporaryStore, temporaryStore } from "./testing/temporary-store.ts";
import { rowWriters } from "./write-rows.ts";
import { tokenTable } from "./tokens.ts";

let temporary: TemporaryStore;
let db: Db;
let asked: Set<string>;

const job = jobRecord({ key: 1, id: "x" });

beforeAll(() => {
  temporary = temporaryStore();
  db = openDatabase(temporary.file);
  migrate(db, migrations());
  plantSeed(db, () => "test-seed");
  const write = rowWriters(db);
  write.job(job);
  write.allocation(allocationRecord({ key: 1, job }));
  write.evaluation(evaluationRecord(1, job));
  asked = new Set();
});
afterAll(() => {
  db.close();
  temporary[Symbol.dispose]();
});

/** The same connection, with every statement noted. */
const noting = (): Db => ({
  ...db,
  sql: (text) => {
    asked.add(text);
    return db.sql(text);
  },
});

const planOf = (sql: string): readonly string[] =>
  rows<{ detail: string }>(db.sql(`EXPLAIN QUERY PLAN ${sql}`)).map((row) => row.detail);

/** Small by nature: a row per kind of job, per node, per token, per value of a filter. */
const small = /^(SCAN|SEARCH) (job_count|evaluation_count|node|token|meta|json_each)\b/;
const isHarmless = (step: string): boolean =>
  small.test(step) || !/^(SCAN|SEARCH)/.test(step) || (step.startsWith("SEARCH") && !step.includes("AUTOMATIC"));

/** The steps of a statement that cost more than the rows it answers. Sorting a small table is none of them. */
const costs = (sql: string): readonly string[] => {
  const steps = planOf(sql);
  const isSmall = steps.every((step) => small.test(step) || !/^(SCAN|SEARCH)/.test(step));
  return steps.filter((step) => !isHarmless(step) || (step.includes("TEMP B-TREE") && !isSmall));
};

const audits = [
  {},
  { namespaces: ["a", "b"] },
  { job: "x", namespaces: ["a"] },
  { plan: "p" },
  { who: "w", door: "d" },
  { action: "a" },
];

const sorts = ["name", "health", "changed", "key"] as const;
const plainFilters = [
  {},
  { withoutChildren: true },
  { withoutChildren: true, namespaces: ["default"] },
  { health: { include: ["succeeded"], exclude: [] } },
  { type: { include: ["batch"], exclude: [] }, namespaces: ["default"] },
] as const;

const askForJobs = (filters: readonly object[]): void => {
  const reader = createReader(noting());
  for (const filter of filters)
    for (const sort of sorts)
      for (const descending of [false, true]) {
        reader.jobs({ filter, sort, descending, limit: 10 });
        reader.jobCounts(filter);
      }
};

test("[S6] no page of a list, first or later, filtered or not, scans a table or sorts", () => {
  asked.clear();
  askForJobs(plainFilters);
  const reader = createReader(noting());
  const page = { limit: 10 };
  const x = { namespace: "default", jobId: "x" };
  reader.job("default", "x");
  reader.index();
  reader.versions(1, page);
  reader.version(1, 0);
  reader.allocations(x, page);
  reader.allocations({ ...x, group: "main", states: ["complete"] }, page);
  reader.allocation("00000000-0000-4000-8000-000000000000");
  reader.allocationByKey(1);
  reader.allocationsByPrefix("0000", 5);
  reader.allocationsByPrefix("00000000-0000", 5);
  reader.allocationsOfEvaluation(1, page);
  reader.evaluations("default", "x", page);
  for (const filter of [
    {},
    { status: ["blocked"] },
    { namespaces: ["default"], triggeredBy: ["job-register"] },
    { jobId: "x" },
    { namespaces: ["default"], jobId: "x", status: ["complete"] },
  ] as const) {
    reader.allEvaluations(filter, page);
    reader.evaluationCounts(filter);
  }
  reader.evaluation("00000000-0000-4000-8000-000000000000");
  reader.evaluationByKey(1);
  for (const filter of [
    { now: 1 },
    { now: 1, namespaces: ["default"], verdicts: ["open", "expired"], author: "x" },
    { now: 1, jobId: "x" },
    { now: 1, namespaces: ["default"], jobId: "x", author: "y" },
    { now: 1, verdicts: ["applied"] },
  ] as const)
    reader.plans(filter, page);
  reader.plan("00000000-0000-4000-8000-000000000000");
  reader.planHead(1);
  reader.plannedInstances(1, 0, 10);
  reader.node("00000000-0000-4000-8000-000000000000");
  reader.nodeByKey(1);
  reader.nodes();
  for (const filter of audits) auditReader(noting()).auditRows(page, filter);
  const journal = journalReader(noting());
  journal.journal(0, 10);
  journal.oldestIndex();
  tokenTable(noting()).findTokenByHash(new Uint8Array(32));
  expect(asked.size).toBeGreaterThan(20);
  expect([...asked].flatMap((sql) => costs(sql).map((step) => `${step}: ${sql}`))).toEqual([]);
  expect([...asked].filter((sql) => /OFFSET/i.test(sql))).toEqual([]);
});

test("[S6] what looks for what is past walks by key, a few hundred rows at a time", () => {
  asked.clear();
  const { garbage } = garbageReader(noting());
  for (let piece = garbage(); piece.next !== null; piece = garbage(piece.next));
  expect(asked.size).toBeGreaterThan(5);
  expect([...asked].flatMap((sql) => costs(sql).map((step) => `${step}: ${sql}`))).toEqual([]);
  expect([...asked].filter((sql) => !sql.endsWith("LIMIT ?"))).toEqual([]);
});

test("[S6] a search by words reads the narrow index alone, one by a rare prefix its own", () => {
  asked.clear();
  askForJobs([{ words: { include: ["x"], exclude: ["y"] } }]);
  const searches = [...asked].filter((sql) => sql.includes("instr("));
  expect(searches).toHaveLength(9);
  for (const sql of searches) expect(planOf(sql)[0]).toMatch(/^(SCAN|SEARCH) job USING COVERING INDEX job_by_name/);
  asked.clear();
  askForJobs([{ prefix: "x" }]);
  const prefixed = [...asked].filter((sql) => sql.includes("INDEXED BY job_by_id"));
  expect(prefixed.length).toBeGreaterThan(8);
  for (const sql of prefixed) expect(planOf(sql).join()).toMatch(/SEARCH job USING .*INDEX job_by_id/);
});

test("[S6] a parent's children are found by their index, the newest without sorting", () => {
  asked.clear();
  askForJobs([{ parent: 1 }]);
  const found = [...asked].filter((sql) => sql.includes("parent = ?") && !sql.includes("token = ?"));
  expect(found.length).toBeGreaterThan(8);
  for (const sql of found) expect(planOf(sql)[0]).toMatch(/^SEARCH job USING .*INDEX job_by_parent/);
  asked.clear();
  createReader(noting()).jobs({ filter: { parent: 1 }, sort: "key", descending: true, limit: 10 });
  expect([...asked].flatMap(costs)).toEqual([]);
});

test("[S4] loading the state reads live rows only", () => {
  asked.clear();
  const { state } = loadState(noting(), memoryLimits);
  state.jobs.get(1);
  state.jobKeys.get("default\0x");
  state.allocations.get(1);
  state.evaluations.get(1);
  state.deployments.get(1);
  state.specs.get("1/0");
  state.instances.get("1/0/main");
  const scans = [...asked].flatMap(costs);
  expect(scans.sort()).toEqual([
    "SCAN allocation USING INDEX allocation_live",
    "SCAN job USING COVERING INDEX job_periodic",
    "SCAN job USING INDEX job_per_node",
    "USE TEMP B-TREE FOR ORDER BY",
    "USE TEMP B-TREE FOR ORDER BY",
  ]);
});
