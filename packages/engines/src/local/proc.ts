import { readFileSync, readdirSync } from "node:fs";
import { MARKER_NAME } from "./run-key.ts";

/** Ticks per second of every time in `/proc/PID/stat`: USER_HZ, 100 on all Linux architectures Node runs on. */
const TICKS_PER_SECOND = 100;

/** What names one process for ever within one boot: a pid alone is reused. `start` is field 22 of `/proc/PID/stat`, in ticks since boot. */
export type ProcessIdentity = { readonly pid: number; readonly start: number };

export type ProcessStat = ProcessIdentity & {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
};

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
};

export const readBootId = (): string => (readText("/proc/sys/kernel/random/boot_id") ?? "unknown").trim();

/** Milliseconds since boot, suspended time included, as in the records of the shim. */
export const uptimeMs = (): number => Math.round(Number.parseFloat(readText("/proc/uptime") ?? "0") * 1000);

export const ticksToMs = (ticks: number): number => (ticks * 1000) / TICKS_PER_SECOND;

export const readStat = (pid: number): ProcessStat | undefined => {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The command name stands in parentheses and may itself contain any of them.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  const start = fields[19];
  if (state === undefined || start === undefined) return undefined;
  return { pid, start: Number(start), state, parent: Number(parent), group: Number(group), session: Number(session) };
};

const isDead = (stat: ProcessStat): boolean => stat.state === "Z" || stat.state === "X";

/** Whether exactly this process still runs; a zombie does not. */
export const isAlive = (identity: ProcessIdentity): boolean => {
  const stat = readStat(identity.pid);
  return stat !== undefined && stat.start === identity.start && !isDead(stat);
};

/** Every living process. About 30 µs each, so callers share one listing per turn. */
export const listProcesses = (): readonly ProcessStat[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined)
    .filter((stat) => !isDead(stat));

/** The run a process belongs to by its initial environment; undefined also where that may not be read. */
export const readMarker = (pid: number): string | undefined => {
  const text = readText(`/proc/${pid}/environ`);
  if (text === undefined || text === "") return undefined;
  const prefix = `${MARKER_NAME}=`;
  const entry = text.split("\0").find((line) => line.startsWith(prefix));
  return entry === undefined ? undefined : Buffer.from(entry.slice(prefix.length), "latin1").toString("utf8");
};

/** Sends a signal to exactly this process (or, negated, its group); false when it is gone or not ours to signal. */
export const signalProcess = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
