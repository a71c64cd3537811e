import { parentPort, workerData } from "node:worker_threads";
import { openStateReader } from "@longshore/store/state-reader";
import { planReply } from "../api/plan-view.ts";
import { answerBeside } from "./beside.ts";
import type { PlanAnswer, PlanQuestion } from "./plan-beside.ts";
import { planWithLaunches } from "./plan-with-launches.ts";

/** The body of a worker thread: plans what it is asked to, and writes the reply. */
const reader = openStateReader((workerData as { readonly file: string }).file);
const encoder = new TextEncoder();

const answer = ({ at, change, now, shown }: PlanQuestion): PlanAnswer =>
  reader.read(at, (view): PlanAnswer => {
    const planned = planWithLaunches(view, change, now);
    if (!planned.ok) return planned;
    const plan = planned.value;
    const written = shown === null ? { ...plan, instances: undefined } : planReply(view, plan, shown);
    return { ok: true, value: encoder.encode(JSON.stringify(written)) };
  });

answerBeside(parentPort, answer, (found) => (found?.ok === true ? [found.value.buffer as ArrayBuffer] : []));
