import { type Evaluation, evaluationStatuses, evaluationTriggers } from "@longshore/core/model";
import type { EvaluationFilter } from "@longshore/core/reader";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluationRecord, jobRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const jobs = [
  jobRecord({ key: 1, id: "x" }),
  jobRecord({ key: 2, id: "x", namespace: "b" }),
  jobRecord({ key: 3, id: "y" }),
];
const [firstJob] = jobs;

const status = fc.constantFrom(...evaluationStatuses);
const trigger = fc.constantFrom(...evaluationTriggers.slice(0, 3));
const change = fc.record({ key: fc.integer({ min: 1, max: 15 }), status });

const filter: fc.Arbitrary<EvaluationFilter> = fc.record(
  {
    namespaces: fc.subarray(["default", "b", "c"]),
    jobId: fc.constantFrom("x", "y", "z"),
    status: fc.uniqueArray(status, { maxLength: 3 }),
    triggeredBy: fc.uniqueArray(trigger, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

/** The filter in other words: over records, without an index. */
const matches = (one: Evaluation, wanted: EvaluationFilter): boolean =>
  (wanted.namespaces?.includes(one.namespace) ?? true) &&
  one.jobId === (wanted.jobId ?? one.jobId) &&
  (wanted.status?.includes(one.status) ?? true) &&
  (wanted.triggeredBy?.includes(one.triggeredBy) ?? true);

test("[S6] [S7] the pages of all evaluations hold what matches, newest first, each once, however often they changed; counts agree", () => {
  const requests = fc.array(fc.record({ filter, limit: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 3,
    maxLength: 6,
  });
  const triggers = fc.array(trigger, { minLength: 15, maxLength: 15 });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), triggers, requests, (changes, triggeredBy, lists) => {
      using temporary = temporaryStore();
      const store = temporary.open();
      store.commit(batchOf(store, { jobs: byKey(...jobs) }));
      const last = new Map<number, Evaluation>();
      for (const { key, status: now } of changes) {
        const record = evaluationRecord(key, jobs[key % 3] ?? firstJob ?? jobRecord({ key: 9, id: "z" }));
        const made = { ...record, status: now, triggeredBy: triggeredBy[key - 1] ?? record.triggeredBy };
        last.set(key, made);
        store.commit(batchOf(store, { evaluations: byKey(made) }));
      }
      const all = [...last.values()].sort((a, b) => b.key - a.key);
      for (const { filter: wanted, limit } of lists) {
        const walked: Evaluation[] = [];
        let cursor: string | undefined;
        do {
          const page = store.reader.allEvaluations(wanted, { cursor, limit });
          walked.push(...page.items);
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        expect(walked).toEqual(all.filter((one) => matches(one, wanted)));
        const counts = store.reader.evaluationCounts(wanted);
        const anyStatus = all.filter((one) => matches(one, { ...wanted, status: undefined }));
        for (const one of evaluationStatuses)
          expect(counts[one]).toBe(anyStatus.filter((each) => each.status === one).length);
      }
    }),
    { numRuns: 30 },
  );
}, 30_000);
