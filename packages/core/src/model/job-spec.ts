import type { Network, Service } from "./connections.ts";
import type { ErrorCategory } from "./attempt.ts";
import type { Json, JsonObject } from "./json.ts";
import type { GivenPriority } from "./priority.ts";

/**
 * A job specification in Nomad's words. Every field is present after `canonicalize`; `null` means that the block was
 * not given and has no default. Durations are milliseconds (fractions allowed, Nomad writes nanoseconds), sizes are MiB, CPU is MHz.
 *
 * Blocks that no part of the scheduler reads are kept verbatim in `carried`, keyed by their name in the job file, so that
 * a door reads back what it wrote and the diff shows them.
 */
export type JobType = "service" | "batch" | "system" | "sysbatch";

/** One instance per node instead of a count. */
export const runsPerNode = (type: JobType): boolean => type === "system" || type === "sysbatch";
/** Its instances end by themselves, and ended well they stay ended. */
export const runsToEnd = (type: JobType): boolean => type === "batch" || type === "sysbatch";

export type Strings = { readonly [key: string]: string };

export type Constraint = {
  readonly attribute: string;
  readonly operator: string;
  readonly value: string;
};
export type Affinity = Constraint & { readonly weight: number };
export type SpreadTarget = { readonly value: string; readonly percent: number };
export type Spread = {
  readonly attribute: string;
  readonly weight: number;
  readonly targets: readonly SpreadTarget[];
};

export type Update = {
  readonly staggerMs: number;
  readonly maxParallel: number;
  readonly healthCheck: string;
  readonly minHealthyTimeMs: number;
  readonly healthyDeadlineMs: number;
  readonly progressDeadlineMs: number;
  readonly autoRevert: boolean;
  readonly autoPromote: boolean;
  readonly canary: number;
};

export type RestartPolicy = {
  readonly attempts: number;
  readonly intervalMs: number;
  readonly delayMs: number;
  /** `fail` gives up when the attempts of one interval are used; `delay` waits for the next interval. */
  readonly mode: string;
  readonly renderTemplates: boolean;
};

export type ReschedulePolicy = {
  readonly attempts: number;
  readonly intervalMs: number;
  readonly delayMs: number;
  readonly delayFunction: string;
  readonly maxDelayMs: number;
  readonly unlimited: boolean;
};

export type Migrate = {
  readonly maxParallel: number;
  readonly healthCheck: string;
  readonly minHealthyTimeMs: number;
  readonly healthyDeadlineMs: number;
};

/** What happens to an instance whose node was lost sight of. */
export type Disconnect = {
  /** After this long it counts as lost; null: at once. */
  readonly lostAfterMs: number | null;
  /** The client stops it by itself after this long; null: never. */
  readonly stopOnClientAfterMs: number | null;
  /** Whether another one is placed meanwhile. */
  readonly replace: boolean;
  /** Which of the two goes on when it returns: best_score, keep_original, keep_replacement, longest_running. */
  readonly reconcile: string;
};

export type Lifecycle = {
  /** prestart, poststart or poststop. */
  readonly hook: string;
  /** Runs beside the main tasks instead of before or after them. */
  readonly sidecar: boolean;
};

/** A file made from text before the task starts. */
export type Template = {
  readonly data: string;
  /** Below the task's directory. */
  readonly destination: string;
  /** The rendered text is `KEY=value` lines for the task's environment. */
  readonly env: boolean;
  readonly perms: string;
  readonly leftDelimiter: string;
  readonly rightDelimiter: string;
  /** What a changed rendering does to a running task: restart, signal, noop. */
  readonly changeMode: string;
  readonly changeSignal: string;
  readonly splayMs: number;
  readonly errorOnMissingKey: boolean;
  readonly carried: JsonObject;
};

/** Where a dispatched payload is written, below the task's `local/`. */
export type DispatchPayload = { readonly file: string };

/** What becomes of instants that came due while nobody looked. Not Nomad's: it launches the newest of them. */
export type MissedRuns = {
  /** `skip` launches none of them, `run_once` the newest, `run_all` the newest `most`, each as a child of its own. */
  readonly policy: string;
  readonly most: number;
};

export type Periodic = {
  readonly enabled: boolean;
  readonly specs: readonly string[];
  readonly timeZone: string;
  readonly prohibitOverlap: boolean;
  /** Null: `run_once`. */
  readonly missedRuns: MissedRuns | null;
};

export type Parameterized = {
  /** optional, required or forbidden. */
  readonly payload: string;
  readonly metaRequired: readonly string[];
  readonly metaOptional: readonly string[];
};

export type EphemeralDisk = {
  readonly sticky: boolean;
  readonly migrate: boolean;
  readonly sizeMb: number;
};

export type Resources = {
  readonly cpuMhz: number;
  readonly cores: number;
  readonly memoryMb: number;
  readonly memoryMaxMb: number;
  readonly diskMb: number;
  /** Ignored since Nomad 0.9; kept for clients that still send it. */
  readonly iops: number;
  /** Before Nomad 0.12 a task asked for its ports itself. */
  readonly networks: readonly Network[];
  readonly carried: JsonObject;
};

export type LogConfig = {
  readonly maxFiles: number;
  readonly maxFileSizeMb: number;
  readonly disabled: boolean;
};

