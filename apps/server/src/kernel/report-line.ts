import type { TaskReport } from "@longshore/core/model";
import { Unavailable } from "./kernel.ts";

/** Stores one report; rejects with `Unavailable` when the store cannot take it now, with anything else when it never will. */
export type StoreReport = (report: TaskReport) => Promise<unknown>;

type Waiting = { readonly report: TaskReport; readonly stored: () => void };

const retryMs = 1000;

/** A report on which a decision fails would hold up all others for ever. */
const canWait = (fault: unknown): boolean => fault instanceof Unavailable;

/**
 * Stores what engines saw in the order in which they saw it, however often that has to be tried: an end that was stored before its
 * start would be taken for the end of something that never ran. While one report waits to be stored again, all later ones wait behind it.
 */
export const createReportLine = (store: StoreReport, log: (message: string) => void): StoreReport => {
  let waiting: Waiting[] = [];
  let isRetrying = false;

  const giveUp = (fault: unknown): void => log(`A report of the engine is lost: ${String(fault)}`);

  const storeAgain = async (): Promise<void> => {
    const taken = waiting;
    waiting = [];
    const results = await Promise.allSettled(taken.map(({ report }) => store(report)));
    const first = results.findIndex((result) => result.status === "rejected" && canWait(result.reason));
    for (const result of results) if (result.status === "rejected" && !canWait(result.reason)) giveUp(result.reason);
    const failed = first === -1 ? [] : taken.slice(first);
    // What was stored out of turn is stored again without effect: a report counts once.
    for (const { stored } of first === -1 ? taken : taken.slice(0, first)) stored();
    waiting = [...failed, ...waiting];
    if (failed.length > 0) setTimeout(() => void storeAgain(), retryMs).unref();
    else if (waiting.length > 0) await storeAgain();
    else isRetrying = false;
  };

  const queue = (report: TaskReport): Promise<void> =>
    new Promise((stored) => {
      waiting.push({ report, stored });
      if (isRetrying) return;
      isRetrying = true;
      setTimeout(() => void storeAgain(), retryMs).unref();
    });

  return (report) =>
    isRetrying
      ? queue(report)
      : store(report).catch((fault: unknown) => {
          if (!canWait(fault)) return giveUp(fault);
          log(`A report of the engine is stored later: ${String(fault)}`);
          return queue(report);
        });
};
