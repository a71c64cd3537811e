import type { Command } from "../command.ts";
import { createDueQueue } from "../due-queue.ts";
import { isLive, type Allocation } from "../model/allocation.ts";
import { checksOf } from "../model/check.ts";
import { healthOf } from "../model/health.ts";
import type { AllocationKey, JobKey } from "../model/ids.ts";
import { findGroup, type TaskGroup } from "../model/job-spec.ts";
import type { GroupTimes, RehearsalBranch, RehearsalTimes, RehearsalVictim, TimeSpread } from "../model/rehearsal.ts";
import type { RunId, TaskReport } from "../model/run.ts";
import type { TaskState } from "../model/task-state.ts";
import { own } from "../own.ts";
import { mixed, textNumber } from "../schedule/hash.ts";
import { specOfVersion, type StateView } from "../state.ts";
import { isWithEngine } from "../tasks/life.ts";
import { assumedTimes, timeAt, timesOfGroup } from "./times.ts";

/** The instance that fails, under this version alone, and how. */
export type Failing = RehearsalVictim & { readonly version: number; readonly how: RehearsalBranch };

export type EngineGiven = {
  readonly seed: string;
  /** The job that the times are of; of others they are assumed. */
  readonly job: JobKey;
  readonly times: RehearsalTimes;
  readonly failing: Failing | null;
  readonly startsAt: number;
  /** Times that are not all the same are rounded, so that answers come at multiples of this after the beginning. */
  readonly beatMs: number;
};

/**
 * Engines as far as anything can be known of them beforehand: what they are asked to start runs some time later, what they are asked to stop
 * ends, checks pass. What they owe follows from the state; how long they take, from the seed, the instance and its attempt.
 */
export type EngineModel = {
  /** An allocation as it is now: what is owed for it changes with it. */
  readonly note: (view: StateView, allocation: Allocation, now: number) => void;
  readonly firstAt: () => number | null;
  /** What has been seen of one allocation by now. */
  readonly take: (view: StateView, now: number) => readonly Command[] | undefined;
  readonly owes: (allocation: AllocationKey) => boolean;
};

type Kind = "start" | "stop" | "finish" | "crash" | "checks";
type Owed = {
  readonly allocation: AllocationKey;
  readonly kind: Kind;
  readonly run: RunId;
  /** Checks are of no task. */
  readonly task: string | null;
};

const signal = 15;

const isAskedToStop = ({ stopRequestedAt, killAt, restartRequestedAt }: TaskState): boolean =>
  (stopRequestedAt !== null && killAt === null) || restartRequestedAt !== null;

const runsOnce = ({ role }: TaskState): boolean => role.hook !== "main" && !role.sidecar;

const groupOf = (view: StateView, { job, version, group }: Allocation): TaskGroup | undefined => {
  const spec = view.jobs.has(job) ? specOfVersion(view, job, version) : undefined;
  return spec === undefined ? undefined : findGroup(spec, group);
};

/** Whether it is the instance that fails. */
export const isFailing = (
  { job, failing }: Pick<EngineGiven, "job" | "failing">,
  one: Pick<Allocation, "job" | "group" | "index" | "version">,
): boolean =>
  failing !== null &&
  one.job === job &&
  one.group === failing.group &&
  one.index === failing.index &&
  one.version === failing.version;

/** `how` it fails, if it does; `areDecisive`: its checks say whether it is healthy. */
const kindOf = (
  task: TaskState,
  { how, areDecisive }: { readonly how: RehearsalBranch | undefined; readonly areDecisive: boolean },
): Kind | undefined => {
  if (!isWithEngine(task)) return undefined;
  if (isAskedToStop(task)) return "stop";
  // Where checks decide it runs and they never pass; else it never comes up.
  if (task.phase === "pending") return how === "never-healthy" && !areDecisive ? undefined : "start";
  if (how === "canary-fails" && task.role.hook === "main") return "crash";
  return runsOnce(task) ? "finish" : undefined;
};

/** Checks that were never made; one that fails now is not expected to recover. */
const unmade = (group: TaskGroup, { checks }: Allocation) =>
  checksOf(group).filter(({ key }) => (own(checks, key)?.status ?? "pending") === "pending");

