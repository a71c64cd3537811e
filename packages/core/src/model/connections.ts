import type { Strings } from "./job-spec.ts";
import type { JsonObject } from "./json.ts";

/** `value` 0: any free port of the node's dynamic range. `to`: the port inside, 0 is the same one, -1 the assigned one. */
export type Port = {
  readonly label: string;
  readonly value: number;
  readonly to: number;
  readonly hostNetwork: string;
};

export type Network = {
  readonly mode: string;
  /** Not used since Nomad 0.12; kept for clients that still send it. */
  readonly mbits: number;
  readonly reservedPorts: readonly Port[];
  readonly dynamicPorts: readonly Port[];
  readonly carried: JsonObject;
};

export type CheckRestart = {
  /** Failures in a row until the task is restarted; 0 never restarts. */
  readonly limit: number;
  readonly graceMs: number;
  readonly ignoreWarnings: boolean;
};

export type Check = {
  readonly name: string;
  /** http, tcp or script. */
  readonly type: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly path: string;
  readonly protocol: string;
  readonly method: string;
  readonly body: string;
  readonly headers: JsonObject;
  /** Empty: the service's. */
  readonly portLabel: string;
  /** Of the task that a script runs in; empty: the service's. */
  readonly taskName: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly successBeforePassing: number;
  readonly failuresBeforeCritical: number;
  readonly tlsSkipVerify: boolean;
  readonly restart: CheckRestart | null;
  readonly carried: JsonObject;
};

export type Service = {
  readonly name: string;
  readonly portLabel: string;
  readonly provider: string;
  readonly address: string;
  readonly tags: readonly string[];
  readonly meta: Strings;
  /** Of the task it belongs to; empty for a group's own. */
  readonly taskName: string;
  readonly checks: readonly Check[];
  readonly carried: JsonObject;
};
