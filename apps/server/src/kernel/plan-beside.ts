import { Worker } from "node:worker_threads";
import type { JobChange } from "@longshore/core/command";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import type { StateView } from "@longshore/core/state";
import type { StateAt } from "@longshore/store/state-reader";
import type { PlanShown } from "../api/plan-view.ts";
import type { Kernel } from "./kernel.ts";

/** Instances from which on a plan is worked out beside the main thread: so many take it some 10 ms. */
const bigPlan = 1_000;
/** Plans that wait for the thread; any further one is worked out where it was asked for. */
const mostWaiting = 4;
/** How often a state is offered that has moved on when the thread looks. */
const mostOffers = 3;

export type PlanTask = {
  readonly id: number;
  readonly at: StateAt;
  readonly change: JobChange;
  readonly now: number;
  readonly shown: PlanShown;
};

export type PlanOutcome = { readonly id: number } & (
  | { readonly type: "planned"; readonly json: Uint8Array }
  | { readonly type: "rejected"; readonly rejection: Rejection }
  /** The committed state is another one by now. */
  | { readonly type: "moved" }
  | { readonly type: "failed"; readonly reason: string }
);

export type PlanBeside = {
  /** The reply's JSON; undefined when the main thread has to plan: a small change, too many waiting, a thread that is gone. */
  readonly plan: (change: JobChange, shown: PlanShown) => Promise<Result<Uint8Array, Rejection> | undefined>;
  readonly close: () => void;
};

type Options = {
  readonly file: string;
  readonly now: () => number;
  readonly log: (message: string) => void;
  /** Instances of a big plan. */
  readonly big?: number;
};

const sizeOf = (view: StateView, change: JobChange): number => {
  const name = change.type === "registerJob" ? change.spec : change;
  const key = view.jobKeys.get(`${name.namespace}\0${name.id}`);
  const live = key === undefined ? 0 : (view.liveOfJob.get(key)?.size ?? 0);
  const wanted = change.type === "registerJob" ? change.spec.taskGroups.reduce((sum, { count }) => sum + count, 0) : 0;
  return Math.max(live, wanted, change.type === "scaleJob" ? change.count : 0);
};

/** One thread, begun with the first task; when it ends, what it was doing is `failed`, and the next task begins another. */
const createThread = ({ file, log }: Options) => {
  const waiting = new Map<number, (outcome: PlanOutcome) => void>();
  let thread: Worker | undefined;
  const begin = (): Worker => {
    const worker = new Worker(new URL("plan-thread.ts", import.meta.url), { workerData: { file } });
    worker.unref();
    worker.on("message", (outcome: PlanOutcome) => {
      waiting.get(outcome.id)?.(outcome);
      waiting.delete(outcome.id);
    });
    const ended = (cause: unknown): void => {
      if (thread !== worker) return;
      thread = undefined;
      if (waiting.size > 0) log(`The planning thread ended: ${String(cause)}`);
      for (const [id, settle] of waiting) settle({ id, type: "failed", reason: String(cause) });
      waiting.clear();
    };
    worker.on("error", ended);
    worker.on("exit", ended);
    return worker;
  };
  return {
    ask: (task: PlanTask): Promise<PlanOutcome> => {
      thread ??= begin();
      const outcome = new Promise<PlanOutcome>((resolve) => waiting.set(task.id, resolve));
      thread.postMessage(task);
      return outcome;
    },
    close: (): void => void thread?.terminate(),
  };
};

/** Plans of big changes, worked out and written beside the main thread from what is committed: to the letter what it would have said. */
export const createPlanBeside = (kernel: Kernel, options: Options): PlanBeside => {
  const { now, log, big = bigPlan } = options;
  const thread = createThread(options);
  let last = 0;
  let underWay = 0;

  const offer = async (change: JobChange, shown: PlanShown): Promise<PlanOutcome | undefined> => {
    await kernel.settle();
    const view = kernel.view();
    // Decided and not durable yet: the thread cannot see it.
    if (view.index !== kernel.durableIndex()) return undefined;
    const at = { index: view.index, used: view.used.numbers().slice() };
    const principal = { ...shown.principal, session: undefined };
    return thread.ask({ id: ++last, at, change, now: now(), shown: { ...shown, principal } });
  };

  const planBeside: PlanBeside["plan"] = async (change, shown) => {
    for (let offers = 0; offers < mostOffers; offers++) {
      const outcome = await offer(change, shown).catch(() => undefined);
      if (outcome?.type === "planned") return { ok: true, value: outcome.json };
      if (outcome?.type === "rejected") return { ok: false, rejection: outcome.rejection };
      if (outcome?.type !== "failed") continue;
      log(`A plan is worked out on the main thread: ${outcome.reason}`);
      return undefined;
    }
    return undefined;
  };

  return {
    plan: async (change, shown) => {
      if (sizeOf(kernel.view(), change) < big || underWay >= mostWaiting) return undefined;
      underWay += 1;
      try {
        return await planBeside(change, shown);
      } finally {
        underWay -= 1;
      }
    },
    close: thread.close,
  };
};
