import type { Command, JobChange } from "@longshore/core/command";
import { decide } from "@longshore/core/decide";
import type { Decision } from "@longshore/core/decision";
import type { Effect } from "@longshore/core/effect";
import { evolve } from "@longshore/core/evolve";
import { sliceRows } from "@longshore/core/limits";
import { jobNameKey, type JobName, type Plan } from "@longshore/core/model";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import type { State, StateView } from "@longshore/core/state";
import { isImplied, isImpliedKey } from "@longshore/core/tasks/owed-starts";
import { nothingTouched, type Touched } from "@longshore/core/touched";
import type { AuditRow } from "@longshore/store/batch";
import type { Store } from "@longshore/store/store";
import { emptyBatch, isEmptyBatch, type Batch } from "./batch.ts";
import type { Callers } from "./callers.ts";
import { createCommitPace } from "./commit-pace.ts";
import { planWithLaunches } from "./plan-with-launches.ts";
import type { Troubles } from "./troubles.ts";
import { createTurns } from "./turns.ts";

/** A durable change: what the journal's readers, the effect loop and the live stream are told. */
export type Commit = { readonly index: number; readonly touched: Touched; readonly effects: readonly Effect[] };

/** Who did it, for the audit log; absent for what Longshore does by itself. */
export type Audited = Omit<AuditRow, "index" | "at" | "plan">;

/** What came of a command. `index` is its entry's, or the present one when it changed nothing. */
export type Submitted = {
  readonly index: number;
  readonly jobModifyIndex: number;
  readonly version: number;
  readonly evaluation: string | null;
  /** UUID of the plan that was saved, reviewed or applied. */
  readonly plan: string | null;
};

/** The store cannot take changes now; memory is as it was last committed. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  readonly retry = "later";
}

/**
 * The one door through which anything changes. A command is decided and applied to memory at once, so that the next one sees it;
 * all that was decided in one turn of the event loop, or in several while the disk has its rest, is committed together; replies,
 * effects and readers follow the commit.
 * When a commit fails, memory is dropped and loaded again.
 */
export type Kernel = {
  readonly view: () => StateView;
  readonly submit: (command: Command, audited?: Audited) => Promise<Result<Submitted, Rejection>>;
  readonly plan: (change: JobChange) => Result<Plan, Rejection>;
  /** Runs a piece of much work: in turn with the others, and when the disk has caught up. */
  readonly soon: (piece: () => void) => void;
  /** Highest durable index. */
  readonly durableIndex: () => number;
  readonly onCommit: (listener: (commit: Commit) => void) => void;
  /** Memory was loaded again: whatever was derived from it has to be derived anew. */
  readonly onReload: (listener: () => void) => void;
  /** Resolves when everything submitted so far is durable or refused. */
  readonly settle: () => Promise<void>;
  /** Settles, and takes nothing more. */
  readonly close: () => Promise<void>;
};

/** The job that a command is about. */
const nameIn = (state: StateView, command: Command): JobName | undefined => {
  if (command.type === "registerJob") return command.spec;
  if (command.type !== "applySavedPlan") return "id" in command && "namespace" in command ? command : undefined;
  const plan = state.savedPlans.get(command.plan);
  return plan && { namespace: plan.namespace, id: plan.jobId };
};

/** The id of the job that the audit log lists a command under. */
const auditedJob = (state: StateView, command: Command): string | null => {
  if (command.type === "stopAllocation") return state.allocations.get(command.allocation)?.jobId ?? null;
  if ("deployment" in command) return state.deployments.get(command.deployment)?.jobId ?? null;
  if (command.type === "savePlan") return command.plan.id;
  if (command.type === "approvePlan" || command.type === "rejectPlan")
    return state.savedPlans.get(command.plan)?.jobId ?? null;
  return nameIn(state, command)?.id ?? null;
};

const jobOf = (state: StateView, touched: Touched, command: Command): Omit<Submitted, "index" | "plan"> => {
  // Others may have been unblocked by the way.
  const evaluation = [...touched.evaluations.values()].find((one) => one.createIndex === state.index);
  const name = nameIn(state, command);
  const key = name === undefined ? undefined : state.jobKeys.get(jobNameKey(name.namespace, name.id));
  const job = key === undefined ? undefined : state.jobs.get(key);
  return { jobModifyIndex: job?.jobModifyIndex ?? 0, version: job?.version ?? 0, evaluation: evaluation?.id ?? null };
};

type Deciding = {
  readonly command: Command;
  readonly decision: Decision;
  readonly at: number;
  readonly audited: Audited | undefined;
};

const merge = (into: Touched, from: Touched): void => {
  for (const kind of Object.keys(into) as (keyof Touched)[]) {
    const target = into[kind] as Map<unknown, unknown>;
    for (const [key, value] of from[kind]) target.set(key, value);
  }
};

