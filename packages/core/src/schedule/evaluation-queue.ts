import { createDueQueue } from "../due-queue.ts";
import { evaluationDueAt } from "../due.ts";
import { createHeap } from "../heap.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EvaluationKey, JobKey } from "../model/ids.ts";

/**
 * Which evaluation is worked off next. It holds pending ones only: blocked ones wait for the world and not for their turn.
 * What it knows follows from the state: it is filled from the open evaluations and told of each change.
 */
export type EvaluationQueue = {
  /** An evaluation as it is now, whatever its status. */
  readonly note: (evaluation: Evaluation) => void;
  /** The most urgent one that is due and whose job has none in hand; it is in hand until `release`. */
  readonly take: (now: number) => EvaluationKey | undefined;
  /** No longer in hand; what is still pending of its job gets its turn again. */
  readonly release: (evaluation: EvaluationKey) => void;
  /** Not before this time, whatever it says itself: it could not be worked off. */
  readonly putOff: (evaluation: EvaluationKey, until: number) => void;
  /** When the next one comes due; null when none waits for a time. */
  readonly firstDueAt: () => number | null;
  /** Pending ones that are not in hand, those that wait for a time included. */
  readonly size: () => number;
  readonly clear: () => void;
};

type Entry = Pick<Evaluation, "key" | "job" | "priority" | "waitUntil">;

/** [Q1] The higher priority first, then the older one. */
const isBefore = (a: Entry, b: Entry): boolean =>
  a.priority > b.priority || (a.priority === b.priority && a.key < b.key);

type Queue = {
  /** Every pending evaluation; an entry of the heap that is not in here is stale. */
  readonly pending: Map<EvaluationKey, Entry>;
  readonly ready: ReturnType<typeof createHeap<Entry>>;
  readonly waiting: ReturnType<typeof createDueQueue<EvaluationKey>>;
  /** [Q2] One of a job at a time. */
  readonly inHand: Map<JobKey, EvaluationKey>;
  /** What came up while its job had one in hand. */
  readonly held: Map<JobKey, Entry[]>;
};

const enter = (queue: Queue, evaluation: Evaluation): void => {
  const { key, job, priority, waitUntil } = evaluation;
  const entry = { key, job, priority, waitUntil };
  queue.pending.set(key, entry);
  const dueAt = evaluationDueAt(evaluation);
  queue.waiting.set(key, dueAt);
  if (dueAt === null) queue.ready.push(entry);
};

const leave = (queue: Queue, key: EvaluationKey): void => {
  queue.pending.delete(key);
  queue.waiting.set(key, null);
};

const isUnchanged = (known: Entry, { priority, waitUntil }: Evaluation): boolean =>
  known.priority === priority && known.waitUntil === waitUntil;

/** Those whose time has come get in line with the others. */
const wake = (queue: Queue, now: number): void => {
  for (let key = queue.waiting.take(now); key !== undefined; key = queue.waiting.take(now)) {
    const entry = queue.pending.get(key);
    if (entry !== undefined) queue.ready.push(entry);
  }
};

const takeFrom = (queue: Queue, now: number): EvaluationKey | undefined => {
  wake(queue, now);
  for (let entry = queue.ready.pop(); entry !== undefined; entry = queue.ready.pop()) {
    const { key, job } = entry;
    if (queue.pending.get(key) !== entry || queue.inHand.get(job) === key || queue.waiting.has(key)) continue;
    if (queue.inHand.has(job)) {
      queue.held.set(job, [...(queue.held.get(job) ?? []), entry]);
      continue;
    }
    queue.inHand.set(job, key);
    return key;
  }
  return undefined;
};

const releaseTo = (queue: Queue, key: EvaluationKey): void => {
  const job = [...queue.inHand].find(([, taken]) => taken === key)?.[0];
  if (job === undefined) return;
  queue.inHand.delete(job);
  for (const entry of queue.held.get(job) ?? []) queue.ready.push(entry);
  queue.held.delete(job);
  const entry = queue.pending.get(key);
  if (entry !== undefined && !queue.waiting.has(key)) queue.ready.push(entry);
};

export const createEvaluationQueue = (): EvaluationQueue => {
  const queue: Queue = {
    pending: new Map(),
    ready: createHeap(isBefore),
    waiting: createDueQueue(),
    inHand: new Map(),
    held: new Map(),
  };
  return {
    note: (evaluation) => {
      const known = queue.pending.get(evaluation.key);
      if (evaluation.status !== "pending") return leave(queue, evaluation.key);
      if (known === undefined || !isUnchanged(known, evaluation)) enter(queue, evaluation);
    },
    take: (now) => takeFrom(queue, now),
    release: (key) => releaseTo(queue, key),
    putOff: (key, until) => {
      if (queue.pending.has(key)) queue.waiting.set(key, until);
    },
    firstDueAt: () => queue.waiting.firstAt(),
    size: () => queue.pending.size - [...queue.inHand.values()].filter((key) => queue.pending.has(key)).length,
    clear: () => {
      for (const part of [queue.pending, queue.ready, queue.waiting, queue.inHand, queue.held]) part.clear();
    },
  };
};
