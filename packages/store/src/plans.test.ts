import type { PlanVerdict, SavedPlan } from "@longshore/core/model";
import type { PlanFilter } from "@longshore/core/reader";
import { emptyState } from "@longshore/core/state";
import { planChange } from "@longshore/core/plan";
import { uuidOf } from "@longshore/core/uuid";
import fc from "fast-check";
import { expect, test } from "vitest";
import { specRecord } from "./testing/records.ts";
import { batchOf, byKey, temporaryStore } from "./testing/temporary-store.ts";

const author = { door: "dashboard", by: "alice" } as const;

const planOf = (key: number, more: Partial<SavedPlan> = {}): SavedPlan => ({
  key,
  id: uuidOf("seed", "plan", key),
  namespace: "default",
  jobId: "web",
  author,
  comment: "",
  change: { type: "stopJob", namespace: "default", id: "web", origin: author },
  base: { version: 0, jobModifyIndex: 1, index: 1 },
  version: 1,
  counts: { stop: 0, replace: 0, inPlace: 0, create: 0, wait: 0, keep: 0 },
  digest: "0",
  status: "open",
  review: null,
  applied: null,
  createdAt: key,
  expiresAt: 1000,
  createIndex: 1,
  modifyIndex: 1,
  ...more,
});

/** A plan that places so many instances nowhere: there are no nodes. */
const bigPlan = (count: number) => {
  const spec = specRecord({ id: "web", type: "service", count });
  const planned = planChange(emptyState("seed"), { type: "registerJob", spec, origin: author }, 0);
  if (!planned.ok) throw new Error("it cannot be planned");
  return planned.value;
};

test("[Y11] what a plan would do is stored in parts with its entry, and read from any place on", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const plan = bigPlan(1201);
  const nodes = [{ id: "n", modifyIndex: 3, state: "ready" }];
  const saved = planOf(1);
  store.commit(batchOf(store, { savedPlans: byKey(saved) }, { planBodies: [{ key: 1, plan, nodes }] }));
  const { reader } = store;
  expect(reader.plan(saved.id)).toEqual(saved);
  const { instances, ...summary } = plan;
  expect(reader.planHead(1)).toEqual({ plan: summary, nodes, instances: 1201 });
  for (const [from, limit] of [
    [0, 1201],
    [0, 500],
    [499, 2],
    [500, 500],
    [1000, 500],
    [1200, 1],
    [1201, 5],
    [0, 0],
  ] as const)
    expect(reader.plannedInstances(1, from, limit)).toEqual(instances.slice(from, from + limit));
  expect(reader.planHead(2)).toBeUndefined();
  expect(reader.plannedInstances(2, 0, 10)).toEqual([]);
});

test("[Y11] a commit that fails stores neither the plan nor what it would do", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  const batch = batchOf(
    store,
    { savedPlans: byKey(planOf(1)) },
    { planBodies: [{ key: 1, plan: bigPlan(3), nodes: [] }] },
  );
  const gap = { ...batch, entries: batch.entries.map((entry) => ({ ...entry, index: entry.index + 5 })) };
  expect(() => store.commit(gap)).toThrow("journal entry");
  expect(store.reader.plan(planOf(1).id)).toBeUndefined();
  expect(store.reader.planHead(1)).toBeUndefined();
  store.commit(batch);
  expect(store.reader.planHead(1)?.instances).toBe(3);
});

test("[Y12] with a plan that is forgotten goes what it would do", () => {
  using temporary = temporaryStore();
  const store = temporary.open();
  store.commit(
    batchOf(store, { savedPlans: byKey(planOf(1)) }, { planBodies: [{ key: 1, plan: bigPlan(3), nodes: [] }] }),
  );
  const found = (): readonly number[] => {
    const plans: number[] = [];
    let piece = store.garbage();
    for (;;) {
      plans.push(...piece.candidates.plans);
      if (piece.next === null) return plans;
      piece = store.garbage(piece.next);
    }
  };
  expect(found()).toEqual([1]);
  store.commit(batchOf(store, { gone: new Map([["plans/1", { kind: "plans", key: 1 } as const]]) }));
  expect(store.reader.plan(planOf(1).id)).toBeUndefined();
  expect(store.reader.planHead(1)).toBeUndefined();
  expect(found()).toEqual([]);
});

const verdictAt = ({ status, expiresAt }: SavedPlan, now: number): PlanVerdict =>
  (status === "open" || status === "approved") && expiresAt <= now ? "expired" : status;

const isListed = (plan: SavedPlan, { namespaces, jobId, verdicts, author: by, now }: PlanFilter): boolean =>
  (namespaces === undefined || namespaces.includes(plan.namespace)) &&
  (jobId === undefined || plan.jobId === jobId) &&
  (by === undefined || plan.author.by === by) &&
  (verdicts === undefined || verdicts.includes(verdictAt(plan, now)));

test("[S6] the pages of plans hold what matches, each once, newest first", () => {
  const namespace = fc.constantFrom("default", "other");
  const verdict = fc.constantFrom<PlanVerdict[]>("open", "approved", "rejected", "applied", "expired");
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const plans = fc.array(
    fc.record({
      namespace,
      jobId: fc.constantFrom("web", "job"),
      status: fc.constantFrom<SavedPlan["status"][]>("open", "approved", "rejected", "applied"),
      expiresAt: fc.constantFrom(10, 20),
      author: fc.constantFrom("alice", "bob").map((by) => ({ door: "dashboard" as const, by })),
    }),
    { maxLength: 30 },
  );
  const filters = fc.record({
    namespaces: optional(fc.uniqueArray(namespace)),
    jobId: optional(fc.constantFrom("web", "job")),
    verdicts: optional(fc.uniqueArray(verdict)),
    author: optional(fc.constantFrom("alice", "nobody")),
    now: fc.constantFrom(5, 15, 20),
  });
  fc.assert(
    fc.property(
      plans,
      fc.array(filters, { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 7 }),
      (given, asked, limit) => {
        using temporary = temporaryStore();
        const store = temporary.open();
        const all = given.map((more, at) => planOf(at + 1, more));
        store.commit(batchOf(store, { savedPlans: byKey(...all) }));
        for (const filter of asked) {
          const found: SavedPlan[] = [];
          let cursor: string | undefined;
          do {
            const page = store.reader.plans(filter, { limit, cursor });
            found.push(...page.items);
            cursor = page.next ?? undefined;
          } while (cursor !== undefined);
          expect(found).toEqual(all.filter((plan) => isListed(plan, filter)).toReversed());
        }
      },
    ),
    { numRuns: 10 },
  );
}, 60_000);
