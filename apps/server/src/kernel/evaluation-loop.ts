import { sliceRows } from "@longshore/core/limits";
import type { EvaluationKey } from "@longshore/core/model";
import { createEvaluationQueue } from "@longshore/core/schedule/evaluation-queue";
import { createAlarm } from "./alarm.ts";
import { Unavailable, type Kernel } from "./kernel.ts";

const usualRetryMs = 1000;
/** [Q6] Then it ends as failed, and another one follows later. */
const mostTries = 3;

type Options = {
  readonly now: () => number;
  readonly log: (message: string) => void;
  /** Milliseconds until what failed is tried again. */
  readonly retryMs?: number;
};

/** How often each evaluation could not be worked off since the last success. */
const createTries = () => {
  const failed = new Map<EvaluationKey, number>();
  return {
    failedAgain: (key: EvaluationKey): number => {
      const times = (failed.get(key) ?? 0) + 1;
      failed.set(key, times);
      return times;
    },
    forget: (key: EvaluationKey): void => void failed.delete(key),
  };
};

/**
 * Works off evaluations in turn, a slice at a time: several share a commit, and everything else is answered between the turns.
 * What is to be done stands in the state: nothing is lost when this loop ends.
 */
export const startEvaluationLoop = (
  kernel: Kernel,
  { now, log, retryMs = usualRetryMs }: Options,
): { readonly stop: () => void } => {
  const queue = createEvaluationQueue();
  const tries = createTries();
  let isAsked = false;
  let isStopped = false;

  const fill = (): void => {
    queue.clear();
    const view = kernel.view();
    for (const [, open] of view.openOfJob.entries()) {
      for (const key of open) {
        const evaluation = view.evaluations.get(key);
        if (evaluation !== undefined) queue.note(evaluation);
      }
    }
    soon();
  };

  const soon = (): void => {
    if (isStopped || isAsked || queue.size() === 0) return;
    isAsked = true;
    kernel.soon(work);
  };

  /** [Q6] What the store could not take is tried again without end: the evaluation has no part in it. */
  const failed = (key: EvaluationKey, cause: unknown): void => {
    const id = kernel.view().evaluations.get(key)?.id ?? String(key);
    const reason = cause instanceof Error ? cause.message : String(cause);
    queue.putOff(key, now() + retryMs);
    if (cause instanceof Unavailable) return wait();
    const times = tries.failedAgain(key);
    log(`Evaluation ${id} could not be worked off, ${String(times)} times in a row: ${reason}`);
    if (times >= mostTries) {
      tries.forget(key);
      kernel
        .submit({ type: "failEvaluation", evaluation: key, reason: `Failed ${String(times)} times: ${reason}` })
        .catch((fault: unknown) => log(`Evaluation ${id} is given up later: ${String(fault)}`));
    }
    return wait();
  };

  /** What can be decided is when this returns; it is durable some time later. */
  const advance = (key: EvaluationKey): void => {
    const before = kernel.view().evaluations.get(key);
    kernel
      .submit({ type: "advanceEvaluation", evaluation: key, limit: sliceRows })
      .then(
        () => tries.forget(key),
        (cause: unknown) => failed(key, cause),
      )
      .finally(() => queue.release(key));
    const after = kernel.view().evaluations.get(key);
    if (after === undefined || after === before) return;
    queue.release(key);
    queue.note(after);
  };

  const work = (): void => {
    isAsked = false;
    if (isStopped) return;
    const key = queue.take(now());
    if (key === undefined) return wait();
    advance(key);
    soon();
  };

  const alarm = createAlarm(now, () => {
    soon();
    wait();
  });
  const wait = (): void => alarm.set(queue.firstDueAt());

  kernel.onCommit(({ touched }) => {
    const view = kernel.view();
    // As it is now: later ones may have been decided and not committed yet.
    for (const key of touched.evaluations.keys()) {
      const evaluation = view.evaluations.get(key);
      if (evaluation !== undefined) queue.note(evaluation);
    }
    soon();
  });
  kernel.onReload(fill);
  fill();
  return {
    stop: () => {
      isStopped = true;
      alarm.stop();
    },
  };
};
