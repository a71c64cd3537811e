import type { Drain, Node } from "@longshore/core/model";
import { addressOf } from "@longshore/core/tasks/environment";
import { nanoseconds, orNull, timestamp } from "../json.ts";

const driversToWire = (node: Node) =>
  Object.fromEntries(
    Object.entries(node.drivers).map(([name, driver]) => [
      name,
      {
        Attributes: { [`driver.${name}`]: driver.detected ? "1" : "0" },
        Detected: driver.detected,
        Healthy: driver.healthy,
        HealthDescription: driver.description,
        UpdateTime: timestamp(node.statusUpdatedAt),
      },
    ]),
  );

const resourcesToWire = (node: Node) => ({
  Cpu: { CpuShares: node.resources.cpuMhz, TotalCpuCores: 0, ReservableCpuCores: null },
  Memory: { MemoryMB: node.resources.memoryMb },
  Disk: { DiskMB: node.resources.diskMb },
  Networks: null,
  NodeNetworks: null,
  Devices: null,
  MinDynamicPort: node.ports.min,
  MaxDynamicPort: node.ports.max,
  Processors: null,
});

/** What may be handed out is already without what others have, ports excepted. */
const reservedToWire = (node: Node) => ({
  Cpu: { CpuShares: 0, ReservedCpuCores: null },
  Memory: { MemoryMB: 0 },
  Disk: { DiskMB: 0 },
  Networks: { ReservedHostPorts: node.ports.reserved.join(",") },
});

/** As Nomad has it, zero is to wait without end and below zero not to wait at all. */
const deadlineOf = ({ deadlineAt, startedAt }: Drain) =>
  deadlineAt === null ? 0 : nanoseconds(deadlineAt > startedAt ? deadlineAt - startedAt : -1);

const drainToWire = (drain: Drain | null) =>
  drain === null
    ? null
    : {
        Deadline: deadlineOf(drain),
        IgnoreSystemJobs: drain.ignoreSystemJobs,
        ForceDeadline: timestamp(drain.deadlineAt),
        StartedAt: timestamp(drain.startedAt),
      };

const commonToWire = (node: Node) => ({
  ID: node.id,
  Datacenter: node.datacenter,
  Name: node.name,
  NodePool: node.nodePool,
  NodeClass: node.nodeClass,
  Drivers: driversToWire(node),
  HostVolumes: null,
  Drain: node.drain !== null,
  SchedulingEligibility: node.eligibility,
  Status: node.status,
  StatusDescription: node.statusDescription,
  LastDrain: null,
  CreateIndex: node.createIndex,
  ModifyIndex: node.modifyIndex,
});

export const nodeStubToWire = (node: Node, asked: { readonly os: boolean; readonly resources: boolean }) => ({
  ...commonToWire(node),
  Address: addressOf(node),
  Version: node.attributes["nomad.version"] ?? "",
  Attributes: asked.os ? { "os.name": node.attributes["os.name"] ?? "" } : null,
  ...(asked.resources ? { NodeResources: resourcesToWire(node), ReservedResources: reservedToWire(node) } : {}),
});

/** `address` is where the client reached us: this one process is the node's own agent too. */
export const nodeToWire = (node: Node, address: string) => ({
  ...commonToWire(node),
  HTTPAddr: address,
  TLSEnabled: false,
  Attributes: node.attributes,
  NodeResources: resourcesToWire(node),
  ReservedResources: reservedToWire(node),
  Resources: {
    CPU: node.resources.cpuMhz,
    MemoryMB: node.resources.memoryMb,
    DiskMB: node.resources.diskMb,
    IOPS: 0,
    Networks: null,
    Devices: null,
  },
  Reserved: null,
  Links: null,
  Meta: orNull(node.meta),
  ComputedClass: node.computedClass,
  CgroupParent: "",
  DrainStrategy: drainToWire(node.drain),
  StatusUpdatedAt: Math.floor(node.statusUpdatedAt / 1000),
  Events: null,
  CSIControllerPlugins: null,
  CSINodePlugins: null,
  HostNetworks: null,
});
