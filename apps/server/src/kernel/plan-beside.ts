import type { JobChange } from "@longshore/core/command";
import { jobNameKey, type Plan, type PlanSummary, type WhatIf, type WhatIfQuestion } from "@longshore/core/model";
import { nodeById } from "@longshore/core/nodes/find-node";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import type { StateView } from "@longshore/core/state";
import { rowsOf } from "@longshore/core/table";
import type { StateAt } from "@longshore/store/state-reader";
import type { PlanShown } from "../api/plan-view.ts";
import { openBeside } from "./beside.ts";
import type { Kernel } from "./kernel.ts";

/** Instances from which on a plan is worked out beside the main thread: so many take it some 10 ms. */
const bigPlan = 1_000;
/** How often a state is offered that has moved on when the thread looks. */
const mostOffers = 3;

/** What is told of a plan: the dashboard's reply, a `PlanSummary`, or the plan as far as a saved one keeps it. */
export type PlanForm = PlanShown | "summary" | "kept";

type Asked =
  | { readonly type: "plan"; readonly change: JobChange; readonly form: PlanForm }
  | { readonly type: "whatIf"; readonly question: WhatIfQuestion };

export type PlanQuestion = { readonly at: StateAt; readonly asked: Asked; readonly now: number };

/** JSON. undefined: the committed state is another one by now. */
export type PlanAnswer = Result<Uint8Array, Rejection> | undefined;

export type PlanBeside = {
  /** The reply's JSON; undefined when the main thread has to plan: a small change, too many waiting, a thread that is gone. */
  readonly plan: (change: JobChange, shown: PlanShown) => Promise<Result<Uint8Array, Rejection> | undefined>;
  /** As `plan`, without the instances. */
  readonly summary: (change: JobChange) => Promise<Result<PlanSummary, Rejection> | undefined>;
  /** As `plan`, as far as a saved plan keeps it. */
  readonly kept: (change: JobChange) => Promise<Result<Plan, Rejection> | undefined>;
  readonly whatIf: (question: WhatIfQuestion) => Promise<Result<WhatIf, Rejection> | undefined>;
  readonly close: () => void;
};

type Options = {
  readonly file: string;
  readonly now: () => number;
  readonly log: (message: string) => void;
  /** Instances of a big plan. */
  readonly big?: number;
};

const liveOf = (view: StateView, namespace: string, id: string): number => {
  const key = view.jobKeys.get(jobNameKey(namespace, id));
  return key === undefined ? 0 : (view.liveOfJob.get(key)?.size ?? 0);
};

const sizeOfChange = (view: StateView, change: JobChange): number => {
  const name = change.type === "registerJob" ? change.spec : change;
  const live = liveOf(view, name.namespace, name.id);
  const wanted = change.type === "registerJob" ? change.spec.taskGroups.reduce((sum, { count }) => sum + count, 0) : 0;
  return Math.max(live, wanted, change.type === "scaleJob" ? change.count : 0);
};

/** Every job that has something on the node is looked at whole. */
const sizeOfQuestion = (view: StateView, question: WhatIfQuestion): number => {
  if (question.type === "count") return Math.max(question.count, liveOf(view, question.namespace, question.id));
  const node = nodeById(view, question.node);
  const here = node === undefined ? [] : rowsOf(view.liveOfNode, node.key, view.allocations);
  const jobs = new Set(here.map(({ job }) => job));
  return [...jobs].reduce((sum, job) => sum + (view.liveOfJob.get(job)?.size ?? 0), 0);
};

const sizeOf = (view: StateView, asked: Asked): number =>
  asked.type === "plan" ? sizeOfChange(view, asked.change) : sizeOfQuestion(view, asked.question);

/** A session is the main thread's. */
const sendable = (asked: Asked): Asked =>
  asked.type === "plan" && typeof asked.form === "object"
    ? { ...asked, form: { ...asked.form, principal: { ...asked.form.principal, session: undefined } } }
    : asked;

const read = <T>(answer: PlanAnswer): Result<T, Rejection> | undefined =>
  answer?.ok === true ? { ok: true, value: JSON.parse(new TextDecoder().decode(answer.value)) as T } : answer;

/** Plans of big changes, worked out and written beside the main thread from what is committed: to the letter what it would have said. */
export const createPlanBeside = (kernel: Kernel, { file, now, log, big = bigPlan }: Options): PlanBeside => {
  const beside = openBeside<PlanQuestion, PlanAnswer>(new URL("plan-thread.ts", import.meta.url), file);

  const offer = async (asked: Asked): Promise<PlanAnswer | "busy"> => {
    await kernel.settle();
    const view = kernel.view();
    // Decided and not durable yet: the thread cannot see it.
    if (view.index !== kernel.durableIndex()) return undefined;
    const at = { index: view.index, used: view.used.numbers().slice() };
    return beside.ask({ at, asked: sendable(asked), now: now() }) ?? "busy";
  };

  const ask = async (asked: Asked): Promise<PlanAnswer> => {
    if (sizeOf(kernel.view(), asked) < big) return undefined;
    try {
      for (let offers = 0; offers < mostOffers; offers++) {
        const answer = await offer(asked);
        if (answer === "busy") return undefined;
        if (answer !== undefined) return answer;
      }
    } catch (fault) {
      log(`A plan is worked out on the main thread: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
    return undefined;
  };

  return {
    plan: (change, shown) => ask({ type: "plan", change, form: shown }),
    summary: async (change) => read<PlanSummary>(await ask({ type: "plan", change, form: "summary" })),
    kept: async (change) => read<Plan>(await ask({ type: "plan", change, form: "kept" })),
    whatIf: async (question) => read<WhatIf>(await ask({ type: "whatIf", question })),
    close: beside.close,
  };
};
