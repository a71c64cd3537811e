import type { Effect } from "@longshore/core/effect";
import { isLive, type RunId } from "@longshore/core/model";
import { findGroup, findTask, taskOfInstance } from "@longshore/core/model";
import { specOfVersion, type StateView } from "@longshore/core/state";
import { taskEnvironment } from "@longshore/core/tasks/environment";
import type { Engine, StartRequest, StopRequest } from "@longshore/engines/engine";
import type { Kernel } from "./kernel.ts";
import { createReportLine } from "./report-line.ts";

const retryMs = 1000;
const mebibyte = 1024 * 1024;

/** What a run needs, or undefined when the state no longer wants it to start. */
const startRequest = (view: StateView, run: RunId): StartRequest | undefined => {
  const allocation = view.allocations.get(run.alloc);
  const state = allocation?.tasks[run.task];
  if (
    allocation === undefined ||
    state === undefined ||
    !isLive(allocation) ||
    state.attempt !== run.attempt ||
    !state.issued
  )
    return undefined;
  const spec = specOfVersion(view, allocation.job, allocation.version);
  const group = spec === undefined ? undefined : findGroup(spec, allocation.group);
  const shared = group === undefined ? undefined : findTask(group, run.task);
  const node = view.nodes.get(allocation.node);
  if (spec === undefined || group === undefined || shared === undefined || node === undefined) return undefined;
  const task = taskOfInstance(group, shared, allocation.index);
  const { env, config } = taskEnvironment({ spec, group, task, allocation, node });
  const { cpuMhz, memoryMb, memoryMaxMb } = task.resources;
  return {
    run,
    allocId: allocation.id,
    driver: task.driver,
    config,
    env,
    user: task.user,
    resources: { cpuMhz, memoryMb, memoryMaxMb },
    logs: { maxBytes: task.logs.maxFiles * task.logs.maxFileSizeMb * mebibyte, disabled: task.logs.disabled },
  };
};

/** Nomad sends SIGINT to processes unless the job says otherwise. */
const defaultKillSignal = "SIGINT";
const defaultStop = { killSignal: defaultKillSignal, killTimeoutMs: 5000 };

const stopRequest = (view: StateView, effect: Effect): StopRequest => {
  const { run, allocationId } = effect;
  const allocation = view.allocations.get(run.alloc);
  const spec = allocation === undefined ? undefined : specOfVersion(view, allocation.job, allocation.version);
  const group = spec === undefined || allocation === undefined ? undefined : findGroup(spec, allocation.group);
  const task = group === undefined ? undefined : findTask(group, run.task);
  const stop =
    task === undefined
      ? defaultStop
      : { killSignal: task.killSignal || defaultKillSignal, killTimeoutMs: task.killTimeoutMs };
  return { run, allocId: allocationId, ...stop };
};

export type EffectLoop = {
  /** Adopts what runs and collects what ended meanwhile. */
  readonly open: () => Promise<void>;
  /** Executes what was still owed when the server last ended. */
  readonly resume: (owed: readonly Effect[]) => void;
};

/** Runs that the state believes to have a process. */
const expectedRuns = (view: StateView): { readonly run: RunId; readonly allocId: string }[] =>
  [...view.liveOfJob.entries()].flatMap(([, live]) =>
    [...live].flatMap((key) => {
      const allocation = view.allocations.get(key);
      if (allocation === undefined) return [];
      return Object.entries(allocation.tasks)
        .filter(([, state]) => state.phase === "running")
        .map(([task, state]) => ({ run: { alloc: key, attempt: state.attempt, task }, allocId: allocation.id }));
    }),
  );

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
    const request = startRequest(view, effect.run);
    if (request !== undefined) return engine.start(request);
    // The state wants it no more, or its version is gone: the obligation ends as a start that did not happen.
    void observe({
      type: "startFailed",
      run: effect.run,
      at: options.now(),
      reason: "Its definition is no longer kept",
    });
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

  kernel.onCommit(({ effects }) => {
    for (const effect of effects) carryOut(effect);
  });

  return {
    open: () =>
      engine.open(expectedRuns(kernel.view()), async (reports) => {
        await Promise.all(reports.map(observe));
      }),
    resume: (owed) => {
      for (const effect of owed) carryOut(effect);
    },
  };
};
