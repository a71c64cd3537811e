import type { JobChange } from "@longshore/core/command";
import { jobNameKey, type PlanSummary } from "@longshore/core/model";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import type { StateView } from "@longshore/core/state";
import type { StateAt } from "@longshore/store/state-reader";
import type { PlanShown } from "../api/plan-view.ts";
import { openBeside } from "./beside.ts";
import type { Kernel } from "./kernel.ts";

/** Instances from which on a plan is worked out beside the main thread: so many take it some 10 ms. */
const bigPlan = 1_000;
/** How often a state is offered that has moved on when the thread looks. */
const mostOffers = 3;

export type PlanQuestion = {
  readonly at: StateAt;
  readonly change: JobChange;
  readonly now: number;
  /** What the dashboard is shown besides; null: the plan without its instances. */
  readonly shown: PlanShown | null;
};

/** JSON: the dashboard's reply, or a `PlanSummary`. undefined: the committed state is another one by now. */
export type PlanAnswer = Result<Uint8Array, Rejection> | undefined;

export type PlanBeside = {
  /** The reply's JSON; undefined when the main thread has to plan: a small change, too many waiting, a thread that is gone. */
  readonly plan: (change: JobChange, shown: PlanShown) => Promise<Result<Uint8Array, Rejection> | undefined>;
  /** As `plan`, without the instances. */
  readonly summary: (change: JobChange) => Promise<Result<PlanSummary, Rejection> | undefined>;
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
  const key = view.jobKeys.get(jobNameKey(name.namespace, name.id));
  const live = key === undefined ? 0 : (view.liveOfJob.get(key)?.size ?? 0);
  const wanted = change.type === "registerJob" ? change.spec.taskGroups.reduce((sum, { count }) => sum + count, 0) : 0;
  return Math.max(live, wanted, change.type === "scaleJob" ? change.count : 0);
};

/** Plans of big changes, worked out and written beside the main thread from what is committed: to the letter what it would have said. */
export const createPlanBeside = (kernel: Kernel, { file, now, log, big = bigPlan }: Options): PlanBeside => {
  const beside = openBeside<PlanQuestion, PlanAnswer>(new URL("plan-thread.ts", import.meta.url), file);

  const offer = async (change: JobChange, shown: PlanShown | null): Promise<PlanAnswer | "busy"> => {
    await kernel.settle();
    const view = kernel.view();
    // Decided and not durable yet: the thread cannot see it.
    if (view.index !== kernel.durableIndex()) return undefined;
    const at = { index: view.index, used: view.used.numbers().slice() };
    const sent = shown && { ...shown, principal: { ...shown.principal, session: undefined } };
    return beside.ask({ at, change, now: now(), shown: sent }) ?? "busy";
  };

  const plan = async (change: JobChange, shown: PlanShown | null): Promise<PlanAnswer> => {
    if (sizeOf(kernel.view(), change) < big) return undefined;
    try {
      for (let offers = 0; offers < mostOffers; offers++) {
        const answer = await offer(change, shown);
        if (answer === "busy") return undefined;
        if (answer !== undefined) return answer;
      }
    } catch (fault) {
      log(`A plan is worked out on the main thread: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
    return undefined;
  };

  return {
    plan,
    summary: async (change) => {
      const answer = await plan(change, null);
      return answer?.ok === true
        ? { ok: true, value: JSON.parse(new TextDecoder().decode(answer.value)) as PlanSummary }
        : answer;
    },
    close: beside.close,
  };
};
