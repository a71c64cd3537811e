import { attemptsOf, hasEnded, type Allocation, type Attempt, type TaskState } from "@longshore/core/model";
import { rfc3339 } from "../../units.ts";
import type * as wire from "../wire.ts";
import { podVersion } from "./entity-version.ts";

/** What an allocation's record does not hold. `revision` is of its version. */
export type PodSetting = {
  readonly jobId: string;
  readonly revision: number;
  readonly desiredRevision: number;
  readonly host: { readonly name: string; readonly id: string };
};

export const podName = (jobId: string, index: number): string => `${jobId}-${String(index)}`;
const podId = (jobId: string, index: number, run: number): string => `${podName(jobId, index)}-${String(run)}`;

const endedStates: Readonly<Record<Attempt["outcome"], wire.PodState>> = {
  waiting: "POD_STATE_KILLED",
  running: "POD_STATE_KILLED",
  complete: "POD_STATE_SUCCEEDED",
  failed: "POD_STATE_FAILED",
  lost: "POD_STATE_LOST",
  stopped: "POD_STATE_KILLED",
};

const liveState = (allocation: Allocation): wire.PodState => {
  if (allocation.desired === "evict") return "POD_STATE_PREEMPTING";
  if (allocation.desired === "stop") return "POD_STATE_KILLING";
  if (allocation.client !== "pending") return "POD_STATE_RUNNING";
  const tasks = Object.values(allocation.tasks);
  if (tasks.some((task) => task.restartAt !== null)) return "POD_STATE_PENDING";
  return tasks.some((task) => task.issued) ? "POD_STATE_LAUNCHED" : "POD_STATE_PLACED";
};

const stateOf = (allocation: Allocation, last: Attempt | undefined): wire.PodState => {
  if (!hasEnded(allocation)) return liveState(allocation);
  return last === undefined ? "POD_STATE_KILLED" : endedStates[last.outcome];
};

const containerState = (task: TaskState): wire.ContainerState => {
  if (task.phase === "running")
    return task.stopRequestedAt === null ? "CONTAINER_STATE_RUNNING" : "CONTAINER_STATE_KILLING";
  if (task.phase === "pending") return task.issued ? "CONTAINER_STATE_LAUNCHED" : "CONTAINER_STATE_PENDING";
  if (task.failed || task.lost) return "CONTAINER_STATE_FAILED";
  return task.stopRequestedAt === null ? "CONTAINER_STATE_SUCCEEDED" : "CONTAINER_STATE_KILLED";
};

const terminationOf = (allocation: Allocation, task: TaskState): wire.TerminationStatus | undefined => {
  const ended = task.events.findLast((event) => event.exitCode !== undefined);
  if (task.phase !== "dead" || ended === undefined) return undefined;
  const reason = allocation.hasExpired
    ? "TERMINATION_STATUS_REASON_DEADLINE_TIMEOUT_EXCEEDED"
    : allocation.desired === "evict"
      ? "TERMINATION_STATUS_REASON_PREEMPTED_RESOURCES"
      : task.stopRequestedAt === null
        ? "TERMINATION_STATUS_REASON_FAILED"
        : "TERMINATION_STATUS_REASON_KILLED_ON_REQUEST";
  if (task.exitCode === 0 && task.stopRequestedAt === null) return undefined;
  return { reason, exit_code: ended.exitCode ?? 0, signal: ended.signal ? String(ended.signal) : "" };
};

const healthOf = (allocation: Allocation): { readonly state: wire.HealthState; readonly output: string } => {
  const checks = Object.values(allocation.checks);
  const failing = checks.find((check) => check.status === "failing");
  if (checks.length === 0) return { state: "HEALTH_STATE_DISABLED", output: "" };
  if (failing !== undefined) return { state: "HEALTH_STATE_UNHEALTHY", output: failing.output };
  const isKnown = checks.every((check) => check.status === "passing");
  return { state: isKnown ? "HEALTH_STATE_HEALTHY" : "HEALTH_STATE_UNKNOWN", output: "" };
};

const containerToWire = (allocation: Allocation, name: string, task: TaskState): wire.ContainerStatus => {
  const termination = terminationOf(allocation, task);
  return {
    name,
    state: containerState(task),
    ports: Object.fromEntries(allocation.ports.map(({ label, value }) => [label, value])),
    message: task.events.at(-1)?.message ?? "",
    reason: task.events.at(-1)?.type ?? "",
    failure_count: task.restarts,
    healthy: healthOf(allocation),
    image: "",
    start_time: rfc3339(task.startedAt) ?? "",
    completion_time: rfc3339(task.phase === "dead" ? task.finishedAt : null) ?? "",
    ...(termination === undefined ? {} : { terminationStatus: termination }),
  };
};

/** A run that was the pod's before this one ended its place: run numbers begin at 1. */
const previousRun = (jobId: string, index: number, run: number): string =>
  run > 1 ? podId(jobId, index, run - 1) : "";

export const podStatusToWire = (allocation: Allocation, setting: PodSetting): wire.PodStatus => {
  const last = attemptsOf(allocation).at(-1);
  const tasks = Object.entries(allocation.tasks);
  const status = (of: (task: TaskState) => boolean) =>
    tasks.filter(([, task]) => of(task)).map(([name, task]) => containerToWire(allocation, name, task));
  const restarts = tasks.reduce((sum, [, task]) => sum + task.restarts, 0);
  const isThrottled = tasks.some(([, task]) => task.restartAt !== null);
  return {
    state: stateOf(allocation, last),
    pod_id: { value: podId(setting.jobId, allocation.index, allocation.attempt) },
    start_time: rfc3339(last?.startedAt ?? null) ?? "",
    completion_time: rfc3339(last?.endedAt ?? null) ?? "",
    host: setting.host.name,
    init_containers_status: status((task) => task.role.hook === "prestart"),
    containers_status: status((task) => task.role.hook !== "prestart"),
    desired_state: allocation.desired === "run" ? "POD_STATE_RUNNING" : "POD_STATE_KILLED",
    message: isThrottled ? "Task throttled due to failure" : allocation.clientDescription,
    reason: allocation.desiredDescription,
    failure_count: restarts + allocation.reschedules.length,
    version: { value: podVersion(setting.revision) },
    desired_version: { value: podVersion(setting.desiredRevision) },
    prev_pod_id: { value: previousRun(setting.jobId, allocation.index, allocation.attempt) },
    host_id: setting.host.id,
  };
};

export const podSummaryToWire = (allocation: Allocation, setting: PodSetting): wire.PodSummary => ({
  pod_name: { value: podName(setting.jobId, allocation.index) },
  status: podStatusToWire(allocation, setting),
});

/** `pod`: the instance's own, see `podSpecOf`. */
export const podInfoToWire = (allocation: Allocation, pod: wire.PodSpec, setting: PodSetting): wire.PodInfo => ({
  spec: { ...pod, pod_name: { value: podName(setting.jobId, allocation.index) } },
  status: podStatusToWire(allocation, setting),
});

/** What one instance runs: the default with what the instance's own specification sets. */
export const podSpecOf = (spec: wire.JobSpec, index: number): wire.PodSpec => ({
  ...spec.default_spec,
  ...spec.instance_spec?.[String(index)],
});
