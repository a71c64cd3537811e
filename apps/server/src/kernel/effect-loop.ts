import type { Effect } from "@longshore/core/effect";
import type { TaskReport } from "@longshore/core/model";
import type { Engine } from "@longshore/engines/engine";
import { expectedRuns, owedStart, stopRequest } from "./engine-requests.ts";
import { inTurns } from "./in-turns.ts";
import type { Kernel } from "./kernel.ts";
import { createReportLine } from "./report-line.ts";

const retryMs = 1000;
/** Reports, or effects, of one piece: each takes some 50 µs. */
const perPiece = 100;

type Seen = {
  readonly report: TaskReport;
  readonly stored: (value: unknown) => void;
  readonly failed: (fault: unknown) => void;
};

export type EffectLoop = {
  /** Adopts what runs and collects what ended meanwhile. */
  readonly open: () => Promise<void>;
  /** Executes what was still owed when the server last ended. */
  readonly resume: (owed: readonly Effect[]) => void;
};

/**
 * Executes effects after the commit that brought them, and brings back what the engine saw. An effect stays owed until a report
 * settles it, so a crash anywhere in between only means that it is asked for again.
 */
export const createEffectLoop = (
  kernel: Kernel,
  engine: Engine,
  options: { readonly now: () => number; readonly log: (message: string) => void },
): EffectLoop => {
  const { log } = options;

  const observe = createReportLine((report) => kernel.submit({ type: "observeTask", report }), log);

  const execute = (effect: Effect): void => {
    const view = kernel.view();
    if (effect.type === "stopTask") return engine.stop(stopRequest(view, effect));
    const owed = owedStart(view, effect.run);
    if (owed.type === "start") return engine.start(owed.request);
    if (owed.type === "begun") return undefined;
    if (owed.type === "failed")
      void observe({ type: "startFailed", run: effect.run, at: options.now(), reason: owed.reason });
    // A run that is asked to stop before it started never starts; what the engine then tells settles the obligation.
    return engine.stop(stopRequest(view, effect));
  };

  /** What the engine cannot do now, such as claim on a full tmpfs, holds up nothing else and is asked for again. */
  const carryOut = (effect: Effect): void => {
    try {
      execute(effect);
    } catch (fault) {
      log(`${effect.key} is asked for again: ${String(fault)}`);
      setTimeout(() => carryOut(effect), retryMs).unref();
    }
  };

  const carryOutAll = inTurns(kernel, perPiece, carryOut);
  const observeAll = inTurns<Seen>(
    kernel,
    perPiece,
    ({ report, stored, failed }) => void observe(report).then(stored, failed),
  );

  kernel.onCommit(({ effects }) => carryOutAll(effects));

  return {
    open: () =>
      engine.open(expectedRuns(kernel.view()), async (reports) => {
        const all = reports.map((report) => ({ report, ...Promise.withResolvers<unknown>() }));
        observeAll(all.map(({ report, resolve, reject }) => ({ report, stored: resolve, failed: reject })));
        await Promise.all(all.map(({ promise }) => promise));
      }),
    resume: (owed) => {
      for (const effect of owed) carryOut(effect);
    },
  };
};
