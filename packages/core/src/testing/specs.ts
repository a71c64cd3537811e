import type { Constraint, InstanceOverride, JobSpec, RestartPolicy, Strings, TaskGroup } from "../model/job-spec.ts";
import type { JsonObject } from "../model/json.ts";
import { canonicalize } from "../spec/canonicalize.ts";

/** A task group in few words; everything else is Nomad's default. */
export type GroupGiven = {
  readonly name?: string;
  readonly count?: number;
  readonly parallelism?: number;
  readonly restart?: Partial<RestartPolicy>;
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
};

export type JobGiven = {
  readonly id?: string;
  readonly type?: "service" | "batch";
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
  constraints: given.constraints,
  instances: given.instances,
  ephemeralDisk: { sizeMb: given.diskMb ?? 10 },
  tasks: (given.tasks ?? ["main"]).map((name) => ({
    name,
    driver: given.driver ?? "raw_exec",
    config: given.config ?? { command: "/bin/sleep", args: ["60"] },
    env: given.env,
    killTimeoutMs: given.killTimeoutMs,
    resources: { cpuMhz: given.cpuMhz ?? 100, memoryMb: given.memoryMb ?? 100 },
  })),
});

/** A canonical specification: the service `web` with one instance of one task unless told otherwise. */
export const jobOf = (given: JobGiven = {}): JobSpec => {
  const { id = "web", groups = [{}], ...rest } = given;
  return canonicalize({ id, ...rest, taskGroups: groups.map(groupOf) });
};
