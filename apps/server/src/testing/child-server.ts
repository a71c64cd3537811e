import { spawn } from "node:child_process";
import { join } from "node:path";
import { clientOf, type Client } from "./client.ts";
import { administrator } from "./test-server.ts";

export type ChildServer = Client & {
  readonly pid: number;
  /** Everything it printed so far, log included. */
  readonly printed: () => string;
  /** Ends it without a chance to do anything more. */
  readonly kill: () => Promise<void>;
  /** Asks it to end. */
  readonly stop: () => Promise<number | null>;
};

export type Starting = {
  /** Fails when the process ends before it serves. */
  readonly ready: Promise<ChildServer>;
  readonly printed: () => string;
  readonly kill: () => Promise<void>;
};

const main = join(import.meta.dirname, "../main.ts");

/** Starts the server as its users do, in a process of its own; `limits` are set by a shell before, such as `ulimit -n 100`. */
export const startChild = (dataDir: string, options: readonly string[] = [], limits = ""): Starting => {
  const command = [process.execPath, main, "--port", "0", "--data-dir", dataDir, ...options];
  const [program = "", ...args] = limits === "" ? command : ["/bin/sh", "-c", `${limits}; exec "$0" "$@"`, ...command];
  const child = spawn(program, args, {
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", LONGSHORE_TOKEN: administrator },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const gone = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  const ready = new Promise<ChildServer>((resolve, reject) => {
    const hear = (piece: Buffer): void => {
      printed += piece.toString();
      const link = /^Sign in: (http:\/\/[^/]+)\/ui\/#t=(\S+)\n/m.exec(printed);
      if (link === null) return;
      const stop = (): Promise<number | null> => {
        child.kill("SIGTERM");
        return gone;
      };
      const client = clientOf(link[1] ?? "", administrator);
      resolve({ ...client, pid: child.pid ?? 0, printed: () => printed, kill, stop });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    void gone.then((code) => reject(new Error(`the server ended with ${String(code)}:\n${printed}`)));
  });
  // Whoever kills it while it starts waits for nothing.
  ready.catch(() => undefined);
  return { ready, printed: () => printed, kill };
};
