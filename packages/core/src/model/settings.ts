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

/** What administrators set for the installation. */
export type Settings = SchedulerSettings & {
  /** Those that are not as usual. */
  readonly namespaces: { readonly [namespace: string]: NamespaceRules };
};

export const defaultRules: NamespaceRules = { approval: false };

/** Nomad's: only system jobs push others out. */
export const defaultSettings: Settings = {
  algorithm: "binpack",
  preemption: { service: false, batch: false, system: true, sysbatch: false },
  namespaces: {},
};

/** A job pushes out only what is at least this much less important. */
export const preemptionGap = 10;