export type Task = {
  readonly name: string;
  readonly driver: string;
  readonly user: string;
  readonly config: JsonObject;
  readonly env: Strings;
  readonly meta: Strings;
  readonly constraints: readonly Constraint[];
  readonly affinities: readonly Affinity[];
  readonly resources: Resources;
  readonly restart: RestartPolicy | null;
  readonly lifecycle: Lifecycle | null;
  readonly templates: readonly Template[];
  readonly services: readonly Service[];
  readonly dispatchPayload: DispatchPayload | null;
  readonly leader: boolean;
  readonly killTimeoutMs: number;
  readonly killSignal: string;
  readonly shutdownDelayMs: number;
  readonly logs: LogConfig;
  readonly carried: JsonObject;
};

/** What differs for one instance of a group; merged over the group's tasks by name. */
export type InstanceOverride = {
  readonly tasks: {
    readonly [task: string]: {
      readonly env: Strings;
      readonly meta: Strings;
      readonly config: JsonObject;
      /** Variables of the task that this instance does not have. */
      readonly unsetEnv?: readonly string[];
    };
  };
};

/** What a definition says of a job besides what is to run; nothing of it reaches a running instance. */
export type About = {
  /** Words to find it by. */
  readonly labels: Strings;
  readonly owner: string;
  readonly team: string;
  /** Whether the Cluster door's start-all starts it; null: if it was made there. */
  readonly autostart: boolean | null;
  /** Cluster's mark of a job that runs once in each cluster; there is one here. */
  readonly byCluster: boolean;
  /** The priority as it was given, where the door counts otherwise than Nomad. */
  readonly priorityGiven: GivenPriority | null;
  /** What an exit code of its tasks says of the cause; a failure by any other code is the algorithm's. */
  readonly exitCategories: { readonly [exitCode: string]: ErrorCategory };
  /** By door: what its definition says beyond the specification, in its own words, so that it reads back what it wrote. */
  readonly foreign: { readonly [door: string]: JsonObject };
};

export const noAbout: About = {
  labels: {},
  owner: "",
  team: "",
  autostart: null,
  byCluster: false,
  priorityGiven: null,
  exitCategories: {},
  foreign: {},
};

export type TaskGroup = {
  readonly name: string;
  readonly count: number;
  /** The count that a start restores after a stop set `count` to 0; null while `count` is what was defined. */
  readonly definedCount: number | null;
  /** Batch only: at most this many instances at a time; null is no bound. */
  readonly parallelism: number | null;
  readonly constraints: readonly Constraint[];
  readonly affinities: readonly Affinity[];
  readonly spreads: readonly Spread[];
  readonly restart: RestartPolicy;
  readonly reschedule: ReschedulePolicy | null;
  readonly update: Update | null;
  readonly migrate: Migrate | null;
  readonly disconnect: Disconnect | null;
  readonly networks: readonly Network[];
  readonly services: readonly Service[];
  readonly ephemeralDisk: EphemeralDisk;
  readonly meta: Strings;
  readonly shutdownDelayMs: number | null;
  readonly maxRunDurationMs: number | null;
  readonly instances: { readonly [index: string]: InstanceOverride };
  readonly tasks: readonly Task[];
  readonly carried: JsonObject;
};

export type JobSpec = {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly region: string;
  readonly type: JobType;
  readonly priority: number;
  readonly allAtOnce: boolean;
  readonly datacenters: readonly string[];
  readonly nodePool: string;
  readonly constraints: readonly Constraint[];
  readonly affinities: readonly Affinity[];
  readonly spreads: readonly Spread[];
  readonly update: Update | null;
  readonly periodic: Periodic | null;
  readonly parameterized: Parameterized | null;
  /** What a child was dispatched with, base64; null for every other job. */
  readonly payload: string | null;
  readonly meta: Strings;
  readonly taskGroups: readonly TaskGroup[];
  readonly about: About | null;
  readonly carried: JsonObject;
};

/** A template: nothing runs of it, only of the children that are launched or dispatched from it. */
export const isTemplate = (spec: Pick<JobSpec, "periodic" | "parameterized">): boolean =>
  spec.periodic !== null || spec.parameterized !== null;

export const findGroup = (spec: JobSpec, name: string): TaskGroup | undefined =>
  spec.taskGroups.find((group) => group.name === name);
export const findTask = (group: TaskGroup, name: string): Task | undefined =>
  group.tasks.find((task) => task.name === name);

/** The restart policy in force for a task: its own, else its group's. */
export const restartPolicyOf = (group: TaskGroup, task: Task): RestartPolicy => task.restart ?? group.restart;

/** A task as one instance runs it: the group's task with that instance's override merged over it. */
export const taskOfInstance = (group: TaskGroup, task: Task, index: number): Task => {
  const tasks = group.instances[String(index)]?.tasks;
  const patch = tasks !== undefined && Object.hasOwn(tasks, task.name) ? tasks[task.name] : undefined;
  if (patch === undefined) return task;
  const unset = new Set(patch.unsetEnv);
  const kept = Object.entries(task.env).filter(([name]) => !unset.has(name));
  return {
    ...task,
    env: { ...Object.fromEntries(kept), ...patch.env },
    meta: { ...task.meta, ...patch.meta },
    config: { ...task.config, ...patch.config } as { readonly [key: string]: Json },
  };
};
