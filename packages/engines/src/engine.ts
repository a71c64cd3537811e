/**
 * The port between the scheduler and the places where work runs.
 *
 * The server calls an engine only after the change that asks for it is durable, at least once; every
 * method is therefore idempotent by `RunId`. What happens is never returned, it is observed: an engine
 * reports through `EngineListener`, and each report becomes a command.
 */
import type { Fingerprint, RunId, TaskReport } from "@longshore/core/model";
import type { Probe } from "@longshore/core/tasks/probe";
import type { TaskFile } from "@longshore/core/tasks/start-setting";

/** Everything one start needs; the engine reads no other state. */
export type StartRequest = {
  readonly run: RunId;
  /** The allocation's UUID: names its directory. */
  readonly allocId: string;
  readonly driver: string;
  /** `command` and `args` for process drivers; validated by the driver's own `validate`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What the job says plus the documented `NOMAD_*` names that need no path; the engine adds the directory names. */
  readonly env: Readonly<Record<string, string>>;
  /** Empty: the server's own user. */
  readonly user: string;
  readonly resources: { readonly cpuMhz: number; readonly memoryMb: number; readonly memoryMaxMb: number };
  readonly logs: { readonly maxBytes: number; readonly disabled: boolean };
  /** Made below the task's directory before it starts, its own user's alone. */
  readonly files: readonly TaskFile[];
};

export type StopRequest = {
  readonly run: RunId;
  readonly allocId: string;
  /** A signal's name, such as `SIGTERM`. */
  readonly killSignal: string;
  /** Milliseconds between the kill signal and SIGKILL. */
  readonly killTimeoutMs: number;
};

/** Resolves when the reports are durable: until then an engine keeps what it would need to make them again. */
export type EngineListener = (reports: readonly TaskReport[]) => void | Promise<void>;

export type LogStream = "stdout" | "stderr";

/** A log as a byte range `[head, size)`: offsets are stable for the life of the file, the head moves when space is reclaimed. */
export type LogExtent = { readonly head: number; readonly size: number };

export type LogRead = LogExtent & { readonly offset: number; readonly bytes: Uint8Array };

export type LogAddress = { readonly allocId: string; readonly task: string; readonly stream: LogStream };

/** One look at the health of what runs; a script is run as the task of that run is: its user, directory and environment. */
export type ProbeRequest = {
  readonly run: RunId;
  readonly allocId: string;
  readonly timeoutMs: number;
  readonly probe: Probe;
};

/** `output`: what it said, cut to `mostProbeOutput` characters. */
export type ProbeResult = { readonly status: "passing" | "warning" | "failing"; readonly output: string };

export const mostProbeOutput = 500;

export type Engine = {
  readonly fingerprint: () => Promise<Fingerprint>;
  /**
   * Starts observing. `expected` are the runs that the committed state believes to be starting or running: each is
   * adopted, reported as ended with its true status, or reported lost; none is started again.
   */
  readonly open: (
    expected: readonly { readonly run: RunId; readonly allocId: string }[],
    listener: EngineListener,
  ) => Promise<void>;
  readonly start: (request: StartRequest) => void;
  readonly stop: (request: StopRequest) => void;
  /** Never rejects: what cannot be looked at is failing, with the reason as its output. Nothing of it goes on after its time. */
  readonly probe: (request: ProbeRequest) => Promise<ProbeResult>;
  /** Removes what an ended allocation left on disk, logs included. */
  readonly remove: (allocId: string) => Promise<void>;
  readonly readLog: (address: LogAddress, offset: number, maxBytes: number) => Promise<LogRead | undefined>;
  readonly logExtent: (address: LogAddress) => Promise<LogExtent | undefined>;
  /** Calls back (coalesced) whenever the log may have grown; returns the function that ends it. */
  readonly watchLog: (address: LogAddress, grew: () => void) => () => void;
  /** Stops observing; running tasks go on. */
  readonly close: () => Promise<void>;
};
