import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pinnedNode = `${root}node_modules/.bin/node`;

/** How long a server may take from its start to its sign-in link, in milliseconds; also on a machine that is busy with other things. */
const startTimeoutMs = 120_000;
/** How long it may take to end after SIGTERM before it is killed. */
const stopTimeoutMs = 30_000;

export type ServerOptions = {
  readonly dataDir: string;
  readonly token: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly args?: readonly string[];
};

export type ServerProcess = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What the server has printed so far, both streams. */
  readonly output: () => string;
  /** Sends the signal and resolves when the process is gone. */
  readonly end: (signal: "SIGTERM" | "SIGKILL") => Promise<void>;
};

/** Starts the real server and resolves when it has printed its sign-in link, that is, when it is ready. */
export const startServer = async (options: ServerOptions): Promise<ServerProcess> => {
  const args = ["apps/server/src/main.ts", "--port", String(options.port), "--data-dir", options.dataDir];
  const child = spawn(existsSync(pinnedNode) ? pinnedNode : process.execPath, [...args, ...(options.args ?? [])], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LONGSHORE_TOKEN: options.token },
  });
  const lines: string[] = [];
  const exited = once(child, "exit");
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`the server ${what}:\n${lines.join("\n")}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`printed no sign-in link within ${startTimeoutMs} ms`);
    }, startTimeoutMs);
    const read = (line: string): void => {
      lines.push(line);
      const link = /http:\/\/127\.0\.0\.1:(\d+)\/ui\/#t=/.exec(line);
      if (link === null) return;
      clearTimeout(timer);
      resolve(Number(link[1]));
    };
    createInterface(child.stdout).on("line", read);
    createInterface(child.stderr).on("line", (line) => lines.push(line));
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      fail(`ended early (${code ?? signal})`);
    });
  });
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  };
  return { url: `http://127.0.0.1:${port}`, port, pid: child.pid ?? 0, output: () => lines.join("\n"), end };
};
