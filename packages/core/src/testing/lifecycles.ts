import type { JobSpec, Lifecycle, Task } from "../model/job-spec.ts";
import type { Allocation } from "../model/allocation.ts";
import { must } from "../invariant.ts";
import { jobOf, type GroupGiven, type JobGiven } from "./specs.ts";
import { did, origin, serverWith, workOff, type TestServer } from "./test-server.ts";

export type TaskGiven = Partial<Task> & {
  readonly name: string;
  /** `prestart`, `prestart sidecar` and so on; a main task without. */
  readonly hook?: string;
};

const lifecycleOf = (hook: string | undefined): Lifecycle | null => {
  if (hook === undefined) return null;
  const [name, sidecar] = hook.split(" ");
  return { hook: name ?? "", sidecar: sidecar === "sidecar" };
};

/** One group of tasks, each with its place in the group's life. */
export const lifecycleSpec = (
  tasks: readonly TaskGiven[],
  group: GroupGiven & { readonly shutdownDelayMs?: number; readonly maxRunDurationMs?: number } = {},
  job: JobGiven = {},
): JobSpec => {
  const { shutdownDelayMs = null, maxRunDurationMs = null, ...given } = group;
  const spec = jobOf({ ...job, groups: [{ ...given, tasks: tasks.map(({ name }) => name) }] });
  return {
    ...spec,
    taskGroups: spec.taskGroups.map((one) => ({
      ...one,
      shutdownDelayMs,
      maxRunDurationMs,
      tasks: one.tasks.map((task, at) => {
        const { hook, ...own } = must(tasks[at], "task");
        return { ...task, ...own, lifecycle: lifecycleOf(hook) };
      }),
    })),
  };
};

/** A server on which the first instance of this job has just been placed. */
export const serverRunning = (spec: JobSpec): TestServer => {
  const server = serverWith();
  did(server, { type: "registerJob", spec, origin });
  workOff(server);
  return server;
};

export const allocationOf = (server: TestServer, key = 1): Allocation =>
  must(server.state.allocations.get(key), "allocation");
