import {
  mainRole,
  noPlacementMetrics,
  type Allocation,
  type PlacementMetrics,
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

export const unpackAllocation = (body: string): Allocation => {
  const stored = JSON.parse(body) as Stored;
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
