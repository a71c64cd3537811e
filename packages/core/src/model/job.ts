import type { AllocationKey, DeploymentKey, JobKey } from "./ids.ts";
import { isTemplate, type JobSpec } from "./job-spec.ts";
import type { Origin } from "./origin.ts";

/** Which of a job's counters a change moves, whatever the door it came through. */
export type Counter = "configuration" | "desiredState" | "workflow";
export type Counters = { readonly [counter in Counter]: number };

/** One state per instance: the state of its newest allocation. */
export type InstanceState = "queued" | "starting" | "running" | "complete" | "failed" | "lost" | "stopping";
export const instanceStates = ["queued", "starting", "running", "complete", "failed", "lost", "stopping"] as const;

/**
 * How many instances of a group are in which state now. `queued` counts the wanted ones that have no allocation;
 * `stopping` counts allocations that were asked to stop and still run, their replacements not among the others.
 */
export type InstanceCounts = { readonly [state in InstanceState]: number };

/** Nomad's summary: complete, failed and lost only grow over the job's life. */
export type CumulativeCounts = {
  readonly complete: number;
  readonly failed: number;
  readonly lost: number;
};

export type GroupCounts = {
  readonly now: InstanceCounts;
  readonly ever: CumulativeCounts;
  /** No instance from this number on was ever placed. */
  readonly reach: number;
};

/** One instance of a group: the number survives its allocations. */
export type Instance = {
  /** Attempts ever made for this instance; survives garbage collection. */
  readonly runs: number;
  /** The newest allocation, while it matters: live, or ended and not to be replaced. */
  readonly allocation: AllocationKey | null;
};

/**
 * The job that a child was launched or dispatched from, at the version that was in force: later changes of it do not reach the child.
 * Its id is kept, because the child may outlive it.
 */
export type ParentRef = {
  readonly job: JobKey;
  readonly version: number;
  readonly id: string;
  /** Of a child that was dispatched; `token` empty: it was asked for without one. */
  readonly dispatch?: { readonly token: string };
};

/** Nomad's status of a job. */
export type JobStatus = "pending" | "running" | "dead";

/** A template's children by their status; those that were purged do not count. */
export type ChildCounts = { readonly [status in JobStatus]: number };

/** One launch of a periodic job, or one that was left out. */
export type Launch = {
  /** The instant it was due at; of a forced launch, when it was asked for. */
  readonly at: number;
  /** Due instants before it that nobody launched, the server being down or the clock having jumped; a hundred stands for any more. */
  readonly missed: number;
  /** The first of them, if there were any. */
  readonly missedFrom?: number;
};

/** Instants that nobody launched when they came due. */
export type MissedInstants = {
  /** The first of them; and the newest that was due with them, which was launched unless the schedule skips what it missed. */
  readonly from: number;
  readonly until: number;
  /** How many; a hundred stands for any more. */
  readonly count: number;
  readonly noticedAt: number;
  /** How often instants were missed, ever. */
  readonly times: number;
};

/** What came of a template. */
export type Launches = {
  readonly children: ChildCounts;
  /** Every instant up to this one is done with: launched, skipped or missed. */
  readonly through: number;
  readonly last: (Launch & { readonly child: string; readonly forced: boolean }) | null;
  /** The newest launch that was left out, the one before it not having finished; and how many ever. */
  readonly skipped: (Launch & { readonly why: string; readonly times: number }) | null;
  /** The newest instants that were missed. */
  readonly missed: MissedInstants | null;
  /** Highest index at which any of this changed. */
  readonly index: number;
};

/** A name that people gave to a version, unique within its job; one that has a tag is never forgotten. */
export type VersionTag = { readonly name: string; readonly description: string; readonly taggedAt: number };

export type JobVersion = {
  readonly version: number;
  readonly spec: JobSpec;
  readonly stop: boolean;
  readonly stable: boolean;
  /** Moves only when the definition changes: Scale's revision, Cloud Run's generation. */
  readonly revision: number;
  readonly origin: Origin;
  readonly at: number;
  readonly index: number;
  /** Why this version exists when nobody edited it: `reverted to version 3`. */
  readonly note: string;
  /** UUID of the saved plan that it came from; absent: it came from none. */
  readonly plan?: string;
  readonly tag?: VersionTag;
};

/** What may be said of a version after it was made; `tag` null takes it away. */
export type VersionMark = Partial<Pick<JobVersion, "stable"> & { readonly tag: VersionTag | null }>;

