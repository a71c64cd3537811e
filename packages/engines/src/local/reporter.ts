import type { TaskReport } from "@longshore/core/model";
import type { EngineListener } from "../engine.ts";

export type Reporter = {
  readonly report: (report: TaskReport) => void;
  readonly listen: (listener: EngineListener) => void;
  readonly close: () => void;
};

/** Hands over what happened once per turn of the event loop, in order, so that a burst becomes one transaction. */
export const createReporter = (crash: (point: string) => void): Reporter => {
  let pending: TaskReport[] = [];
  let listener: EngineListener | undefined;
  let timer: NodeJS.Immediate | undefined;
  const flush = (): void => {
    timer = undefined;
    const reports = pending;
    if (listener === undefined || reports.length === 0) return;
    pending = [];
    crash("report.begin");
    listener(reports);
    crash("report.done");
  };
  const schedule = (): void => {
    timer ??= setImmediate(flush);
  };
  return {
    report: (report) => {
      pending.push(report);
      schedule();
    },
    listen: (next) => {
      listener = next;
      schedule();
    },
    close: () => {
      listener = undefined;
      clearImmediate(timer);
    },
  };
};
