import {
  allocationName,
  findGroup,
  type Allocation,
  type JobSpec,
  type PlacementMetrics,
  type Task,
  type TaskEvent,
  type TaskState,
} from "@longshore/core/model";
import { orNull, timestamp, unixNano } from "../json.ts";
import type * as wire from "../wire.ts";
import { metricToWire } from "./metric.ts";
import type { Names } from "./names.ts";

const detailsOf = (event: TaskEvent): { readonly [key: string]: string } =>
  Object.fromEntries(
    [
      ["exit_code", event.exitCode],
      ["signal", event.signal],
      ["fails_task", event.failsTask],
    ]
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );

const eventToWire = (event: TaskEvent): wire.TaskEvent => ({
  Type: event.type,
  Time: unixNano(event.at),
  DisplayMessage: event.message,
  Message: "",
  Details: detailsOf(event),
  // Older clients make their own sentence of these.
  DriverError: event.type === "Driver Failure" ? event.message : "",
  KillReason: event.type === "Killing" ? event.message : "",
  RestartReason: event.type === "Restarting" || event.type === "Not Restarting" ? event.message : "",
  TaskSignalReason: event.type === "Signaling" ? event.message : "",
  FailsTask: event.failsTask ?? false,
  ExitCode: event.exitCode ?? 0,
  Signal: event.signal ?? 0,
});

const taskStateToWire = (state: TaskState): wire.TaskState => ({
  State: state.phase,
  Failed: state.failed,
  Restarts: state.restarts,
  LastRestart: timestamp(state.lastRestartAt),
  StartedAt: timestamp(state.startedAt),
  FinishedAt: timestamp(state.finishedAt),
  Events: state.events.map(eventToWire),
});

const taskStatesToWire = (allocation: Allocation) =>
  orNull(Object.fromEntries(Object.entries(allocation.tasks).map(([name, state]) => [name, taskStateToWire(state)])));

const commonToWire = (names: Names, allocation: Allocation) => ({
  ID: allocation.id,
  EvalID: names.evaluation(allocation.evaluation),
  Name: allocationName(allocation),
  Namespace: allocation.namespace,
  NodeID: names.node(allocation.node).id,
  NodeName: names.node(allocation.node).name,
  JobID: allocation.jobId,
  TaskGroup: allocation.group,
  DesiredStatus: allocation.desired,
  DesiredDescription: allocation.desiredDescription,
  ClientStatus: allocation.client,
  ClientDescription: allocation.clientDescription,
  DesiredTransition: { Migrate: null, Reschedule: null, ForceReschedule: null, NoShutdownDelay: null },
  DeploymentStatus: null,
  FollowupEvalID: "",
  NextAllocation: names.allocation(allocation.next),
  RescheduleTracker: null,
  PreemptedAllocations: null,
  PreemptedByAllocation: "",
  CreateIndex: allocation.createIndex,
  ModifyIndex: allocation.modifyIndex,
  CreateTime: unixNano(allocation.createdAt),
  ModifyTime: unixNano(allocation.modifiedAt),
});

const noTasks: readonly Task[] = [];
const tasksOf = (allocation: Allocation, spec: JobSpec | undefined): readonly Task[] =>
  spec === undefined ? noTasks : (findGroup(spec, allocation.group)?.tasks ?? noTasks);

const resourcesOf = (asked: { readonly cpuMhz: number; readonly memoryMb: number; readonly diskMb: number }) => ({
  CPU: asked.cpuMhz,
  Cores: 0,
  MemoryMB: asked.memoryMb,
  MemoryMaxMB: 0,
  DiskMB: asked.diskMb,
  IOPS: 0,
  Networks: null,
  Devices: null,
  NUMA: null,
});

const allocatedToWire = (allocation: Allocation, tasks: readonly Task[]): wire.AllocatedResources => ({
  Tasks: Object.fromEntries(
    tasks.map(({ name, resources }) => [
      name,
      {
        Cpu: { CpuShares: resources.cpuMhz, ReservedCores: null },
        Memory: { MemoryMB: resources.memoryMb, MemoryMaxMB: resources.memoryMaxMb },
        Networks: null,
        Devices: null,
      },
    ]),
  ),
  TaskLifecycles: Object.fromEntries(tasks.map(({ name }) => [name, null])),
  Shared: { DiskMB: allocation.demand.diskMb, Networks: null, Ports: null },
});

/** `spec` is asked for only with `resources`, and undefined when the version is no longer kept. */
export const allocationStubToWire = (
  names: Names,
  allocation: Allocation,
  parts: { readonly taskStates: boolean; readonly resourcesBy: (() => JobSpec | undefined) | null },
): wire.AllocListStub => ({
  ...commonToWire(names, allocation),
  JobType: names.jobType(allocation),
  JobVersion: allocation.version,
  ...(parts.taskStates ? { TaskStates: taskStatesToWire(allocation) } : {}),
  ...(parts.resourcesBy === null
    ? {}
    : { AllocatedResources: allocatedToWire(allocation, tasksOf(allocation, parts.resourcesBy())) }),
});

export const allocationToWire = (
  names: Names,
  allocation: Allocation,
  version: {
    readonly job: wire.Job;
    readonly spec: JobSpec | undefined;
    readonly metrics: PlacementMetrics | null;
  },
): wire.Allocation => {
  const tasks = tasksOf(allocation, version.spec);
  return {
    ...commonToWire(names, allocation),
    TaskStates: taskStatesToWire(allocation),
    Job: version.job,
    Resources: resourcesOf(allocation.demand),
    SharedResources: resourcesOf({ cpuMhz: 0, memoryMb: 0, diskMb: allocation.demand.diskMb }),
    TaskResources: Object.fromEntries(
      tasks.map(({ name, resources }) => [name, { ...resourcesOf({ ...resources, diskMb: 0 }) }]),
    ),
    AllocatedResources: allocatedToWire(allocation, tasks),
    Services: null,
    Metrics: metricToWire(version.metrics),
    DeploymentID: "",
    PreviousAllocation: names.allocation(allocation.previous),
    AllocModifyIndex: allocation.modifyIndex,
  };
};