/**
 * Rows that may be decided and not durable yet when another piece of work is begun. Larger commits cost less a row, but nobody is
 * answered while one is made, some 20 ms for two slices: while somebody asks, each slice has its own.
 */
const mostUndurable = { alone: 2 * sliceRows, withCallers: 100 };

type Options = {
  readonly now: () => number;
  readonly log: (message: string) => void;
  readonly troubles?: Troubles;
  readonly callers?: Pick<Callers, "areThere">;
};

export const createKernel = (store: Store, options: Options): Kernel => {
  const { now, log, troubles, callers } = options;
  let state: State = store.loadState();
  let durable = state.index;
  let batch: Batch = emptyBatch();
  let isClosed = false;
  const commitListeners: ((commit: Commit) => void)[] = [];
  const reloadListeners: (() => void)[] = [];

  const reload = (failed: Batch, cause: unknown): void => {
    state = store.loadState();
    durable = state.index;
    const fault = new Unavailable(
      `The change could not be stored: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was changed; try again.`,
      { cause },
    );
    log(fault.message);
    troubles?.begin("store", fault.message);
    for (const { reject } of failed.waiting) reject(fault);
    for (const listener of reloadListeners) listener();
  };

  const turns = createTurns(() => {
    const undurable = batch.touched.allocations.size + batch.touched.evaluations.size;
    return undurable < (callers?.areThere() === true ? mostUndurable.withCallers : mostUndurable.alone);
  });

  const commit = (): void => {
    if (isEmptyBatch(batch)) return;
    const done = batch;
    batch = emptyBatch();
    try {
      if (done.entries.length > 0 || done.settled.length > 0 || done.audit.length > 0)
        store.commit({
          entries: done.entries,
          touched: done.touched,
          effects: {
            add: done.effects.filter((effect) => !isImplied(effect)),
            settle: done.settled,
          },
          next: state.next,
          indexes: state.indexes,
          settings: state.settings,
          planBodies: done.planBodies,
          audit: done.audit,
        });
    } catch (cause) {
      reload(done, cause);
      return;
    }
    durable = state.index;
    troubles?.end("store");
    store.evictAfterCommit(done.touched);
    for (const { resolve } of done.waiting) resolve();
    for (const listener of commitListeners) listener({ index: durable, touched: done.touched, effects: done.effects });
  };

  const pace = createCommitPace(() => {
    commit();
    turns.goOn();
  });

  const committed = (): Promise<void> =>
    new Promise((resolve, reject) => {
      batch.waiting.push({ resolve, reject });
      pace.soon();
    });

  /** Applies a decision to memory, so that the next one sees it, and puts it into the batch. */
  const record = ({ command, decision, at, audited }: Deciding): Submitted => {
    // Before it is done: a job that is purged is not there afterwards.
    const job = audited === undefined ? null : auditedJob(state, command);
    const { events, effects, settled } = decision;
    const touched = batch.entries.length === 0 ? batch.touched : nothingTouched();
    if (events.length > 0) {
      const entry = { index: state.index + 1, at, events };
      evolve(state, entry, touched);
      batch.entries.push(entry);
      if (touched !== batch.touched) merge(batch.touched, touched);
    }
    batch.effects.push(...effects);
    batch.settled.push(...settled.filter((key) => !isImpliedKey(key)));
    if (decision.planBody !== undefined) batch.planBodies.push(decision.planBody);
    // A command saves, reviews or applies one plan at most.
    const plan = [...touched.savedPlans.values()].find((one) => one.modifyIndex === state.index)?.id ?? null;
    if (audited !== undefined) batch.audit.push({ index: state.index, at, ...audited, job, plan });
    return { index: state.index, ...jobOf(state, touched, command), plan };
  };

  const recordOrReload = (deciding: Deciding): Submitted => {
    try {
      return record(deciding);
    } catch (bug) {
      // It may have been applied in part: nothing since the last commit can be trusted.
      const failed = batch;
      batch = emptyBatch();
      reload(failed, bug);
      turns.goOn();
      throw bug;
    }
  };

  return {
    view: () => state,
    durableIndex: () => durable,
    soon: turns.soon,
    submit: async (command, audited) => {
      if (isClosed) throw new Unavailable("The server is ending; nothing was changed");
      // A decision that throws has changed nothing.
      const at = now();
      const decided = decide(state, command, at);
      if (!decided.ok) return decided;
      const value = recordOrReload({ command, decision: decided.value, at, audited });
      await committed();
      return { ok: true, value };
    },
    plan: (change) => planWithLaunches(state, change, now()),
    onCommit: (listener) => void commitListeners.push(listener),
    onReload: (listener) => void reloadListeners.push(listener),
    settle: committed,
    close: async () => {
      isClosed = true;
      await committed().catch(() => undefined);
    },
  };
};
