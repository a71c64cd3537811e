import { type ClientStatus, type Job, type JobHealth, jobHealth, jobHealths } from "@longshore/core/model";
import type { JobFilter, JobSort, Page } from "@longshore/core/reader";
import fc from "fast-check";
import { expect, test } from "vitest";
import { allocationState } from "./instance-state.ts";
import { allocationRecord, evaluationRecord, jobRecord, versionRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

/** Every item of a list, page by page. */
const walkPages = <T>(read: (cursor: string | undefined) => Page<T>): readonly T[] => {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = read(cursor);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
};

const name = fc.oneof(
  fc.constantFrom("a", "A", "b", "ab", "ä", "Ä", "\u{1F6A2}", "\u{FB01}", "", "constructor"),
  fc.string({ maxLength: 4, unit: "grapheme" }).filter((text) => !text.includes("\0")),
);
const counts = fc.constantFrom(
  ...[{ failed: 1 }, { lost: 1 }, { failed: 1, running: 1 }, { queued: 1 }, { starting: 1 }, { running: 1 }, {}].concat(
    [{ complete: 1 } as never],
  ),
);
const jobs = (): fc.Arbitrary<readonly Job[]> =>
  fc
    .array(
      fc.record({
        id: name,
        name,
        namespace: fc.constantFrom("default", "b"),
        type: fc.constantFrom("service", "batch", "system" as const),
        counts,
        changedAt: fc.constantFrom(0, 1, 1.5, 2_000_000_000_000),
        parent: fc.constantFrom(null, null, 1, 2),
      }),
      { maxLength: 25 },
    )
    .map((list) =>
      list.map((of, at) => ({
        ...jobRecord({ ...of, key: at + 1, id: `${of.id}-${String(at)}` }),
        parent: of.parent === null ? null : { job: of.parent, id: "parent", version: 0 },
      })),
    );

const health = fc.constantFrom<JobHealth>(...jobHealths);
const filter: fc.Arbitrary<JobFilter> = fc.record(
  {
    words: fc.record({
      include: fc.array(name, { maxLength: 1 }),
      exclude: fc.array(name.filter(Boolean), { maxLength: 1 }),
    }),
    health: fc.record({ include: fc.array(health, { maxLength: 3 }), exclude: fc.array(health, { maxLength: 2 }) }),
    type: fc.record({
      include: fc.array(fc.constantFrom("service", "batch" as const), { maxLength: 1 }),
      exclude: fc.constant([]),
    }),
    namespaces: fc.subarray(["default", "b", "c"]),
    prefix: name,
    parent: fc.constantFrom(1, 3),
    withoutChildren: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** The filter in other words: over records, without an index. */
const matches = (job: Job, wanted: JobFilter, withHealth = true): boolean => {
  const text = [job.spec.id.toLowerCase(), job.spec.name.toLowerCase()];
  const has = (word: string) => text.some((one) => one.includes(word.toLowerCase()));
  const among = <T>(one: T, of: { readonly include: readonly T[]; readonly exclude: readonly T[] } | undefined) =>
    of === undefined || ((of.include.length === 0 || of.include.includes(one)) && !of.exclude.includes(one));
  return (
    (wanted.words?.include.every(has) ?? true) &&
    !(wanted.words?.exclude.some(has) ?? false) &&
    (!withHealth || among(jobHealth(job), wanted.health)) &&
    among(job.spec.type, wanted.type) &&
    (wanted.namespaces?.includes(job.spec.namespace) ?? true) &&
    job.spec.id.startsWith(wanted.prefix ?? "") &&
    (wanted.parent === undefined || job.parent?.job === wanted.parent) &&
    !(wanted.withoutChildren === true && job.parent !== null)
  );
};

const bytes = (text: string): Buffer => Buffer.from(text.toLowerCase());
const byName = (a: Job, b: Job) => Buffer.compare(bytes(a.spec.name), bytes(b.spec.name)) || a.key - b.key;
const rank = (job: Job) => jobHealths.indexOf(jobHealth(job));
const compare: Readonly<Record<JobSort, (a: Job, b: Job) => number>> = {
  name: byName,
  health: (a, b) => rank(a) - rank(b) || byName(a, b),
  changed: (a, b) => a.changedAt - b.changedAt || a.key - b.key,
  key: (a, b) => a.key - b.key,
};

test("[S6] the pages of any job list enumerate what matches, each once, in order; counts agree", () => {
  const list = fc.record({
    filter,
    sort: fc.constantFrom<JobSort>("name", "health", "changed", "key"),
    descending: fc.boolean(),
    limit: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(jobs(), fc.array(list, { minLength: 4, maxLength: 8 }), (fleet, requests) => {
      using temporary = temporaryStore();
      const store = temporary.open();
      store.commit(batchOf(store, { jobs: byKey(...fleet) }));
      for (const request of requests) {
        const expected = fleet.filter((job) => matches(job, request.filter)).sort(compare[request.sort]);
        if (request.descending) expected.reverse();
        const walked = walkPages((cursor) => store.reader.jobs({ ...request, cursor }));
        expect(walked.map((job) => job.key)).toEqual(expected.map((job) => job.key));
        const { byHealth, total } = store.reader.jobCounts(request.filter);
        expect(total).toBe(expected.length);
        const anyHealth = fleet.filter((job) => matches(job, request.filter, false));
        for (const one of jobHealths) expect(byHealth[one]).toBe(anyHealth.filter((j) => jobHealth(j) === one).length);
      }
    }),
    { numRuns: 40 },
  );
}, 30_000);

const clients: readonly ClientStatus[] = ["pending", "running", "complete", "failed", "lost", "unknown"];

test("[S6] the pages of a job's allocations enumerate them newest first, each once, however often they changed", () => {
  const change = fc.record({
    key: fc.integer({ min: 1, max: 12 }),
    client: fc.constantFrom(...clients),
    desired: fc.constantFrom("run", "stop" as const),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (changes, limit) => {
      using temporary = temporaryStore();
      const store = temporary.open();
      const owners = [jobRecord({ key: 1, id: "x" }), jobRecord({ key: 2, id: "x" }), jobRecord({ key: 3, id: "y" })];
      for (const job of owners.slice(0, 2))
        store.commit(
          batchOf(store, {
            jobs: new Map([
              [1, null],
              [job.key, job],
            ]),
          }),
        );
      const last = new Map<number, ReturnType<typeof allocationRecord>>();
      for (const { key, client, desired } of changes) {
        const job = owners[key % 3] ?? jobRecord({ key: 9, id: "z" });
        const record = { ...allocationRecord({ key, job, client, evaluation: key % 2 }), desired };
        last.set(key, record);
        store.commit(batchOf(store, { allocations: byKey(record) }));
      }
      const mine = [...last.values()].filter((one) => one.jobId === "x").sort((a, b) => b.key - a.key);
      const read = (states?: readonly string[]) =>
        walkPages((cursor) =>
          store.reader.allocations({ namespace: "default", jobId: "x", states }, { cursor, limit }),
        );
      expect(read()).toEqual(mine);
      const states = ["running", "failed"];
      const some = mine.filter((one) => states.includes(allocationState(one)));
      expect(read(states)).toEqual(some);
      expect(store.reader.allocations({ namespace: "default", jobId: "x", states }, { limit }).total).toBe(some.length);
      const odd = walkPages((cursor) => store.reader.allocationsOfEvaluation(1, { cursor, limit }));
      expect(odd.map((one) => one.key)).toEqual([...last.keys()].filter((key) => key % 2 === 1).sort((a, b) => b - a));
      for (const one of last.values()) {
        expect(store.reader.allocation(one.id)).toEqual(one);
        expect(store.reader.allocationsByPrefix(one.id.slice(0, 13).toUpperCase(), 5)).toEqual([one]);
      }
    }),
    { numRuns: 25 },
  );
}, 30_000);

test("[S6] versions and evaluations come newest first, page by page", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const job = jobRecord({ key: 1, id: "x" });
  const versions = Array.from({ length: 7 }, (_, version) => versionRecord({ ...job, version }));
  const evaluations = Array.from({ length: 7 }, (_, at) => evaluationRecord(at + 1, job, at % 2 === 0));
  store.commit(
    batchOf(store, {
      jobs: byKey(job),
      versions: new Map(versions.map((version) => [String(version.version), { job: 1, version }])),
      evaluations: byKey(...evaluations),
    }),
  );
  expect(walkPages((cursor) => store.reader.versions(1, { cursor, limit: 3 }))).toEqual(versions.toReversed());
  expect(walkPages((cursor) => store.reader.evaluations("default", "x", { cursor, limit: 3 }))).toEqual(
    evaluations.toReversed(),
  );
  expect(store.reader.evaluations("default", "other", { limit: 3 })).toEqual({ items: [], next: null });
});
