import type { AllocationKey } from "./ids.ts";

/** One start of one task. Never reused: a restart is the next attempt, a replacement another allocation. */
export type RunId = {
  readonly alloc: AllocationKey;
  readonly attempt: number;
  readonly task: string;
};

export const runKey = (run: RunId): string => `${String(run.alloc)}/${String(run.attempt)}/${run.task}`;

/** What an engine saw of a run. `at` is milliseconds since the epoch. */
export type TaskReport =
  | { readonly type: "started"; readonly run: RunId; readonly at: number; readonly pid: number }
  /** `signal` is 0 unless a signal ended it; `exitCode` is then 128 + signal. */
  | {
      readonly type: "exited";
      readonly run: RunId;
      readonly at: number;
      readonly exitCode: number;
      readonly signal: number;
      readonly oomKilled: boolean;
    }
  /** The driver could not start it; nothing ran. */
  | { readonly type: "startFailed"; readonly run: RunId; readonly at: number; readonly reason: string }
  /** Whether it ran, or how it ended, cannot be known. It does not run now. `withNode`: like everything on its machine, which was restarted. */
  | {
      readonly type: "lost";
      readonly run: RunId;
      readonly at: number;
      readonly reason: string;
      readonly withNode: boolean;
    }
  /** A step of the stop ladder was taken. */
  | {
      readonly type: "signalled";
      readonly run: RunId;
      readonly at: number;
      readonly signal: string;
      readonly reason: string;
    }
  /** Processes of the run outlived the stop ladder; an empty list says that they are gone now. */
  | { readonly type: "leaked"; readonly run: RunId; readonly at: number; readonly pids: readonly number[] };
