import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { defer } from "./cleanup.ts";

export type Ended = { readonly status: number | null; readonly stdout: string; readonly seconds: number };

export type Running = {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Sends the signal to its whole group, and SIGKILL ten seconds later if it is still there. */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>;
};

type Settings = Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid">;

const limitMs = 300_000;
const graceMs = 10_000;

/** Where a program is, or undefined: by `PATH`, then in the directories that a user's `PATH` may lack. */
export const findProgram = (name: string): string | undefined =>
  [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    .filter((directory) => directory.startsWith("/") && !directory.includes("node_modules"))
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
};

/** Starts a program in a session of its own; whatever is left of it goes when the benchmark ends. */
export const start = (
  [file, ...args]: readonly [string, ...string[]],
  settings: Settings,
  stdio: SpawnOptions["stdio"],
): Running => {
  const child = spawn(file, args, { ...settings, stdio: stdio ?? "ignore", detached: true });
  const pid = child.pid ?? 0;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (pid === 0) return;
    if (child.exitCode === null && child.signalCode === null) {
      signalGroup(pid, signal);
      await Promise.race([gone, delay(graceMs, undefined, { ref: false })]);
    }
    signalGroup(pid, "SIGKILL");
    await gone;
  };
  const undo = defer(() => stop("SIGKILL"));
  return {
    pid,
    child,
    end: async (signal = "SIGTERM") => {
      await stop(signal);
      await undo();
    },
  };
};

/** Runs a program to its end; refuses one that fails or takes longer than five minutes. */
export const run = async (command: readonly [string, ...string[]], settings: Settings = {}): Promise<Ended> => {
  const from = performance.now();
  const running = start(command, settings, ["ignore", "pipe", "pipe"]);
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  running.child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  running.child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  const timer = setTimeout(() => signalGroup(running.pid, "SIGKILL"), limitMs);
  try {
    const [status] = (await once(running.child, "close")) as [number | null];
    const seconds = (performance.now() - from) / 1000;
    if (status !== 0) {
      const said = Buffer.concat(errors).toString("utf8").trim().split("\n").slice(-3).join(" / ");
      throw new Error(`${command.slice(0, 3).join(" ")} … ended with ${String(status ?? "a signal")}: ${said}`);
    }
    return { status, stdout: Buffer.concat(chunks).toString("utf8"), seconds };
  } finally {
    clearTimeout(timer);
    await running.end();
  }
};

/** What a program says of its version, its first line; or why it cannot be had. */
export const versionOf = async (name: string, pattern: RegExp): Promise<string | undefined> => {
  const file = findProgram(name);
  if (file === undefined) return undefined;
  const { stdout } = await run([file, "--version"]);
  return pattern.exec(stdout)?.[1] ?? "of unknown version";
};
