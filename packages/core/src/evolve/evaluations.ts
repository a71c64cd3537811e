import type { Event } from "../event.ts";
import { must } from "../invariant.ts";
import { isOpen, type Evaluation } from "../model/evaluation.ts";
import { uuidOf } from "../uuid.ts";
import type { Evolution } from "./evolution.ts";
import { putJob, withWaiting } from "./jobs.ts";
import { addWaiting, removeWaiting } from "./waiting.ts";

type Of<T extends Event["type"]> = Extract<Event, { readonly type: T }>;

const put = (on: Evolution, before: Evaluation | undefined, after: Evaluation): void => {
  const { state } = on;
  const evaluation = { ...after, modifiedAt: on.at, modifyIndex: on.index };
  state.evaluations.set(evaluation.key, evaluation);
  on.touched.evaluations.set(evaluation.key, evaluation);
  state.indexes.evaluations = on.index;
  const opened = isOpen(evaluation) && !(before !== undefined && isOpen(before));
  const closed = !isOpen(evaluation) && before !== undefined && isOpen(before);
  if (opened) state.openOfJob.add(evaluation.job, evaluation.key);
  if (closed) state.openOfJob.remove(evaluation.job, evaluation.key);
  if (evaluation.status === "blocked") state.blocked.set(evaluation.key, evaluation.job);
  else state.blocked.delete(evaluation.key);
  if (isOpen(evaluation) && evaluation.reserves.length > 0) state.reserving.set(evaluation.key, evaluation.job);
  else if (state.reserving.has(evaluation.key)) state.reserving.delete(evaluation.key);
  const job = state.jobs.get(evaluation.job);
  if (before !== undefined) removeWaiting(state, before, job?.spec);
  addWaiting(state, evaluation, job?.spec);
  if (job !== undefined)
    putJob(on, {
      ...job,
      evaluationsIndex: on.index,
      openEvaluations: job.openEvaluations + (opened ? 1 : 0) - (closed ? 1 : 0),
    });
};

export const evolveEvaluationCreated = (on: Evolution, event: Of<"evaluationCreated">): void => {
  const { state } = on;
  const job = state.jobs.get(event.job);
  // A blocked evaluation waits for what the one before it could not place.
  const waitsFor =
    event.status === "blocked" && event.previous !== null ? state.evaluations.get(event.previous) : undefined;
  state.next.evaluation = Math.max(state.next.evaluation, event.evaluation + 1);
  put(on, undefined, {
    key: event.evaluation,
    id: uuidOf(state.seed, "evaluation", event.evaluation),
    job: event.job,
    namespace: event.namespace,
    jobId: event.jobId,
    type: event.jobType,
    priority: event.priority,
    triggeredBy: event.triggeredBy,
    status: event.status,
    statusDescription: event.statusDescription,
    jobModifyIndex: job?.jobModifyIndex ?? 0,
    waitUntil: event.waitUntil,
    node: event.node,
    previous: event.previous,
    next: null,
    cursor: null,
    failures: event.failures,
    reserves: event.reserves,
    anyRoom: event.anyRoom === true,
    blocked: null,
    failedGroups: waitsFor?.failedGroups ?? {},
    queued: waitsFor?.queued ?? {},
    written: 0,
    createdAt: on.at,
    modifiedAt: on.at,
    createIndex: on.index,
    modifyIndex: on.index,
  });
};

export const evolveEvaluationProgressed = (on: Evolution, event: Of<"evaluationProgressed">): void => {
  const before = must(on.state.evaluations.get(event.evaluation), "evaluation");
  put(on, before, { ...before, written: before.written + event.written, cursor: event.cursor });
};

export const evolveEvaluationUnblocked = (on: Evolution, event: Of<"evaluationUnblocked">): void => {
  const before = must(on.state.evaluations.get(event.evaluation), "evaluation");
  put(on, before, { ...before, status: "pending", statusDescription: "", cursor: null, node: event.node });
};

export const evolveEvaluationEnded = (on: Evolution, event: Of<"evaluationEnded">): void => {
  const before = must(on.state.evaluations.get(event.evaluation), "evaluation");
  const { status, statusDescription, failedGroups, queued, blocked, next } = event;
  put(on, before, { ...before, status, statusDescription, failedGroups, queued, blocked, next, cursor: null });
  const job = on.state.jobs.get(before.job);
  if (job !== undefined && status === "complete") putJob(on, withWaiting(job, queued));
};
