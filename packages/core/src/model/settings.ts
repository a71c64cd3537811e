import type { JobType } from "./job-spec.ts";

/** How the scheduler goes about it, for the whole installation. */
export type SchedulerSettings = {
  /** `binpack` fills nodes, `spread` levels them. */
  readonly algorithm: "binpack" | "spread";
  /** Whether jobs of a type may push out what is at least 10 less important. */
  readonly preemption: { readonly [type in JobType]: boolean };
};

/** Nomad's: only system jobs push others out. */
export const defaultSettings: SchedulerSettings = {
  algorithm: "binpack",
  preemption: { service: false, batch: false, system: true, sysbatch: false },
};

/** A job pushes out only what is at least this much less important. */
export const preemptionGap = 10;
