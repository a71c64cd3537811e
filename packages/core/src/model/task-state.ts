export type TaskPhase = "pending" | "running" | "dead";

/** Event types in Nomad's words; the dashboard and Nomad's clients show `message`. */
export type TaskEventType =
  | "Received"
  | "Task Setup"
  | "Started"
  | "Terminated"
  | "Restarting"
  | "Not Restarting"
  | "Killing"
  | "Killed"
  | "Signaling"
  | "Driver Failure"
  | "Sibling Task Failed"
  | "Leader Task Dead"
  | "Main Tasks Dead"
  | "Restart Signaled"
  | "Waiting for shutdown delay"
  | "Lost"
  | "Leaked";

export type TaskEvent = {
  readonly type: TaskEventType;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
  readonly attempt: number;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly failsTask?: boolean;
};

/** How many events of a task are kept with its allocation; older ones are dropped. */
export const keptTaskEvents = 20;

/** What a task is within its allocation; from its specification, so that its life follows from its state alone. */
export type TaskRole = {
  readonly hook: "main" | "prestart" | "poststart" | "poststop";
  readonly sidecar: boolean;
  readonly leader: boolean;
  /** Milliseconds between being asked to stop and the kill signal: its own, and before it the group's, which runs once for all tasks. */
  readonly shutdownDelayMs: number;
  readonly groupDelayMs: number;
};

export const mainRole: TaskRole = {
  hook: "main",
  sidecar: false,
  leader: false,
  shutdownDelayMs: 0,
  groupDelayMs: 0,
};

export type TaskState = {
  readonly role: TaskRole;
  readonly phase: TaskPhase;
  readonly failed: boolean;
  /** Dead, and how it ended cannot be known. */
  readonly lost: boolean;
  /** Lost because its whole node was: the run itself is not to blame. */
  readonly lostWithNode: boolean;
  readonly restarts: number;
  readonly lastRestartAt: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Of the last run; null while none has ended. */
  readonly exitCode: number | null;
  /** The attempt in progress or last made. */
  readonly attempt: number;
  /** When the restart in waiting is due, milliseconds since the epoch. */
  readonly restartAt: number | null;
  /** The restart policy's current interval: when it began and the restarts made in it. */
  readonly window: { readonly since: number; readonly count: number } | null;
  /** A start of the current attempt was asked of the engine and its outcome is not known yet. */
  readonly issued: boolean;
  readonly stopRequestedAt: number | null;
  /** When the kill signal is due, while its shutdown delay runs. */
  readonly killAt: number | null;
  /** A check wants this run replaced by the next: its end counts as a failure. */
  readonly restartRequestedAt: number | null;
  readonly leakedPids: readonly number[];
  readonly events: readonly TaskEvent[];
};
