import type { Evaluation } from "@longshore/core/model";
import { sliceRows } from "@longshore/core/limits";
import type { Kernel } from "./kernel.ts";

const retryMs = 1000;

/**
 * Works off evaluations, the highest priority first, one slice at a time, giving way to everything else between slices.
 * What is to be done stands in the state: nothing is lost when this loop ends.
 */
export const startEvaluationLoop = (kernel: Kernel, log: (message: string) => void): { readonly stop: () => void } => {
  const queue = new Map<number, Evaluation>();
  let scheduled: NodeJS.Immediate | NodeJS.Timeout | undefined;
  let stopped = false;

  const fill = (): void => {
    queue.clear();
    for (const [, open] of kernel.view().openOfJob.entries()) {
      for (const key of open) {
        const evaluation = kernel.view().evaluations.get(key);
        if (evaluation?.status === "pending") queue.set(key, evaluation);
      }
    }
    schedule();
  };

  const schedule = (): void => {
    if (!stopped && queue.size > 0) scheduled ??= setImmediate(() => void advance());
  };

  const next = (): Evaluation | undefined => {
    let best: Evaluation | undefined;
    for (const evaluation of queue.values()) {
      if (
        best === undefined ||
        evaluation.priority > best.priority ||
        (evaluation.priority === best.priority && evaluation.key < best.key)
      )
        best = evaluation;
    }
    return best;
  };

  const advance = async (): Promise<void> => {
    const evaluation = next();
    try {
      if (evaluation !== undefined) {
        queue.delete(evaluation.key);
        await kernel.submit({ type: "advanceEvaluation", evaluation: evaluation.key, limit: sliceRows });
      }
      scheduled = undefined;
    } catch (fault) {
      log(`Evaluation ${evaluation?.id ?? ""} is tried again: ${String(fault)}`);
      scheduled = setTimeout(() => {
        scheduled = undefined;
        fill();
      }, retryMs);
      return;
    }
    schedule();
  };

  kernel.onCommit(({ touched }) => {
    for (const evaluation of touched.evaluations.values()) {
      if (evaluation.status === "pending") queue.set(evaluation.key, evaluation);
      else queue.delete(evaluation.key);
    }
    schedule();
  });
  kernel.onReload(fill);
  fill();
  return {
    stop: () => {
      stopped = true;
      clearImmediate(scheduled as NodeJS.Immediate);
      clearTimeout(scheduled as NodeJS.Timeout);
    },
  };
};
