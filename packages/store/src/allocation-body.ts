import {
  mainRole,
  noPlacementMetrics,
  type Allocation,
  type PlacementMetrics,
  type TaskEvent,
  type TaskRole,
  type TaskState,
} from "@longshore/core/model";
import { pack } from "./packed.ts";

/**
 * How an allocation and its placement are stored: without what is as it was when the allocation was placed. That makes a row less
 * than half as long, and its length is most of what writing it costs. A field that is new to the model belongs here with the value
 * that it has in the rows written before it.
 */
const usualAllocation = {
  desired: "run",
  desiredDescription: "",
  client: "pending",
  clientDescription: "No tasks have started",
  previous: null,
  next: null,
  ports: [],
  reschedules: [],
  followUp: null,
  preemptedBy: null,
  disconnectedAt: null,
  lostAt: null,
  expiresAt: null,
  hasExpired: false,
  checks: {},
  rollout: null,
} satisfies Partial<Allocation>;

const usualTask = {
  role: mainRole,
  phase: "pending",
  failed: false,
  lost: false,
  lostWithNode: false,
  restarts: 0,
  lastRestartAt: null,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  restartAt: null,
  window: null,
  issued: false,
  stopRequestedAt: null,
  killAt: null,
  restartRequestedAt: null,
  leakedPids: [],
} satisfies Partial<TaskState>;

const isMain = (role: TaskRole): boolean =>
  role === mainRole ||
  (role.hook === "main" &&
    !role.sidecar &&
    !role.leader &&
    role.shutdownDelayMs === mainRole.shutdownDelayMs &&
    role.groupDelayMs === mainRole.groupDelayMs);

const packTask = (task: TaskState): Partial<TaskState> =>
  pack(isMain(task.role) && task.role !== mainRole ? { ...task, role: mainRole } : task, usualTask);

/** What is left out besides: both say when it was created, unless it was changed since. */
type Dated = "modifiedAt" | "modifyIndex";

type Stored = Omit<Allocation, keyof typeof usualAllocation | Dated | "tasks"> & {
  readonly tasks: { readonly [task: string]: Partial<TaskState> };
};

export const packAllocation = (allocation: Allocation): string => {
  const { tasks, modifiedAt, modifyIndex, ...rest } = allocation;
  const packed: { [task: string]: Partial<TaskState> } = {};
  for (const name in tasks) packed[name] = packTask(tasks[name] as TaskState);
  const isNew = modifiedAt === rest.createdAt && modifyIndex === rest.createIndex;
  const fields = pack(rest, usualAllocation);
  return JSON.stringify(isNew ? { ...fields, tasks: packed } : { ...fields, modifiedAt, modifyIndex, tasks: packed });
};

/** Distinct texts that are remembered; what is seen once only pushes nothing out for long. */
const mostShared = 10_000;
const texts = new Map<string, string>();
const demands = new Map<string, Allocation["demand"]>();

const remember = <T>(known: Map<string, T>, key: string, made: T): T => {
  if (known.size >= mostShared) known.clear();
  known.set(key, made);
  return made;
};

/** One string for all that say the same: a million allocations are read with a handful of names and sentences. */
const shared = (text: string): string => texts.get(text) ?? remember(texts, text, text);

const sharedDemand = (demand: Allocation["demand"]): Allocation["demand"] => {
  const key = `${String(demand.cpuMhz)}/${String(demand.memoryMb)}/${String(demand.diskMb)}`;
  return demands.get(key) ?? remember(demands, key, demand);
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What was just parsed is nobody else's yet: it is changed in place, a million times at a start. */
const shareTexts = (stored: Mutable<Stored>): void => {
  stored.namespace = shared(stored.namespace);
  stored.jobId = shared(stored.jobId);
  stored.group = shared(stored.group);
  stored.demand = sharedDemand(stored.demand);
  for (const name in stored.tasks)
    for (const event of (stored.tasks[name]?.events ?? []) as Mutable<TaskEvent>[])
      event.message = shared(event.message);
};

export const unpackAllocation = (body: string): Allocation => {
  const stored = JSON.parse(body) as Stored;
  shareTexts(stored);
  const tasks: { [task: string]: TaskState } = {};
  for (const name in stored.tasks) tasks[name] = { ...usualTask, ...stored.tasks[name] } as TaskState;
  return {
    ...usualAllocation,
    modifiedAt: stored.createdAt,
    modifyIndex: stored.createIndex,
    ...stored,
    tasks,
  };
};

export const packPlacement = (metrics: PlacementMetrics): string => JSON.stringify(pack(metrics, noPlacementMetrics));

export const unpackPlacement = (body: string): PlacementMetrics => ({
  ...noPlacementMetrics,
  ...(JSON.parse(body) as Partial<PlacementMetrics>),
});
