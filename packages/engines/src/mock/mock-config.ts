import { parseDuration } from "@longshore/core/spec/duration";
import type { ConfigProblem } from "../config-problem.ts";

/** One of a mock task's outputs: the text at once, then `repeat` times more, each after `everyMs`. */
export type MockOutput = { readonly text: string; readonly repeat: number; readonly everyMs: number };

/**
 * What a mock task does, after the options of Nomad's mock driver (`drivers/mock/driver.go`). Durations are in milliseconds.
 * Of Nomad's options, `plugin_exit_after`, `driver_ip`, `driver_advertise`, `driver_port_map` and `exec_command` are about
 * its plugins and networks and are taken without effect.
 */
export type MockConfig = {
  readonly startBlockForMs: number;
  /** Empty: it starts. */
  readonly startError: string;
  readonly runForMs: number;
  readonly exitCode: number;
  readonly exitSignal: number;
  /** Written to its standard error as it ends; an end with it is never a success. */
  readonly exitMessage: string;
  /** How long it goes on after the kill signal. */
  readonly killAfterMs: number;
  /** Not empty: no signal but SIGKILL reaches it. */
  readonly signalError: string;
  readonly stdout: MockOutput;
  readonly stderr: MockOutput;
};

type Kind = "text" | "flag" | "count" | "duration" | "any";

const options: Readonly<Record<string, Kind>> = {
  start_error: "text",
  start_error_recoverable: "flag",
  start_block_for: "duration",
  kill_after: "duration",
  run_for: "duration",
  exit_code: "count",
  exit_signal: "count",
  exit_err_msg: "text",
  signal_error: "text",
  stdout_string: "text",
  stdout_repeat: "count",
  stdout_repeat_duration: "duration",
  stderr_string: "text",
  stderr_repeat: "count",
  stderr_repeat_duration: "duration",
  plugin_exit_after: "any",
  driver_ip: "any",
  driver_advertise: "any",
  driver_port_map: "any",
  exec_command: "any",
};

/** Longest text that is repeated, in characters: a mock log is generated as it is read. */
const longestText = 100_000;
const highest: Readonly<Record<string, number>> = { exit_code: 255, exit_signal: 64 };
const highestCount = 1_000_000_000;

const isCount = (value: unknown, limit: number): boolean => {
  const count = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= limit;
};

const checks: Readonly<Record<Kind, (value: unknown, name: string) => string | undefined>> = {
  any: () => undefined,
  text: (value) => {
    if (typeof value !== "string") return "must be a string";
    return value.length > longestText ? `must not be longer than ${String(longestText)} characters` : undefined;
  },
  flag: (value) =>
    typeof value === "boolean" || value === "true" || value === "false" ? undefined : "must be true or false",
  count: (value, name) => {
    const limit = highest[name] ?? highestCount;
    return isCount(value, limit) ? undefined : `must be a whole number from 0 to ${String(limit)}`;
  },
  duration: (value) => {
    const ms = typeof value === "string" ? parseDuration(value) : undefined;
    return value === "" || (ms !== undefined && ms >= 0) ? undefined : 'must be a duration such as "10s"';
  },
};

/** What is wrong with a mock task's configuration. */
export const validateMockConfig = (config: Readonly<Record<string, unknown>>): readonly ConfigProblem[] =>
  Object.entries(config).flatMap(([name, value]): ConfigProblem[] => {
    const kind = Object.hasOwn(options, name) ? options[name] : undefined;
    if (kind === undefined) return [{ path: [name], message: "is not known to the driver mock_driver" }];
    const message = value === null || value === undefined ? undefined : checks[kind](value, name);
    return message === undefined ? [] : [{ path: [name], message }];
  });

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number => (isCount(value, highestCount) ? Number(value) : 0);
const duration = (value: unknown): number => Math.max(0, parseDuration(text(value)) ?? 0);

/** Only after `validateMockConfig` found nothing; what is absent is as Nomad's zero values. */
export const readMockConfig = (config: Readonly<Record<string, unknown>>): MockConfig => ({
  startBlockForMs: duration(config["start_block_for"]),
  startError: text(config["start_error"]),
  runForMs: duration(config["run_for"]),
  exitCode: count(config["exit_code"]),
  exitSignal: count(config["exit_signal"]),
  exitMessage: text(config["exit_err_msg"]),
  killAfterMs: duration(config["kill_after"]),
  signalError: text(config["signal_error"]),
  stdout: {
    text: text(config["stdout_string"]),
    repeat: count(config["stdout_repeat"]),
    everyMs: duration(config["stdout_repeat_duration"]),
  },
  stderr: {
    text: text(config["stderr_string"]),
    repeat: count(config["stderr_repeat"]),
    everyMs: duration(config["stderr_repeat_duration"]),
  },
});
