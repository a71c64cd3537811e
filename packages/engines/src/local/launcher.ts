import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";

export type LauncherSettings = {
  readonly shell: string;
  readonly prelude: () => string;
  /** Where the shell's own complaints go; a file, never a pipe of ours. */
  readonly errors: string;
  /** The launcher had died and is back: whatever was sent and not yet recorded must be sent again. */
  readonly restarted: () => void;
  readonly log: (message: string) => void;
};

export type Launcher = {
  readonly write: (statement: string) => void;
  readonly pid: () => number;
  /** Ends its input and waits until it has done what it was asked and is gone. */
  readonly close: () => Promise<void>;
};

const RESTART_DELAY_MS = 200;
const CLOSE_MS = 2_000;

/**
 * The one process the server spawns: stateless, in its own session, fed on standard input, so the cost of forking a
 * task does not grow with the server's memory. It ends when its input ends; shims and tasks outlive it.
 */
export const createLauncher = (settings: LauncherSettings): Launcher => {
  let child: ChildProcess | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): void => {
    const errors = openSync(settings.errors, "a", 0o600);
    // A null-prototype environment: an inherited key of a polluted Object.prototype would be passed on.
    const env = Object.assign(Object.create(null), {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }) as NodeJS.ProcessEnv;
    const next = spawn(settings.shell, ["-s", "longshore-launcher"], {
      cwd: "/",
      env,
      detached: true,
      stdio: ["pipe", "ignore", errors],
    });
    closeSync(errors);
    child = next;
    next.stdin?.on("error", () => undefined);
    // One that could not be made for lack of file handles only fails; any other also closes.
    next.on("error", (error) => ended(next, `cannot be started: ${error.message}`));
    next.on("close", (code, signal) => ended(next, `ended (${signal ?? code})`));
    next.unref();
    next.stdin?.write(settings.prelude());
  };

  const ended = (last: ChildProcess, how: string): void => {
    if (isClosed || child !== last) return;
    child = undefined;
    settings.log(`the launcher ${settings.shell} ${how}; starting another`);
    beginAgain();
  };

  const beginAgain = (): void => {
    timer = setTimeout(() => {
      try {
        begin();
      } catch (fault) {
        settings.log(`the launcher cannot be started: ${fault instanceof Error ? fault.message : String(fault)}`);
        return beginAgain();
      }
      return settings.restarted();
    }, RESTART_DELAY_MS);
  };
  begin();

  return {
    // Lost while there is no launcher: `restarted` asks for everything again.
    write: (statement) => void child?.stdin?.write(statement),
    pid: () => child?.pid ?? 0,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      const last = child;
      if (last === undefined || last.exitCode !== null || last.signalCode !== null) return Promise.resolve();
      return new Promise((resolve) => {
        const overdue = setTimeout(() => last.kill("SIGKILL"), CLOSE_MS);
        last.once("close", () => {
          clearTimeout(overdue);
          resolve();
        });
        last.stdin?.end();
      });
    },
  };
};
