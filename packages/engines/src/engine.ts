/**
 * The port between the scheduler and the places where work runs.
 *
 * The server calls an engine only after the change that asks for it is durable, at least once; every
 * method is therefore idempotent by `RunId`. What happens is never returned, it is observed: an engine
 * reports through `EngineListener`, and each report becomes a command.
 */
import type { Fingerprint, RunId, TaskReport } from "@longshore/core/model";

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
  /** Removes what an ended allocation left on disk, logs included. */
  readonly remove: (allocId: string) => Promise<void>;
  readonly readLog: (address: LogAddress, offset: number, maxBytes: number) => Promise<LogRead | undefined>;
  readonly logExtent: (address: LogAddress) => Promise<LogExtent | undefined>;
  /** Calls back (coalesced) whenever the log may have grown; returns the function that ends it. */
  readonly watchLog: (address: LogAddress, grew: () => void) => () => void;
  /** Stops observing; running tasks go on. */
  readonly close: () => Promise<void>;
};
