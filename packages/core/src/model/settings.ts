import type { JobType } from "./job-spec.ts";

/** How the scheduler goes about it, for the whole installation. */
export type SchedulerSettings = {
  /** `binpack` fills nodes, `spread` levels them. */
  readonly algorithm: "binpack" | "spread";
  /** Whether jobs of a type may push out what is at least 10 less important. */
  readonly preemption: { readonly [type in JobType]: boolean };
};

/** What is asked of whoever changes something in a namespace. */
export type NamespaceRules = {
  /** A person's change, a stop excepted, is made only from a plan that somebody other than its author approved. */
  readonly approval: boolean;
};

/**
 * How long what has ended is kept, in milliseconds; null is for good. What runs, waits, is tagged or is still needed stays in any case.
 * Allocations and evaluations of jobs that run to an end are the record of what they did, and stay longer.
 */
export type Retention = {
  /** Versions of each job, the newest ones. */
  readonly versions: number;
  readonly evaluationsMs: number | null;
  readonly batchEvaluationsMs: number | null;
  readonly allocationsMs: number | null;
  readonly batchAllocationsMs: number | null;
  readonly deploymentsMs: number | null;
  /** Jobs that are dead: stopped, or run to their end. */
  readonly jobsMs: number | null;
  /** The same of jobs that were launched or dispatched from others. */
  readonly childrenMs: number | null;
  /** Between two looks at what may go. */
  readonly everyMs: number;
  /** Entries of the journal that are kept beyond what its snapshots need. */
  readonly journalEntries: number;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Nomad's: https://developer.hashicorp.com/nomad/docs/configuration/server, and job_tracked_versions. */
export const defaultRetention: Retention = {
  versions: 6,
  evaluationsMs: hourMs,
  batchEvaluationsMs: 24 * hourMs,
  allocationsMs: hourMs,
  batchAllocationsMs: 24 * hourMs,
  deploymentsMs: hourMs,
  jobsMs: 4 * hourMs,
  childrenMs: 4 * hourMs,
  everyMs: 5 * minuteMs,
  journalEntries: 1_000_000,
};

/** What administrators set for the installation. */
export type Settings = SchedulerSettings & {
  readonly retention: Retention;
  /** Those that are not as usual. */
  readonly namespaces: { readonly [namespace: string]: NamespaceRules };
};

export const defaultRules: NamespaceRules = { approval: false };

/** Nomad's: only system jobs push others out. */
export const defaultSettings: Settings = {
  algorithm: "binpack",
  preemption: { service: false, batch: false, system: true, sysbatch: false },
  namespaces: {},
  retention: defaultRetention,
};

/** A job pushes out only what is at least this much less important. */
export const preemptionGap = 10;
