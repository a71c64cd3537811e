import type { TaskReport } from "@longshore/core/model";
import type { EngineListener } from "../engine.ts";

type Pending = { readonly report: TaskReport; readonly stored: (() => void) | undefined };

export type Reporter = {
  /** `stored` is called once the listener has made the report durable. */
  readonly report: (report: TaskReport, stored?: () => void) => void;
  readonly listen: (listener: EngineListener) => void;
  readonly close: () => void;
};

/** Hands over what happened once per turn of the event loop, in order, so that a burst becomes one transaction. */
export const createReporter = (crash: (point: string) => void): Reporter => {
  let pending: Pending[] = [];
  let listener: EngineListener | undefined;
  let timer: NodeJS.Immediate | undefined;
  const flush = (): void => {
    timer = undefined;
    const told = pending;
    if (listener === undefined || told.length === 0) return;
    pending = [];
    crash("report.begin");
    const durable = listener(told.map(({ report }) => report));
    crash("report.done");
    const settle = (): void => {
      for (const { stored } of told) stored?.();
    };
    // Whoever could not store them has said so; nothing of these runs is forgotten then.
    void Promise.resolve(durable).then(settle, () => undefined);
  };
  const schedule = (): void => {
    timer ??= setImmediate(flush);
  };
  return {
    report: (report, stored) => {
      pending.push({ report, stored });
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