export type Job = {
  readonly key: JobKey;
  readonly spec: JobSpec;
  readonly version: number;
  readonly revision: number;
  readonly stop: boolean;
  readonly stable: boolean;
  /** The version at which it was last started; instances that ended under an older one are to run again. */
  readonly startedVersion: number;
  /** Its newest rollout, in whatever state. */
  readonly deployment: DeploymentKey | null;
  /** The newest version that a rollout brought to its end; a failed rollout may go back there. */
  readonly stableVersion: number | null;
  /** Its tagged versions by the tag's name; absent: it has none. */
  readonly tags?: readonly { readonly name: string; readonly version: number }[];
  /** Highest index at which a rollout of this job changed. */
  readonly deploymentsIndex: number;
  readonly counters: Counters;
  readonly created: Origin;
  readonly changed: Origin;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Of the specification: the check index. */
  readonly jobModifyIndex: number;
  readonly createIndex: number;
  readonly modifyIndex: number;
  /** Highest index at which an allocation, or an evaluation, of this job changed. */
  readonly allocationsIndex: number;
  readonly evaluationsIndex: number;
  readonly parent: ParentRef | null;
  /** Null for a job that is no template. */
  readonly launches: Launches | null;
  readonly groups: { readonly [group: string]: GroupCounts };
  /** Open evaluations of this job. */
  readonly openEvaluations: number;
  /** When its newest allocation started; and when its last live one ended, null while one lives. */
  readonly lastStartedAt: number | null;
  readonly lastEndedAt: number | null;
};

/** The number of a version that is named by it or by its tag. */
export const versionNamed = ({ tags }: Pick<Job, "tags">, name: number | string): number | undefined =>
  typeof name === "number" ? name : tags?.find((tag) => tag.name === name)?.version;

export const noInstances: InstanceCounts = {
  queued: 0,
  starting: 0,
  running: 0,
  complete: 0,
  failed: 0,
  lost: 0,
  stopping: 0,
};

export const addCounts = (a: InstanceCounts, b: InstanceCounts): InstanceCounts => ({
  queued: a.queued + b.queued,
  starting: a.starting + b.starting,
  running: a.running + b.running,
  complete: a.complete + b.complete,
  failed: a.failed + b.failed,
  lost: a.lost + b.lost,
  stopping: a.stopping + b.stopping,
});

export const totalCounts = (job: Pick<Job, "groups">): InstanceCounts =>
  Object.values(job.groups).reduce((sum, group) => addCounts(sum, group.now), noInstances);

/** The dashboard's status of a job, worst first as the list sorts it. */
export const jobHealths = [
  "failed",
  "lost",
  "degraded",
  "queued",
  "starting",
  "running",
  "succeeded",
  "stopped",
] as const;
export type JobHealth = (typeof jobHealths)[number];

const serviceHealth = (counts: InstanceCounts): JobHealth => {
  const up = counts.running;
  if (counts.failed > 0 || counts.lost > 0) return up > 0 ? "degraded" : counts.failed > 0 ? "failed" : "lost";
  if (counts.queued > 0) return up > 0 ? "degraded" : "queued";
  if (counts.starting > 0) return up > 0 ? "degraded" : "starting";
  if (up > 0) return "running";
  return counts.complete > 0 ? "succeeded" : "stopped";
};

const batchHealth = (counts: InstanceCounts): JobHealth => {
  const open = counts.running + counts.starting + counts.queued;
  if (open === 0) {
    if (counts.failed > 0) return "failed";
    if (counts.lost > 0) return "lost";
    return counts.complete > 0 ? "succeeded" : "stopped";
  }
  if (counts.failed > 0 || counts.lost > 0) return "degraded";
  if (counts.running > 0) return "running";
  return counts.starting > 0 ? "starting" : "queued";
};

/** [J7] A job's health follows from its instances alone; a stopped job is `stopped`, and a template that is not is `running`. */
export const jobHealth = (job: Pick<Job, "groups" | "stop" | "spec">): JobHealth => {
  if (job.stop) return "stopped";
  if (isTemplate(job.spec)) return "running";
  const counts = totalCounts(job);
  return job.spec.type === "batch" || job.spec.type === "sysbatch" ? batchHealth(counts) : serviceHealth(counts);
};

/** Nomad's status of a job: `pending` before anything was placed, `running` while something lives, else `dead`; a template runs until it is stopped. */
export const nomadJobStatus = (
  job: Pick<Job, "groups" | "stop" | "openEvaluations" | "spec" | "lastEndedAt">,
): JobStatus => {
  if (isTemplate(job.spec)) return job.stop ? "dead" : "running";
  const counts = totalCounts(job);
  if (counts.starting + counts.running + counts.stopping > 0) return "running";
  // Out of sight, and not known to have ended.
  if (counts.lost > 0 && job.lastEndedAt === null) return "running";
  return job.openEvaluations > 0 && !job.stop ? "pending" : "dead";
};

export const noChildren: ChildCounts = { pending: 0, running: 0, dead: 0 };

/** Whether the clock launches it. */
export const isLaunchedByClock = (job: Pick<Job, "spec" | "stop">): boolean =>
  job.spec.periodic !== null && job.spec.periodic.enabled && !job.stop;

/** Whether the Cluster door's start-all starts it. */
export const isAutostart = (job: Pick<Job, "spec" | "created">): boolean =>
  job.spec.about?.autostart ?? job.created.door === "cluster";

/** The one place that says what may be done to a job in its present state; buttons and the server ask the same. */
export const jobCan = {
  stop: (job: Pick<Job, "stop">): boolean => !job.stop,
  start: (job: Pick<Job, "stop">): boolean => job.stop,
  scale: (job: Pick<Job, "stop">): boolean => !job.stop,
  launch: isLaunchedByClock,
  dispatch: (job: Pick<Job, "spec" | "stop">): boolean => job.spec.parameterized !== null && !job.stop,
};
