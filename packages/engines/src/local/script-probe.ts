import { mkdirSync, openSync, closeSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Probe } from "@longshore/core/tasks/probe";
import { mostProbeOutput, type ProbeRequest, type ProbeResult } from "../engine.ts";
import { commandLine, type CommandSettings } from "./command-line.ts";
import { runKey } from "./run-key.ts";
import { findProgram } from "./programs.ts";
import { quote, shellEnvironment } from "./shell-words.ts";

type Script = Omit<ProbeRequest, "probe"> & Extract<Probe, { readonly type: "script" }>;

/** A script's processes get this long to be gone after SIGKILL before they are left to the sweep of their run. */
const graceMs = 1000;

export type ScriptProbeSettings = CommandSettings & {
  readonly runDir: string;
  /** Tells this engine's files from those that a script of an earlier one may still write. */
  readonly generation: number;
  readonly write: (statement: string) => void;
  /** The run's cgroup, or `-`. */
  readonly slotOf: (id: string) => string;
};

export type ScriptProbes = {
  readonly run: (request: Script) => Promise<ProbeResult>;
  /** The launcher says that this one is over. */
  readonly probed: (probe: number) => void;
  readonly close: () => void;
};

const readStart = (path: string): string => {
  try {
    const file = openSync(path, "r");
    const buffer = Buffer.alloc(4 * mostProbeOutput);
    const length = readSync(file, buffer, 0, buffer.length, 0);
    closeSync(file);
    return buffer.toString("utf8", 0, length);
  } catch {
    return "";
  }
};

/**
 * Runs a check's command beside its task: same user, directory, environment and cgroup, forked by the launcher, never by the server. It
 * cannot hold anything up by what it writes: the first bytes are kept and the rest is read away. `timeout` kills its process group;
 * what escapes carries its run's marker and goes with that run.
 */
export const createScriptProbes = (settings: ScriptProbeSettings): ScriptProbes => {
  const directory = join(settings.runDir, "probes");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700, recursive: true });
  const timeout = findProgram("timeout");
  const waiting = new Map<number, () => void>();
  let count = 0;
  const fileOf = (probe: number): string => join(directory, `${String(settings.generation)}.${String(probe)}`);

  const statementOf = (probe: number, program: string, request: Script): string | { readonly problem: string } => {
    const command = commandLine(settings, request);
    if ("problem" in command) return command;
    const slot = settings.slotOf(runKey(request.allocId, request.run));
    // Exported rather than given to env(1), whose words everybody on the machine can read.
    const { exports, assignments } = shellEnvironment(command.env);
    const exported = exports === "" ? "" : `export ${exports}; `;
    const seconds = (request.timeoutMs / 1000).toFixed(3);
    const words = [assignments, quote(program), "-s", "KILL", seconds, ...command.argv.map(quote)];
    const begin = `exec "$@" ${words.filter((word) => word !== "").join(" ")}`;
    const enter = slot === "-" ? "" : `echo 0 2>/dev/null >${quote(join(slot, "cgroup.procs"))}; `;
    const base = quote(fileOf(probe));
    return (
      `{ { ( cd ${quote(`${command.allocDir}/${command.task}`)} || exit 126; ${enter}umask 022; set -- $V; unset PWD OLDPWD; ${exported}${begin} ) </dev/null 2>&1; ` +
      `echo $? >${base}.status; } | { head -c ${String(4 * mostProbeOutput)} >${base}.out; cat >/dev/null; }; echo "P ${String(probe)} ." >>"$J"; } &\n`
    );
  };

  const resultOf = (probe: number, request: Script): ProbeResult => {
    const base = fileOf(probe);
    const status = readStart(`${base}.status`).trim();
    const output = readStart(`${base}.out`).slice(0, mostProbeOutput);
    rmSync(`${base}.status`, { force: true });
    rmSync(`${base}.out`, { force: true });
    if (status === "0") return { status: "passing", output };
    if (status === "1") return { status: "warning", output };
    const isLate = status === "" || status === "137" || status === "124";
    const why = isLate ? `Killed after ${String(request.timeoutMs)} ms` : `Exit code ${status}`;
    return { status: "failing", output: `${why}: ${output}`.slice(0, mostProbeOutput) };
  };

  const over = (probe: number, timeoutMs: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(probe);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs + graceMs);
      waiting.set(probe, done);
    });

  return {
    run: async (request) => {
      if (timeout === undefined) return { status: "failing", output: "Script checks need timeout (coreutils)" };
      count += 1;
      const probe = count;
      const statement = statementOf(probe, timeout, request);
      if (typeof statement !== "string") return { status: "failing", output: statement.problem };
      const ended = over(probe, request.timeoutMs);
      settings.write(statement);
      await ended;
      return resultOf(probe, request);
    },
    probed: (probe) => waiting.get(probe)?.(),
    close: () => {
      for (const done of waiting.values()) done();
    },
  };
};
