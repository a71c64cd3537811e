import type { Effect } from "@longshore/core/effect";
import { findGroup, findTask, isLive, taskOfInstance, type RunId } from "@longshore/core/model";
import { specOfVersion, type StateView } from "@longshore/core/state";
import { startSetting } from "@longshore/core/tasks/start-setting";
import { uuidOf } from "@longshore/core/uuid";
import type { StartRequest, StopRequest } from "@longshore/engines/engine";

const mebibyte = 1024 * 1024;

/** What a start that is owed comes to. */
export type OwedStart =
  | { readonly type: "start"; readonly request: StartRequest }
  /** An earlier process asked for it, and the engine has told since that it runs. */
  | { readonly type: "begun" }
  /** The state wants it no more, or its version is gone; an earlier process may have asked for it. */
  | { readonly type: "unwanted" }
  /** It cannot be prepared. */
  | { readonly type: "failed"; readonly reason: string };

const notWanted: OwedStart = { type: "unwanted" };

export const owedStart = (view: StateView, run: RunId): OwedStart => {
  const allocation = view.allocations.get(run.alloc);
  const state = allocation?.tasks[run.task];
  if (allocation === undefined || state === undefined || state.attempt !== run.attempt) return notWanted;
  if (state.phase === "running") return { type: "begun" };
  if (!isLive(allocation) || !state.issued) return notWanted;
  const spec = specOfVersion(view, allocation.job, allocation.version);
  const group = spec === undefined ? undefined : findGroup(spec, allocation.group);
  const shared = group === undefined ? undefined : findTask(group, run.task);
  const node = view.nodes.get(allocation.node);
  if (spec === undefined || group === undefined || shared === undefined || node === undefined) return notWanted;
  const task = taskOfInstance(group, shared, allocation.index);
  const setting = startSetting({ spec, group, task, allocation, node });
  if (!setting.ok) return { type: "failed", reason: setting.problem };
  const { env, config, files } = setting;
  const { cpuMhz, memoryMb, memoryMaxMb } = task.resources;
  const request: StartRequest = {
    run,
    allocId: allocation.id,
    driver: task.driver,
    config,
    env,
    user: task.user,
    resources: { cpuMhz, memoryMb, memoryMaxMb },
    logs: { maxBytes: task.logs.maxFiles * task.logs.maxFileSizeMb * mebibyte, disabled: task.logs.disabled },
    files,
  };
  return { type: "start", request };
};

/** Nomad sends SIGINT to processes unless the job says otherwise. */
const defaultKillSignal = "SIGINT";
const defaultStop = { killSignal: defaultKillSignal, killTimeoutMs: 5000 };

export const stopRequest = (view: StateView, effect: Effect): StopRequest => {
  const { run } = effect;
  const allocation = view.allocations.get(run.alloc);
  const spec = allocation === undefined ? undefined : specOfVersion(view, allocation.job, allocation.version);
  const group = spec === undefined || allocation === undefined ? undefined : findGroup(spec, allocation.group);
  const task = group === undefined ? undefined : findTask(group, run.task);
  const stop =
    task === undefined
      ? defaultStop
      : { killSignal: task.killSignal || defaultKillSignal, killTimeoutMs: task.killTimeoutMs };
  return { run, allocId: uuidOf(view.seed, "allocation", run.alloc), ...stop };
};

/** Runs that the state believes to have a process. */
export const expectedRuns = (view: StateView): { readonly run: RunId; readonly allocId: string }[] =>
  [...view.liveOfJob.entries()].flatMap(([, live]) =>
    [...live].flatMap((key) => {
      const allocation = view.allocations.get(key);
      if (allocation === undefined) return [];
      return Object.entries(allocation.tasks)
        .filter(([, state]) => state.phase === "running")
        .map(([task, state]) => ({ run: { alloc: key, attempt: state.attempt, task }, allocId: allocation.id }));
    }),
  );
