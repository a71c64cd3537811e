import { parentPort, workerData } from "node:worker_threads";
import { openStateReader } from "@longshore/store/state-reader";
import { planReply } from "../api/plan-view.ts";
import type { PlanOutcome, PlanTask } from "./plan-beside.ts";
import { planWithLaunches } from "./plan-with-launches.ts";

/** The body of a worker thread: plans what it is asked to, from a connection of its own, and writes the reply. */
const reader = openStateReader((workerData as { readonly file: string }).file);
const encoder = new TextEncoder();

const outcomeOf = ({ id, at, change, now, shown }: PlanTask): PlanOutcome => {
  const outcome = reader.read(at, (view): PlanOutcome => {
    const planned = planWithLaunches(view, change, now);
    if (!planned.ok) return { id, type: "rejected", rejection: planned.rejection };
    return { id, type: "planned", json: encoder.encode(JSON.stringify(planReply(view, planned.value, shown))) };
  });
  return outcome ?? { id, type: "moved" };
};

parentPort?.on("message", (task: PlanTask) => {
  try {
    const outcome = outcomeOf(task);
    if (outcome.type === "planned") parentPort?.postMessage(outcome, [outcome.json.buffer as ArrayBuffer]);
    else parentPort?.postMessage(outcome);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    parentPort?.postMessage({ id: task.id, type: "failed", reason } satisfies PlanOutcome);
  }
});
