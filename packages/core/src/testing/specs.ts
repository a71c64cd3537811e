import type {
  Constraint,
  Disconnect,
  InstanceOverride,
  JobSpec,
  JobType,
  Migrate,
  ReschedulePolicy,
  RestartPolicy,
  Strings,
  Task,
  TaskGroup,
  Update,
} from "../model/job-spec.ts";
import type { JsonObject } from "../model/json.ts";
import { canonicalize } from "../spec/canonicalize.ts";

/** A task group in few words; everything else is Nomad's default. */
export type GroupGiven = {
  readonly name?: string;
  readonly count?: number;
  readonly parallelism?: number;
  readonly restart?: Partial<RestartPolicy>;
  readonly reschedule?: Partial<ReschedulePolicy>;
  readonly migrate?: Partial<Migrate>;
  readonly update?: Partial<Update>;
  readonly disconnect?: Partial<Disconnect>;
  readonly constraints?: readonly Constraint[];
  readonly instances?: { readonly [index: string]: InstanceOverride };
  readonly tasks?: readonly string[];
  readonly driver?: string;
  readonly config?: JsonObject;
  readonly env?: Strings;
  /** Of each task. */
  readonly cpuMhz?: number;
  readonly memoryMb?: number;
  readonly diskMb?: number;
  readonly killTimeoutMs?: number;
  readonly shutdownDelayMs?: number;
  readonly maxRunDurationMs?: number;
  /** What single tasks have besides. */
  readonly more?: { readonly [task: string]: Partial<Task> };
};

export type JobGiven = {
  readonly id?: string;
  readonly type?: JobType;
  readonly priority?: number;
  readonly meta?: Strings;
  readonly datacenters?: readonly string[];
  readonly nodePool?: string;
  readonly constraints?: readonly Constraint[];
  readonly groups?: readonly GroupGiven[];
};

const groupOf = (given: GroupGiven): Partial<TaskGroup> | object => ({
  name: given.name ?? "web",
  count: given.count,
  parallelism: given.parallelism,
  restart: given.restart,
  reschedule: given.reschedule,
  migrate: given.migrate,
  update: given.update,
  disconnect: given.disconnect,
  constraints: given.constraints,
  instances: given.instances,
  shutdownDelayMs: given.shutdownDelayMs,
  maxRunDurationMs: given.maxRunDurationMs,
  ephemeralDisk: { sizeMb: given.diskMb ?? 10 },
  tasks: (given.tasks ?? ["main"]).map((name) => ({
    name,
    driver: given.driver ?? "raw_exec",
    config: given.config ?? { command: "/bin/sleep", args: ["60"] },
    env: given.env,
    killTimeoutMs: given.killTimeoutMs,
    resources: { cpuMhz: given.cpuMhz ?? 100, memoryMb: given.memoryMb ?? 100 },
    ...given.more?.[name],
  })),
});

/** A canonical specification: the service `web` with one instance of one task unless told otherwise. */
export const jobOf = (given: JobGiven = {}): JobSpec => {
  const { id = "web", groups = [{}], ...rest } = given;
  return canonicalize({ id, ...rest, taskGroups: groups.map(groupOf) });
};
