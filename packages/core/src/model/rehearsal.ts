import type { DeploymentStatus } from "./deployment.ts";

/** How it is to turn out: as it usually does, or with one instance that fails. */
export const rehearsalBranches = ["as-expected", "canary-fails", "never-healthy"] as const;
export type RehearsalBranch = (typeof rehearsalBranches)[number];

/** Milliseconds: what half of the measured times lie below, and what a tenth and nine tenths do. */
export type TimeSpread = {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Measurements it rests on; 0: it is assumed. */
  readonly samples: number;
};

/** How long an engine takes over the instances of one group. */
export type GroupTimes = {
  /** From being asked to start a task until it runs. */
  readonly start: TimeSpread;
  /** From then until its checks pass; 0 where it has none. */
  readonly checks: TimeSpread;
  /** From the signal that ends a task until it has ended. */
  readonly stop: TimeSpread;
};
export type RehearsalTimes = { readonly [group: string]: GroupTimes };

/**
 * What an instance looks like. `stopping`: the one before has to end first; `up`: all of it runs, and its rollout has not found it healthy yet;
 * `unhealthy` has failed, or was not healthy in time; `gone`: it is not wanted any more and has ended.
 */
export const rehearsedStates = [
  "waiting",
  "stopping",
  "starting",
  "up",
  "healthy",
  "unhealthy",
  "done",
  "gone",
] as const;
export type RehearsedState = (typeof rehearsedStates)[number];

/** An instance that changed; what is absent is as it was. */
export type RehearsedInstance = {
  readonly group: string;
  readonly index: number;
  readonly state: RehearsedState;
  readonly version?: number;
  /** UUID; null: it is placed nowhere. */
  readonly node?: string | null;
  /** It runs beside the one that is there. */
  readonly canary?: boolean;
};

/** What changed at one time, in milliseconds since the change was made. Many changes of one time are several frames. */
export type RehearsalFrame = { readonly at: number; readonly changes: readonly RehearsedInstance[] };

export type RehearsalVictim = { readonly group: string; readonly index: number };

/** What is known before anything moves. */
export type RehearsalHeader = {
  readonly namespace: string;
  readonly id: string;
  /** The version that the change makes. */
  readonly version: number;
  /** Of the state it was worked out in, and when. */
  readonly index: number;
  readonly startsAt: number;
  readonly seed: string;
  readonly branch: RehearsalBranch;
  /** The instance that fails; null: none does, or there is none that could. */
  readonly victim: RehearsalVictim | null;
  readonly times: RehearsalTimes;
  /** Engines answer at multiples of so many milliseconds. */
  readonly beatMs: number;
};

/** Instances that were set going together. Times are milliseconds since the change was made. */
export type RehearsedBatch = {
  readonly group: string;
  readonly version: number;
  readonly instances: number;
  readonly canaries: boolean;
  readonly begin: number;
  /** When the last of them was decided on, or up where no rollout decides; null: not all were in the end. */
  readonly end: number | null;
};

/** The fewest instances that did their work at one time, and the first such time. */
export type LowestCapacity = {
  readonly instances: number;
  readonly at: number;
  /** As many did before the change, and as many in the end. */
  readonly before: number;
  readonly after: number;
};

export type RehearsedEvent = {
  readonly at: number;
  readonly version: number;
  readonly status: DeploymentStatus;
  readonly text: string;
};

/** Instances that fit nowhere, and why. */
export type LackOfRoom = { readonly instances: number; readonly why: string };

export type RehearsalOutcome =
  /** The rollout came to its end, or, without one, everything that fits is up. */
  | { readonly type: "successful" }
  | { readonly type: "failed"; readonly why: string; readonly room: LackOfRoom | null }
  /** It failed, and the job is back at what this earlier version was. */
  | { readonly type: "reverted"; readonly why: string; readonly to: number; readonly isDone: boolean }
  | { readonly type: "waits for promotion" }
  | { readonly type: "paused" }
  /** Some fit nowhere. */
  | ({ readonly type: "waits for room" } & LackOfRoom)
  /** It had not come to an end when the looking ended: at a limit of virtual time, of commands, or because it took too long. */
  | { readonly type: "unfinished"; readonly limit: "time" | "steps" | "stopped" };

export type RehearsalSummary = {
  readonly outcome: RehearsalOutcome;
  /** Milliseconds since the change was made. */
  readonly endsAt: number;
  /** The first ones; `batchCount` tells how many there were. */
  readonly batches: readonly RehearsedBatch[];
  readonly batchCount: number;
  readonly lowest: LowestCapacity & { readonly groups: { readonly [group: string]: LowestCapacity } };
  readonly events: readonly RehearsedEvent[];
  /** Commands that it took. */
  readonly steps: number;
};