const owedFor = (view: StateView, given: EngineGiven, allocation: Allocation): readonly Owed[] => {
  if (!isLive(allocation) || view.nodes.get(allocation.node)?.status !== "ready") return [];
  const { key } = allocation;
  const group = groupOf(view, allocation);
  const hasChecks = group !== undefined && checksOf(group).length > 0;
  const areDecisive = hasChecks && group.update?.healthCheck !== "task_states";
  const how = isFailing(given, allocation) ? given.failing?.how : undefined;
  const owed = Object.entries(allocation.tasks).flatMap(([task, state]): Owed[] => {
    const kind = kindOf(state, { how, areDecisive });
    return kind === undefined
      ? []
      : [{ allocation: key, kind, task, run: { alloc: key, attempt: state.attempt, task } }];
  });
  const areMade =
    hasChecks &&
    allocation.desired === "run" &&
    how === undefined &&
    healthOf(allocation, group, "task_states") === "healthy" &&
    unmade(group, allocation).length > 0;
  const run = { alloc: key, attempt: allocation.attempt, task: "" };
  return areMade ? [...owed, { allocation: key, kind: "checks", task: null, run }] : owed;
};

const partOf = ({ seed }: EngineGiven, { jobId, group, index }: Allocation, { kind, run }: Owed): number =>
  mixed(textNumber(`${seed}/${jobId}/${group}/${run.task}/${kind}`), mixed(index, run.attempt)) / 2 ** 32;

const sure = (ms: number): TimeSpread => ({ median: ms, low: ms, high: ms, samples: 0 });

const spreadOf = (times: GroupTimes, kind: Kind): TimeSpread => {
  switch (kind) {
    case "start":
      return times.start;
    case "finish":
    case "stop":
      return times.stop;
    case "checks":
      return times.checks;
    case "crash":
      return sure(0);
  }
};

const dueAt = (
  view: StateView,
  given: EngineGiven,
  by: { allocation: Allocation; owed: Owed; now: number },
): number => {
  const { allocation, owed, now } = by;
  const { startsAt, beatMs } = given;
  const group = groupOf(view, allocation);
  const times = allocation.job === given.job ? timesOfGroup(given.times, allocation.group, group) : assumedTimes(group);
  const spread = spreadOf(times, owed.kind);
  if (spread.low === spread.high) return now + spread.median;
  const at = now + timeAt(spread, partOf(given, allocation, owed));
  return Math.max(now, startsAt + Math.round((at - startsAt) / beatMs) * beatMs);
};

const reportOf = ({ kind, run }: Owed, at: number): TaskReport => {
  if (kind === "start") return { type: "started", run, at, pid: 1 };
  const code = kind === "stop" ? { exitCode: 128 + signal, signal } : { exitCode: kind === "crash" ? 1 : 0, signal: 0 };
  return { type: "exited", run, at, oomKilled: false, ...code };
};

const seenOf = (view: StateView, owed: Owed, at: number): readonly Command[] => {
  if (owed.task !== null) return [{ type: "observeTask", report: reportOf(owed, at) }];
  const allocation = view.allocations.get(owed.allocation);
  const group = allocation === undefined ? undefined : groupOf(view, allocation);
  if (allocation === undefined || group === undefined) return [];
  return unmade(group, allocation).map(({ key }) => ({
    type: "observeCheck" as const,
    report: {
      allocation: allocation.key,
      check: key,
      at,
      status: "passing" as const,
      output: "",
      failures: 0,
      restarts: [],
    },
  }));
};

const isSame = (a: Owed, b: Owed): boolean => a.kind === b.kind && a.task === b.task && a.run.attempt === b.run.attempt;

export const createEngineModel = (given: EngineGiven): EngineModel => {
  const due = createDueQueue<Owed>();
  const ofAllocation = new Map<AllocationKey, readonly Owed[]>();

  const keep = (key: AllocationKey, owed: readonly Owed[]): void => {
    if (owed.length === 0) ofAllocation.delete(key);
    else ofAllocation.set(key, owed);
  };
  return {
    note: (view, allocation, now) => {
      const wanted = owedFor(view, given, allocation);
      const before = ofAllocation.get(allocation.key) ?? [];
      if (wanted.length === 0 && before.length === 0) return;
      for (const old of before) if (!wanted.some((one) => isSame(one, old))) due.set(old, null);
      const owed = wanted.map((one) => {
        const known = before.find((old) => isSame(one, old));
        if (known === undefined) due.set(one, dueAt(view, given, { allocation, owed: one, now }));
        return known ?? one;
      });
      keep(allocation.key, owed);
    },
    firstAt: () => due.firstAt(),
    take: (view, now) => {
      const one = due.take(now);
      if (one === undefined) return undefined;
      // Told once, whatever comes of it.
      keep(one.allocation, ofAllocation.get(one.allocation)?.filter((other) => other !== one) ?? []);
      return seenOf(view, one, now);
    },
    owes: (allocation) => ofAllocation.has(allocation),
  };
};
