import {
  allocationName,
  findGroup,
  type Allocation,
  type AssignedPort,
  type Capacity,
  type JobSpec,
  type Network,
  type PlacementMetrics,
  type Port,
  type Task,
  type TaskGroup,
  type TaskEvent,
  type TaskState,
} from "@longshore/core/model";
import { nanoseconds, orNull, timestamp, unixNano } from "../json.ts";
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

/** What is remembered was followed by a placement each time. */
const reschedulesToWire = (names: Names, { reschedules }: Allocation): wire.RescheduleTracker | null =>
  reschedules.length === 0
    ? null
    : {
        Events: reschedules.map(({ at, previousAllocation, previousNode, delayMs }) => ({
          RescheduleTime: unixNano(at),
          PrevAllocID: previousAllocation,
          PrevNodeID: names.node(previousNode).id,
          Delay: nanoseconds(delayMs),
        })),
        LastReschedule: "ok",
      };

/** Nomad stops an allocation when it replaces it, also one that had ended by then. */
const isReplaced = ({ client, desired, next }: Allocation): boolean =>
  desired === "run" && next !== null && (client === "failed" || client === "lost");

const desiredToWire = (allocation: Allocation) =>
  isReplaced(allocation)
    ? {
        DesiredStatus: "stop",
        DesiredDescription: `alloc was ${allocation.client === "lost" ? "lost since its node is down" : "rescheduled because it failed"}`,
      }
    : { DesiredStatus: allocation.desired, DesiredDescription: allocation.desiredDescription };

const commonToWire = (names: Names, allocation: Allocation) => ({
  ID: allocation.id,
  EvalID: names.evaluation(allocation.evaluation),
  Name: allocationName(allocation),
  Namespace: allocation.namespace,
  NodeID: names.node(allocation.node).id,
  NodeName: names.node(allocation.node).name,
  JobID: allocation.jobId,
  TaskGroup: allocation.group,
  ...desiredToWire(allocation),
  ClientStatus: allocation.client,
  ClientDescription: allocation.clientDescription,
  DesiredTransition: { Migrate: null, Reschedule: null, ForceReschedule: null, NoShutdownDelay: null },
  DeploymentStatus: null,
  FollowupEvalID: names.evaluation(allocation.followUp),
  NextAllocation: names.allocation(allocation.next),
  RescheduleTracker: reschedulesToWire(names, allocation),
  PreemptedAllocations: null,
  PreemptedByAllocation: "",
  CreateIndex: allocation.createIndex,
  ModifyIndex: allocation.modifyIndex,
  CreateTime: unixNano(allocation.createdAt),
  ModifyTime: unixNano(allocation.modifiedAt),
});

const groupOf = (allocation: Allocation, spec: JobSpec | undefined): TaskGroup | undefined =>
  spec === undefined ? undefined : findGroup(spec, allocation.group);

/** Ports by their labels with the values that the allocation has for them. */
type Assigned = { readonly address: string; readonly ports: ReadonlyMap<string, AssignedPort> };

const assignedOf = (names: Names, allocation: Allocation): Assigned => ({
  address: names.node(allocation.node).address,
  ports: new Map(allocation.ports.map((port) => [port.label, port])),
});

const networksToWire = (networks: readonly Network[], { address, ports }: Assigned): wire.Network[] | null => {
  const toWire = ({ label, value, to, hostNetwork }: Port): wire.Port => ({
    Label: label,
    Value: ports.get(label)?.value ?? value,
    To: ports.get(label)?.to ?? to,
    HostNetwork: hostNetwork,
  });
  return orNull(
    networks.map(({ mode, mbits, reservedPorts, dynamicPorts }) => ({
      Mode: mode,
      Device: "",
      CIDR: "",
      IP: address,
      Hostname: "",
      MBits: mbits,
      DNS: null,
      ReservedPorts: orNull(reservedPorts.map(toWire)),
      DynamicPorts: orNull(dynamicPorts.map(toWire)),
    })),
  );
};

/** Those of the group: what a task asks for itself stands with the task. */
const sharedPortsToWire = (networks: readonly Network[], { address, ports }: Assigned): wire.PortMapping[] | null =>
  orNull(
    networks
      .flatMap(({ reservedPorts, dynamicPorts }) => [...reservedPorts, ...dynamicPorts])
      .flatMap(({ label }) => ports.get(label) ?? [])
      .map(({ label, value, to }) => ({ Label: label, Value: value, To: to, HostIP: address })),
  );

const resourcesOf = (
  asked: Capacity,
  more: { readonly memoryMaxMb?: number; readonly networks?: wire.Network[] | null } = {},
): wire.Resources => ({
  CPU: asked.cpuMhz,
  Cores: 0,
  MemoryMB: asked.memoryMb,
  MemoryMaxMB: more.memoryMaxMb ?? 0,
  DiskMB: asked.diskMb,
  IOPS: 0,
  Networks: more.networks ?? null,
  Devices: null,
  NUMA: null,
});

const lifecycleToWire = ({ lifecycle }: Task) =>
  lifecycle === null ? null : { Hook: lifecycle.hook, Sidecar: lifecycle.sidecar };

const allocatedToWire = (
  allocation: Allocation,
  group: TaskGroup | undefined,
  assigned: Assigned,
): wire.AllocatedResources => {
  const tasks = group?.tasks ?? [];
  const networks = group?.networks ?? [];
  return {
    Tasks: Object.fromEntries(
      tasks.map(({ name, resources }) => [
        name,
        {
          Cpu: { CpuShares: resources.cpuMhz, ReservedCores: null },
          Memory: { MemoryMB: resources.memoryMb, MemoryMaxMB: resources.memoryMaxMb },
          Networks: networksToWire(resources.networks, assigned),
          Devices: null,
        },
      ]),
    ),
    TaskLifecycles: Object.fromEntries(tasks.map((task) => [task.name, lifecycleToWire(task)])),
    Shared: {
      DiskMB: allocation.demand.diskMb,
      Networks: networksToWire(networks, assigned),
      Ports: sharedPortsToWire(networks, assigned),
    },
  };
};

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
    : {
        AllocatedResources: allocatedToWire(
          allocation,
          groupOf(allocation, parts.resourcesBy()),
          assignedOf(names, allocation),
        ),
      }),
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
  const group = groupOf(allocation, version.spec);
  const assigned = assignedOf(names, allocation);
  return {
    ...commonToWire(names, allocation),
    TaskStates: taskStatesToWire(allocation),
    Job: version.job,
    Resources: resourcesOf(allocation.demand),
    SharedResources: resourcesOf({ cpuMhz: 0, memoryMb: 0, diskMb: allocation.demand.diskMb }),
    TaskResources: Object.fromEntries(
      (group?.tasks ?? []).map(({ name, resources }) => {
        const networks = networksToWire(resources.networks, assigned);
        return [name, resourcesOf({ ...resources, diskMb: 0 }, { memoryMaxMb: resources.memoryMaxMb, networks })];
      }),
    ),
    AllocatedResources: allocatedToWire(allocation, group, assigned),
    Services: null,
    Metrics: metricToWire(version.metrics, version.spec?.nodePool ?? "default"),
    DeploymentID: "",
    PreviousAllocation: names.allocation(allocation.previous),
    AllocModifyIndex: allocation.modifyIndex,
  };
};
