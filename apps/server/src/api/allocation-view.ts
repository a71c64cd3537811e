import type { AllocationDetail, AllocationItem, TaskDetail } from "@longshore/api/allocations";
import type { Allocation, Evaluation, JobSpec, Node, PlacementMetrics, TaskState } from "@longshore/core/model";
import { allocationCan, findGroup, findTask } from "@longshore/core/model";
import { allocationState } from "@longshore/store/instance-state";
import type { Principal } from "../http/credentials.ts";
import { mayOperate, mayUse } from "./access.ts";
import { nodeNames } from "./node-view.ts";

const newest = (times: readonly (number | null)[]): number | null =>
  times.reduce<number | null>(
    (found, time) => (time !== null && (found === null || time > found) ? time : found),
    null,
  );
const oldest = (times: readonly (number | null)[]): number | null =>
  times.reduce<number | null>(
    (found, time) => (time !== null && (found === null || time < found) ? time : found),
    null,
  );

const exitText = (task: TaskState): string => (task.exitCode === null ? "" : `Exited with ${String(task.exitCode)}`);

/** One sentence on the state, for a list. */
const description = (allocation: Allocation): string => {
  const tasks = Object.values(allocation.tasks);
  const state = allocationState(allocation);
  if (allocation.client === "unknown") return "Its node is out of sight: whether it still runs is not known";
  if (state === "stopping" || state === "stopped") return allocation.desiredDescription;
  const restarting = tasks.find((task) => task.restartAt !== null);
  if (restarting !== undefined) return [exitText(restarting), "waiting to restart"].filter(Boolean).join(", ");
  if (state === "starting" && allocation.previous !== null && tasks.every((task) => !task.issued))
    return "Waiting for the one it replaces to end";
  const failed = tasks.find((task) => task.failed || task.lost);
  if (failed === undefined) return "";
  return (
    failed.events.findLast((event) => event.type === "Driver Failure" || event.type === "Lost")?.message ??
    exitText(failed)
  );
};

export const allocationItem = (
  allocation: Allocation,
  nodeOf: (key: number) => { readonly id: string; readonly name: string },
): AllocationItem => {
  const tasks = Object.values(allocation.tasks);
  const node = nodeOf(allocation.node);
  return {
    id: allocation.id,
    namespace: allocation.namespace,
    jobId: allocation.jobId,
    jobType: allocation.jobType,
    group: allocation.group,
    index: allocation.index,
    version: allocation.version,
    attempt: allocation.attempt,
    state: allocationState(allocation),
    description: description(allocation),
    desired: allocation.desired,
    restarts: tasks.reduce((sum, task) => sum + task.restarts, 0),
    nodeId: node.id,
    nodeName: node.name,
    disconnectedAt: allocation.disconnectedAt,
    tasks: Object.keys(allocation.tasks),
    createdAt: allocation.createdAt,
    startedAt: oldest(tasks.map((task) => task.startedAt)),
    finishedAt: tasks.every((task) => task.phase === "dead") ? newest(tasks.map((task) => task.finishedAt)) : null,
    modifyIndex: allocation.modifyIndex,
  };
};

const commandOf = (
  spec: JobSpec | undefined,
  allocation: Allocation,
  name: string,
): { readonly driver: string; readonly command: string } => {
  const group = spec === undefined ? undefined : findGroup(spec, allocation.group);
  const task = group === undefined ? undefined : findTask(group, name);
  if (task === undefined) return { driver: "", command: "" };
  const { command, args } = task.config;
  const words = [command, ...(Array.isArray(args) ? (args as unknown[]) : [])].filter(
    (word): word is string => typeof word === "string",
  );
  return { driver: task.driver, command: words.join(" ") };
};

const taskDetail = (
  name: string,
  state: TaskState,
  of: { readonly driver: string; readonly command: string },
): TaskDetail => ({
  name,
  ...of,
  hook: state.role.hook,
  sidecar: state.role.sidecar,
  leader: state.role.leader,
  phase: state.phase,
  failed: state.failed,
  restarts: state.restarts,
  attempt: state.attempt,
  startedAt: state.startedAt,
  finishedAt: state.finishedAt,
  exitCode: state.exitCode,
  restartAt: state.restartAt,
  leakedPids: [...state.leakedPids],
  events: state.events.map((event) => ({ ...event })),
});

export type AllocationContext = {
  readonly principal: Principal;
  readonly spec: JobSpec | undefined;
  readonly nodeOf: (key: number) => { readonly id: string; readonly name: string };
  readonly allocationId: (key: number) => string | null;
  readonly evaluationId: string | null;
  readonly placement: PlacementMetrics | undefined;
  readonly nodesById: ReadonlyMap<string, Pick<Node, "name">>;
  readonly followUp: Evaluation | undefined;
  readonly preemptedBy: Pick<JobSpec, "namespace" | "id"> | undefined;
};

const placementOf = ({ placement, nodesById }: AllocationContext): AllocationDetail["placement"] =>
  placement === undefined
    ? null
    : {
        metrics: placement as NonNullable<AllocationDetail["placement"]>["metrics"],
        nodes: nodeNames(
          nodesById,
          placement.scores.map(({ nodeId }) => nodeId),
        ),
      };

/** Another namespace's job is not named. */
const preemptedBy = ({ preemptedBy: job, principal }: AllocationContext): AllocationDetail["preemptedBy"] =>
  job === undefined || !mayUse(principal, job.namespace) ? null : { namespace: job.namespace, id: job.id };

export const allocationDetail = (allocation: Allocation, context: AllocationContext): AllocationDetail => {
  const { tasks: _names, ...item } = allocationItem(allocation, context.nodeOf);
  const allowed = mayOperate(context.principal, allocation.namespace);
  return {
    ...item,
    tasks: Object.entries(allocation.tasks).map(([name, state]) =>
      taskDetail(name, state, commandOf(context.spec, allocation, name)),
    ),
    evaluationId: context.evaluationId,
    previousId: allocation.previous === null ? null : context.allocationId(allocation.previous),
    nextId: allocation.next === null ? null : context.allocationId(allocation.next),
    resources: allocation.demand,
    ports: allocation.ports.map((port) => ({ ...port })),
    checks: Object.entries(allocation.checks).map(([name, check]) => ({ name, ...check })),
    reschedules: allocation.reschedules.map(({ previousNode, ...reschedule }) => ({
      ...reschedule,
      previousNode: context.nodeOf(previousNode).name,
    })),
    followUp:
      context.followUp === undefined ? null : { id: context.followUp.id, waitUntil: context.followUp.waitUntil },
    preemptedBy: preemptedBy(context),
    expiresAt: allocation.expiresAt,
    placement: placementOf(context),
    createIndex: allocation.createIndex,
    can: {
      stop:
        !allowed.ok || allocationCan.stop(allocation)
          ? allowed
          : { ok: false, why: "It has ended, or is stopping already" },
    },
  };
};
