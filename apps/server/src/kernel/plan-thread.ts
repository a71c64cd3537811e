import { parentPort, workerData } from "node:worker_threads";
import type { Plan } from "@longshore/core/model";
import { keptPlan } from "@longshore/core/plans/save-plan";
import { planWhatIf } from "@longshore/core/plans/what-if";
import type { Rejection } from "@longshore/core/rejection";
import type { Result } from "@longshore/core/result";
import type { StateView } from "@longshore/core/state";
import { openStateReader } from "@longshore/store/state-reader";
import { planReply } from "../api/plan-view.ts";
import { answerBeside } from "./beside.ts";
import type { PlanAnswer, PlanForm, PlanQuestion } from "./plan-beside.ts";
import { planWithLaunches } from "./plan-with-launches.ts";

/** The body of a worker thread: plans what it is asked to, and writes the reply. */
const reader = openStateReader((workerData as { readonly file: string }).file);
const encoder = new TextEncoder();

const written = (view: StateView, plan: Plan, form: PlanForm): object => {
  if (form === "summary") return { ...plan, instances: undefined };
  return form === "kept" ? keptPlan(plan) : planReply(view, plan, form);
};

const found = (view: StateView, { asked, now }: PlanQuestion): Result<object, Rejection> => {
  if (asked.type === "whatIf") return planWhatIf(view, asked.question, now);
  const planned = planWithLaunches(view, asked.change, now);
  return planned.ok ? { ok: true, value: written(view, planned.value, asked.form) } : planned;
};

const answer = (question: PlanQuestion): PlanAnswer =>
  reader.read(question.at, (view): PlanAnswer => {
    const told = found(view, question);
    return told.ok ? { ok: true, value: encoder.encode(JSON.stringify(told.value)) } : told;
  });

answerBeside(parentPort, answer, (told) => (told?.ok === true ? [told.value.buffer as ArrayBuffer] : []));
