import type { Command } from "@longshore/core/command";
import type { Reader } from "@longshore/core/reader";
import type { Rejection } from "@longshore/core/rejection";
import type { CheckDriverConfig, CheckSchedule } from "@longshore/core/spec/parse";
import type { PlanSummary } from "@longshore/core/model";
import type { Result } from "@longshore/core/result";
import type { JobChange } from "@longshore/core/command";

/** A request as a dialect sees it: already through the guard, its body read within the door's limit. */
export type DialectRequest = {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Decoded path, starting with a slash. */
  readonly path: string;
  /** The decoded query string; the first of repeated parameters counts. */
  readonly query: {
    readonly get: (name: string) => string | null;
    readonly has: (name: string) => boolean;
    readonly getAll: (name: string) => readonly string[];
  };
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty when there was none. */
  readonly body: Uint8Array;
  /** Who asks: recorded as the origin of what changes. */
  readonly actor: {
    readonly name: string;
    readonly role: "viewer" | "operator" | "administrator";
    readonly namespaces: readonly string[] | null;
  };
};

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is written piece by piece as the client takes it; the server ends it when the client goes. */
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
};

/** What was committed for a command. */
export type Committed = {
  readonly index: number;
  /** The job's specification index after it; 0 when the job is gone. */
  readonly jobModifyIndex: number;
  readonly evaluationId: string;
};

export type Outcome =
  | { readonly ok: true; readonly committed: Committed }
  | { readonly ok: false; readonly rejection: Rejection };

/** What an operation may ask of the server. Everything it does not name it cannot do. */
export type Desk = {
  readonly reader: Reader;
  readonly checkDriverConfig: CheckDriverConfig;
  readonly checkSchedule: CheckSchedule;
  /** Resolves when the change is durable. */
  readonly submit: (command: Command) => Promise<Outcome>;
  /** The same decision, not committed. */
  readonly plan: (change: JobChange) => Promise<Result<PlanSummary, Rejection>>;
  /**
   * Resolves when `currentIndex()` exceeds `after`, or after `waitMs`, or when the client has gone; `currentIndex` is asked again
   * whenever something it may depend on has changed.
   */
  readonly waitFor: (watch: {
    readonly after: number;
    readonly waitMs: number;
    readonly currentIndex: () => number;
  }) => Promise<void>;
  readonly readLog: (
    log: LogAddress,
    offset: number,
    maxBytes: number,
  ) => Promise<
    { readonly head: number; readonly size: number; readonly offset: number; readonly bytes: Uint8Array } | undefined
  >;
  /** Resolves when the log has grown beyond `size`, or after `waitMs`. */
  readonly waitForLog: (log: LogAddress, size: number, waitMs: number) => Promise<void>;
  /** Forgets at once what is past and nothing needs; resolves when that is done. */
  readonly collectGarbage: () => Promise<void>;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
};

export type LogAddress = { readonly allocId: string; readonly task: string; readonly stream: "stdout" | "stderr" };

export type Operation = {
  /** Unique within the dialect; names the operation in the audit log and the route test. */
  readonly name: string;
  readonly methods: readonly DialectRequest["method"][];
  /** The path's parameters when the path is this operation's, else undefined. Operations are tried in the table's order. */
  readonly match: (path: string) => Readonly<Record<string, string>> | undefined;
  /** For the route test and the documentation: the path as the API's document writes it. */
  readonly pattern: string;
  readonly role: "public" | "viewer" | "operator" | "administrator";
  readonly handle: (desk: Desk, request: DialectRequest, params: Readonly<Record<string, string>>) => Promise<Reply>;
};

/** A foreign API as a table. Mounting it is the server's business. */
export type Dialect = {
  readonly name: "nomad" | "cluster" | "peloton" | "cloudrun" | "scale";
  /** Paths that belong to this door; anything else under them is `unknownPath`. */
  readonly prefix: string;
  readonly maxBodyBytes: number;
  readonly operations: readonly Operation[];
  readonly unknownPath: () => Reply;
  readonly wrongMethod: () => Reply;
  readonly unauthenticated: () => Reply;
  readonly forbidden: () => Reply;
  readonly tooLarge: () => Reply;
  /** The store or an engine failed; nothing was changed. */
  readonly unavailable: (message: string) => Reply;
  readonly refusals: {
    readonly [K in Rejection["kind"]]: (rejection: Extract<Rejection, { readonly kind: K }>) => Reply;
  };
};
