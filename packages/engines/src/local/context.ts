import type { TaskReport, RunId } from "@longshore/core/model";
import type { StartRequest, StopRequest } from "../engine.ts";
import type { ProcessIdentity } from "./proc.ts";
import type { RunDir } from "./run-dir.ts";

export type LocalEngineOptions = {
  /** Allocations live in `<dataDir>/alloc/<uuid>/`. */
  readonly dataDir: string;
  /** Control files; by default a private directory on tmpfs named by a hash of `dataDir`, else `<dataDir>/run`. */
  readonly runDir?: string;
  /** Users a task may ask for besides the server's own; root is never one of them. */
  readonly allowedUsers?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log?: (message: string) => void;
  /** Without cgroups even where they could be made. */
  readonly withoutCgroups?: boolean;
  /** Fault injection for tests: the server process is killed at this point. */
  readonly crashAt?: string;
};

/**
 * A run as this engine knows it. `queued`: asked for, not yet given to the launcher. `sent`: given, no record yet.
 * `running`: its process recorded itself. `ended`: reported as over; kept so that a late or repeated call changes nothing.
 */
export type LocalRun = {
  readonly id: string;
  readonly run: RunId;
  readonly allocId: string;
  phase: "queued" | "sent" | "running" | "ended";
  request: StartRequest | undefined;
  /** The task's process, leader of its own session; pid 0 until recorded. */
  process: ProcessIdentity;
  /** Its cgroup directory, or `-`. */
  slot: string;
  startedAt: number;
  /** Bytes on disk that each of its logs may take; 0 is without limit. */
  logCap: number;
  stop: StopRequest | undefined;
  /** Descendants seen when the stop began: found again even if they leave session and environment behind. */
  tracked: readonly ProcessIdentity[];
  /** The journal file with its records; 0 without any. */
  generation: number;
  /** When its end was durable, by `performance.now()`; 0 before. */
  storedAt: number;
  /** Consecutive checks that found no process and no exit record. */
  misses: number;
};

export type Context = {
  readonly dataDir: string;
  readonly runDir: RunDir;
  readonly bootId: string;
  readonly runs: Map<string, LocalRun>;
  readonly now: () => number;
  readonly log: (message: string) => void;
  /** `stored` is called when the report is durable. */
  readonly report: (report: TaskReport, stored?: () => void) => void;
  /** Kills this process when `point` is the one a test asked for. */
  readonly crash: (point: string) => void;
};

export const NO_PROCESS: ProcessIdentity = { pid: 0, start: 0 };

export const createRun = (id: string, run: RunId, allocId: string): LocalRun => ({
  id,
  run,
  allocId,
  phase: "queued",
  request: undefined,
  process: NO_PROCESS,
  slot: "-",
  startedAt: 0,
  logCap: 0,
  stop: undefined,
  tracked: [],
  generation: 0,
  storedAt: 0,
  misses: 0,
});
