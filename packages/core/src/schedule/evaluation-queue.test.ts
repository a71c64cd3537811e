import fc from "fast-check";
import { expect, test } from "vitest";
import type { Evaluation, EvaluationStatus } from "../model/evaluation.ts";
import { createEvaluationQueue } from "./evaluation-queue.ts";

const evaluation = (key: number, given: Partial<Evaluation> = {}): Evaluation => ({
  key,
  id: `evaluation-${String(key)}`,
  job: key,
  namespace: "default",
  jobId: `job-${String(key)}`,
  type: "service",
  priority: 50,
  triggeredBy: "job-register",
  status: "pending",
  statusDescription: "",
  jobModifyIndex: 1,
  waitUntil: null,
  node: null,
  previous: null,
  next: null,
  blocked: null,
  failedGroups: {},
  queued: {},
  cursor: null,
  failures: 0,
  reserves: [],
  anyRoom: false,
  written: 0,
  createdAt: 0,
  modifiedAt: 0,
  createIndex: 1,
  modifyIndex: 1,
  ...given,
});

const queueOf = (...evaluations: readonly Evaluation[]) => {
  const queue = createEvaluationQueue();
  for (const one of evaluations) queue.note(one);
  return queue;
};

const drain = (queue: ReturnType<typeof createEvaluationQueue>, now = 0): readonly number[] => {
  const order: number[] = [];
  for (let key = queue.take(now); key !== undefined; key = queue.take(now)) order.push(key);
  return order;
};

test("[Q1] the higher priority comes first, then the older one, whatever the order they came in", () => {
  const evaluations = [evaluation(1), evaluation(2, { priority: 80 }), evaluation(3), evaluation(4, { priority: 80 })];
  fc.assert(
    fc.property(fc.shuffledSubarray(evaluations, { minLength: 4 }), (order) => {
      expect(drain(queueOf(...order))).toEqual([2, 4, 1, 3]);
    }),
  );
});

test("[Q2] of a job one is in hand at a time; the next has its turn when that is released", () => {
  const queue = queueOf(evaluation(1, { job: 7 }), evaluation(2, { job: 7, priority: 90 }), evaluation(3));
  expect(drain(queue)).toEqual([2, 3]);
  queue.note(evaluation(2, { job: 7, status: "complete" }));
  queue.release(2);
  queue.release(3);
  expect(drain(queue)).toEqual([1, 3]);
});

test("[Q2] one that is not finished when it is released has another turn", () => {
  const queue = queueOf(evaluation(1));
  expect([queue.take(0), queue.take(0)]).toEqual([1, undefined]);
  queue.note(evaluation(1, { written: 250 }));
  expect(queue.take(0)).toBeUndefined();
  queue.release(1);
  expect(queue.take(0)).toBe(1);
});

test("[Q3] one that waits for a time has its turn when it has come, and says when", () => {
  const queue = queueOf(evaluation(1, { waitUntil: 500 }), evaluation(2, { waitUntil: 200, priority: 1 }));
  expect([queue.take(199), queue.firstDueAt(), queue.size()]).toEqual([undefined, 200, 2]);
  expect(queue.take(200)).toBe(2);
  expect(queue.firstDueAt()).toBe(500);
  expect(drain(queue, 500)).toEqual([1]);
  expect([queue.firstDueAt(), queue.size()]).toEqual([null, 0]);
});

test("[Q4] a blocked, ended or unknown one has no turn, one that was unblocked has", () => {
  const queue = queueOf(evaluation(1, { status: "blocked" }), evaluation(2), evaluation(3, { waitUntil: 9 }));
  queue.note(evaluation(2, { status: "canceled" }));
  queue.note(evaluation(3, { status: "canceled" }));
  expect([queue.take(10), queue.size(), queue.firstDueAt()]).toEqual([undefined, 0, null]);
  queue.release(99);
  queue.putOff(99, 5);
  queue.note(evaluation(1));
  expect(queue.take(10)).toBe(1);
});

test("[Q5] one that could not be worked off is put off, and the others have their turn meanwhile", () => {
  const queue = queueOf(evaluation(1, { priority: 100 }), evaluation(2));
  expect(queue.take(0)).toBe(1);
  queue.putOff(1, 1000);
  queue.release(1);
  queue.note(evaluation(1, { priority: 100 }));
  expect([queue.take(0), queue.take(999), queue.firstDueAt()]).toEqual([2, undefined, 1000]);
  expect(queue.take(1000)).toBe(1);
  const another = queueOf(evaluation(1));
  another.putOff(1, 1000);
  expect([another.take(0), another.take(1000)]).toEqual([undefined, 1]);
});

type Step =
  | { readonly type: "note"; readonly evaluation: Evaluation }
  | { readonly type: "take" }
  | { readonly type: "release"; readonly nth: number };

const statuses: readonly EvaluationStatus[] = ["pending", "pending", "blocked", "complete"];

const steps = fc.array(
  fc.oneof(
    fc
      .record({
        key: fc.integer({ min: 1, max: 12 }),
        status: fc.constantFrom(...statuses),
        priority: fc.integer({ min: 1, max: 3 }),
        waitUntil: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
      })
      .map(({ key, ...given }): Step => ({ type: "note", evaluation: evaluation(key, { job: key % 4, ...given }) })),
    fc.constant<Step>({ type: "take" }),
    fc.nat(3).map((nth): Step => ({ type: "release", nth })),
  ),
  { maxLength: 60 },
);

test("[Q1][Q2][Q3] it takes what looking at all of them would have taken", () => {
  fc.assert(
    fc.property(steps, (history) => {
      const queue = createEvaluationQueue();
      const known = new Map<number, Evaluation>();
      const inHand = new Map<number, number>();
      for (const [now, step] of history.entries()) {
        if (step.type === "note") {
          queue.note(step.evaluation);
          known.set(step.evaluation.key, step.evaluation);
        } else if (step.type === "release") {
          const key = [...inHand.values()][step.nth];
          if (key === undefined) continue;
          queue.release(key);
          for (const [job, taken] of inHand) if (taken === key) inHand.delete(job);
        } else {
          const [best] = [...known.values()]
            .filter(({ status, job, waitUntil }) => status === "pending" && !inHand.has(job) && (waitUntil ?? 0) <= now)
            .toSorted((a, b) => b.priority - a.priority || a.key - b.key);
          expect(queue.take(now)).toBe(best?.key);
          if (best !== undefined) inHand.set(best.job, best.key);
        }
      }
    }),
  );
});
